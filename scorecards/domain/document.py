"""From the canonical document of an edition (plain dicts and lists) to an Edition, or a clear refusal."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from scorecards.domain.consistency import DocumentError, check_edition
from scorecards.domain.edition import (
    Band,
    Citation,
    CountRule,
    Edition,
    Evidence,
    Gate,
    GateStep,
    GoldenCase,
    Level,
    MissingPolicy,
    Node,
    NodeKind,
    NotApplicablePolicy,
    Rule,
    Scale,
)
from scorecards.domain.numbers import NumberError, parse_decimal, parse_exact

Choice = TypeVar("Choice", bound=StrEnum)


class _Row:
    """One object of the document, read key by key; an error names its place."""

    def __init__(self, value: Any, place: str) -> None:
        if not isinstance(value, Mapping):
            raise DocumentError(f"{place}: must be an object")
        self.value, self.place = value, place

    def text(self, key: str, default: str | None = None) -> str:
        found = self.value.get(key, default)
        if not isinstance(found, str):
            raise DocumentError(f"{self.place}.{key}: must be text")
        return found

    def optional_text(self, key: str) -> str | None:
        return None if self.value.get(key) is None else self.text(key)

    def flag(self, key: str, default: bool | None = None) -> bool:
        found = self.value.get(key, default)
        if not isinstance(found, bool):
            raise DocumentError(f"{self.place}.{key}: must be true or false")
        return found

    def integer(self, key: str, default: int | None = None) -> int:
        found = self.value.get(key, default)
        if not isinstance(found, int) or isinstance(found, bool) or found < 0:
            raise DocumentError(f"{self.place}.{key}: must be a whole number, not negative")
        return found

    def exact(self, key: str, default: str | None = None) -> Fraction:
        try:
            number = parse_exact(self.text(key, default))
        except NumberError as error:
            raise DocumentError(f"{self.place}.{key}: {error}") from error
        if number < 0:
            raise DocumentError(f"{self.place}.{key}: must not be negative")
        return number

    def optional_exact(self, key: str) -> Fraction | None:
        return None if self.value.get(key) is None else self.exact(key)

    def decimal(self, key: str) -> Decimal:
        try:
            return parse_decimal(self.text(key))
        except NumberError as error:
            raise DocumentError(f"{self.place}.{key}: {error}") from error

    def choice(self, key: str, kind: type[Choice], default: str | None = None) -> Choice:
        try:
            return kind(self.text(key, default))
        except ValueError as error:
            raise DocumentError(f"{self.place}.{key}: must be one of {', '.join(kind)}") from error

    def rows(self, key: str) -> "list[_Row]":
        found = self.value.get(key, [])
        if not isinstance(found, list):
            raise DocumentError(f"{self.place}.{key}: must be a list")
        return [_Row(value, f"{self.place}.{key}[{number}]") for number, value in enumerate(found, start=1)]

    def texts(self, key: str) -> tuple[str, ...]:
        found = self.value.get(key, [])
        if not isinstance(found, list) or not all(isinstance(value, str) for value in found):
            raise DocumentError(f"{self.place}.{key}: must be a list of texts")
        return tuple(found)

    def mapping(self, key: str) -> Mapping[str, Any] | None:
        found = self.value.get(key)
        return None if found is None else _Row(found, f"{self.place}.{key}").value

    def citation(self) -> Citation:
        return Citation(
            legal_basis=self.text("legal_basis"),
            source=self.text("source"),
            verified=self.flag("verified"),
            note=self.text("note", ""),
        )


def edition_from(document: Any) -> Edition:
    """Build the edition that a canonical document describes; raise DocumentError naming place and fault."""
    edition = built_from(document)
    check_edition(edition)
    return edition


def built_from(document: Any) -> Edition:
    """Build the edition without asking whether it holds together: for those who list all its faults at once."""
    row = _Row(document, "edition")
    listed = list(map(_scale, row.rows("scales")))
    scales = {scale.code: scale for scale in listed}
    if len(scales) < len(listed):
        raise DocumentError("edition.scales: a code stands twice")
    return Edition(
        code=row.text("code"),
        instrument=row.text("instrument"),
        title=row.text("title"),
        missing=row.choice("missing", MissingPolicy),
        not_applicable=row.choice("not_applicable", NotApplicablePolicy),
        scales=scales,
        nodes=tuple(_node(node, scales) for node in row.rows("nodes")),
        bands=tuple(map(_band, row.rows("bands"))),
        band_places=row.integer("band_places", 2),
        gates=tuple(map(_gate, row.rows("gates"))),
        golden=tuple(map(_golden, row.rows("golden"))),
        citation=row.citation(),
    )


def _scale(row: _Row) -> Scale:
    levels = tuple(map(_level, row.rows("levels")))
    if levels:
        low, high = min(level.value for level in levels), max(level.value for level in levels)
    else:
        low, high = row.exact("minimum"), row.exact("maximum")
    return Scale(
        code=row.text("code"),
        name=row.text("name"),
        minimum=low,
        maximum=high,
        levels=levels,
        whole=row.flag("whole", False),
        citation=row.citation(),
    )


def _level(row: _Row) -> Level:
    return Level(row.text("code"), row.exact("value"), row.text("name"), row.text("text", ""))


def _node(row: _Row, scales: Mapping[str, Scale]) -> Node:
    scale = row.optional_text("scale")
    levels = tuple(map(_level, row.rows("levels")))
    if not levels and scale is not None and scale in scales:
        levels = scales[scale].levels
    weight, rule = row.optional_exact("weight"), row.choice("rule", Rule)
    return Node(
        code=row.text("code"),
        name=row.text("name"),
        kind=row.choice("kind", NodeKind),
        parent=row.optional_text("parent"),
        rule=rule,
        weight=weight,
        maximum=_maximum(row, rule, weight, scales.get(scale or "")),
        scale=scale,
        levels=levels,
        citation=row.citation(),
        text=row.text("text", ""),
        evidence=tuple(Evidence(item.text("text"), item.text("period", "")) for item in row.rows("evidence")),
        factor=row.exact("factor", "1"),
        places=row.integer("places") if row.value.get("places") is not None else None,
        applies=row.flag("applies", True),
        skippable=row.flag("skippable", False),
        required=row.flag("required", True),
        divisor=row.integer("divisor", 1),
        empty_is_zero=row.flag("empty_is_zero", False),
        labels=row.texts("labels"),
        count=_count(row),
        predecessors=row.texts("predecessor") if "predecessor" in row.value else None,
    )


def _maximum(row: _Row, rule: Rule, weight: Fraction | None, scale: Scale | None) -> Fraction | None:
    """Return the declared maximum of a group, or the one that rule, weight and scale give a leaf."""
    if rule is Rule.NONE:
        return Fraction(0)
    if rule is Rule.SHARE:
        return weight
    if scale is not None and rule is Rule.PRODUCT:
        return None if weight is None else weight * scale.maximum
    if scale is not None and rule is Rule.VALUE:
        return scale.maximum
    return row.optional_exact("maximum")


def _count(row: _Row) -> CountRule | None:
    if row.value.get("count") is None:
        return None
    count = _Row(row.value["count"], f"{row.place}.count")
    return CountRule(
        of=count.text("of"),
        cap=count.integer("cap"),
        points=count.exact("points"),
        fact=count.text("fact"),
        least=count.exact("least"),
    )


def _band(row: _Row) -> Band:
    return Band(
        code=row.text("code"),
        name=row.text("name"),
        low=row.decimal("low"),
        high=row.decimal("high"),
        low_open=row.flag("low_open", False),
        high_open=row.flag("high_open", False),
        text=row.text("text", ""),
        citation=row.citation(),
    )


def _gate(row: _Row) -> Gate:
    steps = tuple(
        GateStep(step.exact("share"), step.flag("above"), step.text("proposes"), step.text("cap"))
        for step in row.rows("steps")
    )
    return Gate(row.text("code"), row.texts("nodes"), steps, row.citation())


def _golden(row: _Row) -> GoldenCase:
    expect = row.mapping("expect")
    if expect is None:
        raise DocumentError(f"{row.place}.expect: must be an object")
    return GoldenCase(
        name=row.text("name"),
        answers=row.mapping("answers"),
        checks=row.mapping("checks"),
        value=row.optional_text("value"),
        expect=expect,
        citation=row.citation(),
    )
