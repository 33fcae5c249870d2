"""From raw answers to typed ones; whatever is wrong is refused with the field and what is allowed."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecards.domain.edition import Edition, Node, NodeKind, Scale
from scorecards.domain.numbers import MOST_DIGITS, NumberError, parse_decimal, plain

NOT_APPLICABLE = "N/A"
LONGEST_LABEL = 200
LONGEST_SHOWN = 40
_CODE = re.compile(r"[A-Za-z0-9_.]{1,40}")


@dataclass(frozen=True)
class Unreadable:
    """A number literal that cannot be used (NaN, too long); kept until the field that holds it is known."""

    literal: str


class AnswerError(ValueError):
    """An answer that cannot be scored: its field, the problem, and what is allowed; str() is one line."""

    def __init__(self, field: str, problem: str, allowed: str) -> None:
        """Keep the three parts apart, so that a page can show them apart."""
        super().__init__(f"{field}: {problem}; allowed: {allowed}")
        self.field, self.problem, self.allowed = field, problem, allowed


@dataclass(frozen=True)
class Answer:
    """One answer: as given, and its value on the scale; value None means that the node does not apply."""

    given: str
    value: Fraction | None


@dataclass(frozen=True)
class Sheet:
    """All answers of one scorecard by path ("1.a", "inovasi[2].17"), and the number of items of each group.

    `assumed` holds the paths whose answer is a bound that stands in for one that is not there, and `absent` the items
    that a bound leaves out (see layers).
    """

    answers: Mapping[str, Answer]
    items: Mapping[str, int]
    labels: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    def present(self, group: str) -> list[str] | None:
        """Return the paths of a group's items, None when its list was not given."""
        if group not in self.items:
            return None
        paths = (f"{group}[{number}]" for number in range(1, self.items[group] + 1))
        return [path for path in paths if path not in self.absent]


def read_answers(edition: Edition, raw: Mapping[str, Any]) -> Sheet:
    """Type and check every answer; None stands for "not answered". Raise AnswerError at the first wrong one."""
    if not isinstance(raw, Mapping):
        raise AnswerError("answers", "is not an object", "an object of codes and answers")
    asked = {node.code: node for node in edition.answerable()}
    answers: dict[str, Answer] = {}
    items: dict[str, int] = {}
    labels: dict[str, str] = {}
    for code, given in raw.items():
        node = _known(edition, code, asked)
        if given is None:
            continue
        if node.kind is NodeKind.REPEATING:
            items[code] = _read_items(edition, node, given, answers, labels)
        else:
            answers[code] = _read_one(edition, node, given, code)
    return Sheet(answers, items, labels)


def read_checks(edition: Edition, raw: Mapping[str, Any] | None) -> dict[str, bool | None] | None:
    """Type and check the checks: true, false, or "N/A" (read as None) where a check need not apply."""
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        raise AnswerError("checks", "is not an object", "an object of codes and true or false")
    known = {node.code: node for node in edition.nodes if node.kind is NodeKind.CHECK}
    read: dict[str, bool | None] = {}
    for code, given in raw.items():
        if code not in known:
            raise AnswerError(
                f"checks.{code_shown(code)}", f"{edition.code} has no such check", ", ".join(known) or "none"
            )
        choices = f'true, false, "{NOT_APPLICABLE}"' if known[code].skippable else "true, false"
        if given == NOT_APPLICABLE and known[code].skippable:
            read[code] = None
        elif isinstance(given, bool):
            read[code] = given
        else:
            raise AnswerError(f"checks.{code}", f"{shown(given)} is not allowed", choices)
    return read


def shown(given: Any) -> str:
    """Write whatever was given so that it fits into one line of a message."""
    if given is None or isinstance(given, bool):
        return json.dumps(given)
    if isinstance(given, str | Unreadable):
        text = given if isinstance(given, str) else given.literal
        cut = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."
        return json.dumps(cut) if isinstance(given, str) else cut
    if isinstance(given, Mapping):
        return "an object"
    if isinstance(given, list | tuple):
        return "a list"
    try:
        return plain(Fraction(parse_decimal(given)))
    except NumberError:
        short = isinstance(given, Decimal) and len(given.as_tuple().digits) <= LONGEST_SHOWN
        return str(given) if short else f"a value of type {type(given).__name__}"


def code_shown(code: Any) -> str:
    """Write a code that the edition may not know: bare when it looks like one, else quoted and cut."""
    return code if isinstance(code, str) and _CODE.fullmatch(code) else shown(code)


def _known(edition: Edition, code: Any, asked: Mapping[str, Node]) -> Node:
    if code in asked:
        return asked[code]
    problem = f"{edition.code} has no such code"
    if code in edition:
        problem = "does not apply here" if not edition.node(code).applies else "takes no answer of its own"
    raise AnswerError(code_shown(code), problem, ", ".join(asked))


def _read_items(edition: Edition, group: Node, given: Any, answers: dict[str, Answer], labels: dict[str, str]) -> int:
    """Read the list of items of a repeating group into `answers` and `labels`; return their number."""
    fields = {node.code: node for node in edition.children(group.code)}
    allowed = ", ".join((*fields, *group.labels))
    if not isinstance(given, list | tuple):
        raise AnswerError(group.code, f"{shown(given)} is not a list", f"a list of objects with {allowed}")
    for number, item in enumerate(given, start=1):
        path = f"{group.code}[{number}]"
        if not isinstance(item, Mapping):
            raise AnswerError(path, f"{shown(item)} is not an object", f"an object with {allowed}")
        for code, value in item.items():
            if code in group.labels:
                labels[f"{path}.{code}"] = _read_label(value, f"{path}.{code}")
            elif code not in fields or not fields[code].applies:
                raise AnswerError(f"{path}.{code_shown(code)}", "there is no such field", allowed)
            elif value is not None:
                answers[f"{path}.{code}"] = _read_one(edition, fields[code], value, f"{path}.{code}")
    return len(given)


def _read_label(given: Any, path: str) -> str:
    if isinstance(given, str) and len(given) <= LONGEST_LABEL:
        return given
    raise AnswerError(path, f"{shown(given)} is not allowed", f"text of at most {LONGEST_LABEL} characters")


def _read_one(edition: Edition, node: Node, given: Any, path: str) -> Answer:
    scale = edition.scale_of(node)
    allowed = f'{scale.allowed}, "{NOT_APPLICABLE}"' if node.skippable else scale.allowed
    if given == NOT_APPLICABLE and node.skippable:
        return Answer(NOT_APPLICABLE, None)
    if scale.levels:
        for level in scale.levels:
            if given == level.code:
                return Answer(level.code, level.value)
        raise AnswerError(path, f"{shown(given)} is not allowed", allowed)
    return _read_number(scale, given, path, allowed)


def _read_number(scale: Scale, given: Any, path: str, allowed: str) -> Answer:
    try:
        value = Fraction(parse_decimal(given))
    except NumberError as error:
        raise AnswerError(path, f"{shown(given)} {error}", allowed) from error
    if not scale.minimum <= value <= scale.maximum or (scale.whole and value.denominator != 1):
        raise AnswerError(path, f"{shown(given)} is outside the scale", allowed)
    # What passed has at most MOST_DIGITS places, so that this writes it in full.
    return Answer(plain(value, most=MOST_DIGITS), value)
