"""Why ranks moved between two published rankings: each unit's change, split by cause without a remainder.

What each cause brought is its mean effect over every order in which the causes can come in (the Shapley value), so
that no order is favoured, the parts add up exactly, and the way back is the way there with the signs turned.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import chain, combinations
from math import factorial
from typing import Any

from scorecards.domain.answers import AnswerError, read_answers, read_checks
from scorecards.domain.document import edition_from
from scorecards.domain.edition import Edition
from scorecards.domain.layers import layers

Document = Mapping[str, Any]
Card = Mapping[str, Any]
Causes = frozenset["Cause"]


class Cause(StrEnum):
    """What can move a total or a rank."""

    RULES = "rules"
    OWN = "own"
    EXPIRED = "expired"
    EVALUATOR = "evaluator"
    PEERS = "peers"


OWN_CAUSES = (Cause.RULES, Cause.OWN, Cause.EXPIRED, Cause.EVALUATOR)
NOTHING: Causes = frozenset()


class NotComparable(ValueError):
    """The two rankings are of other governments or instruments."""


@dataclass(frozen=True)
class Step:
    """A criterion whose mark or score moved: both answers ("" where none counted) and the points that it has."""

    code: str
    cause: Cause
    before: str
    after: str
    points: Fraction


@dataclass(frozen=True)
class Change:
    """What became of a unit that is ranked in both; `parts` add up to the change of the total, `moves` of the rank.

    `own_only` is the rank that it would have if only its own total had changed, `peers_only` if only the others' had.
    """

    unit: str
    name: str
    before: Fraction
    after: Fraction
    rank_before: int
    rank_after: int
    own_only: int
    peers_only: int
    parts: Mapping[Cause, Fraction]
    moves: Mapping[Cause, Fraction]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Difference:
    """All changes in the order of the later ranks; `joined` and `left` name who is ranked only after or before."""

    changes: tuple[Change, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    rules_changed: bool


def difference(before: Document, after: Document) -> Difference:
    """Compare two verified documents of one government and one instrument."""
    if before["government"]["code"] != after["government"]["code"] or _instrument(before) != _instrument(after):
        raise NotComparable("the two rankings are of other governments or instruments")
    old, new = _Side(before), _Side(after)
    both = [unit for unit in new.ranked if unit in old.ranked]
    units = {unit: _Unit(unit, old, new) for unit in {*old.ranked, *new.ranked}}
    return Difference(
        changes=tuple(_change(units[unit], units, old, new) for unit in both),
        joined=tuple(new.cards[unit]["name"] for unit in new.ranked if unit not in old.ranked),
        left=tuple(old.cards[unit]["name"] for unit in old.ranked if unit not in new.ranked),
        rules_changed=old.rules != new.rules,
    )


def split(causes: Collection[Cause], value: Callable[[Causes], Fraction | int]) -> dict[Cause, Fraction]:
    """Return each cause's mean effect on a value over all orders; together they are value(all) - value(none)."""
    count = len(causes)
    parts = {}
    for cause in causes:
        others = [one for one in causes if one is not cause]
        parts[cause] = sum(
            (
                Fraction(factorial(len(found)) * factorial(count - 1 - len(found)), factorial(count))
                * (Fraction(value(found | {cause})) - value(found))
                for found in _subsets(others)
            ),
            Fraction(0),
        )
    return parts


def _subsets(causes: Collection[Cause]) -> Iterator[Causes]:
    sizes = (combinations(causes, size) for size in range(len(causes) + 1))
    return (frozenset(found) for found in chain.from_iterable(sizes))


def _instrument(document: Document) -> str:
    return str(document["edition"]["code"]).partition("/")[0]


class _Side:
    """One of the two documents, with what is looked up in it often."""

    def __init__(self, document: Document) -> None:
        self.rules: str = document["edition"]["sha256"]
        self.edition = edition_from(document["edition"]["document"])
        self.day: str = document["published_at"][:10]
        self.cards: dict[str, Card] = {card["unit"]: card for card in document["scorecards"]}
        self.ranked: dict[str, int] = {
            place["unit"]: place["rank"]
            for place in sorted(document["standings"][0]["places"], key=lambda one: (one["rank"] or 0, one["unit"]))
            if place["rank"] is not None
        }
        self.points = {
            unit: {line["node"]: Fraction(line["result"]) for line in card["lines"]}
            for unit, card in self.cards.items()
        }


class _Unit:
    """A unit's totals under any mixture of old and new: rules, own answers, marks."""

    def __init__(self, code: str, old: _Side, new: _Side) -> None:
        self.code = code
        self._old, self._new = old, new
        first, last = old.cards.get(code), new.cards.get(code)
        # Who stands in one document only has no answers in the other: its own never mix.
        self.before: Card = first or last or {}
        self.after: Card = last or first or {}
        self.marks = _causes_of_marks(code, self.before, self.after, old, new)
        self._totals: dict[Causes, Fraction] = {}
        self.causes = frozenset(self._moving())

    def total(self, causes: Causes) -> Fraction:
        """Return the verified total when these causes have come in."""
        causes &= self.causes
        if causes not in self._totals:
            self._totals[causes] = self._total(causes)
        return self._totals[causes]

    def _moving(self) -> Iterator[Cause]:
        if self._old.rules != self._new.rules:
            yield Cause.RULES
        if self.before["claimed"] != self.after["claimed"] or self.before["checks"] != self.after["checks"]:
            yield Cause.OWN
        yield from self.marks.values()

    def _total(self, causes: Causes) -> Fraction:
        edition = (self._new if Cause.RULES in causes else self._old).edition
        own = self.after if Cause.OWN in causes else self.before
        verified = dict(self.before["verified"])
        for code, cause in self.marks.items():
            if cause in causes:
                verified.pop(code, None)
                if code in self.after["verified"]:
                    verified[code] = self.after["verified"][code]
        found = layers(
            edition,
            _fitting(edition, own["claimed"], read_answers),
            _fitting(edition, verified, read_answers),
            (),
            checks=None if own["checks"] is None else _fitting(edition, own["checks"], read_checks),
        )
        return Fraction(found.verified.total or 0)


def _fitting(edition: Edition, marks: Mapping[str, Any], read: Callable[..., object]) -> dict[str, Any]:
    """Return the answers that an edition takes; those of criteria that it does not know stay out."""
    answers = {code: mark["answer"] for code, mark in marks.items()}
    try:
        read(edition, answers)
    except AnswerError:
        return {code: answer for code, answer in answers.items() if _is_taken(edition, code, answer, read)}
    return answers


def _is_taken(edition: Edition, code: str, answer: object, read: Callable[..., object]) -> bool:
    try:
        read(edition, {code: answer})
    except AnswerError:
        return False
    return True


def _causes_of_marks(unit: str, before: Card, after: Card, old: _Side, new: _Side) -> dict[str, Cause]:
    """Return why each changed mark changed.

    Evidence that ran out between the two, without anything in its place, where the mark fell; else the unit's own
    work where its claim or its evidence for the criterion changed; else the evaluator.
    """
    found = {}
    for code in sorted({*before["verified"], *after["verified"]}):
        if _answer(before["verified"], code) == _answer(after["verified"], code):
            continue
        first, last = _evidence(before, code), _evidence(after, code)
        if _ran_out(unit, code, (old, first), (new, last)):
            found[code] = Cause.EXPIRED
        elif set(first) != set(last) or _answer(before["claimed"], code) != _answer(after["claimed"], code):
            found[code] = Cause.OWN
        else:
            found[code] = Cause.EVALUATOR
    return found


def _ran_out(unit: str, code: str, *sides: tuple[_Side, Mapping[str, str]]) -> bool:
    """Return whether the mark fell from the earlier day to the later while evidence ran out, which nothing replaced."""
    (early, held), (late, holds) = sorted(sides, key=lambda side: side[0].day)
    lapsed = any(until and early.day <= until < late.day for until in {**held, **holds}.values())
    was, became = (side.points.get(unit, {}).get(code, Fraction(0)) for side in (early, late))
    return lapsed and became < was and set(holds) <= set(held)


def _evidence(card: Card, code: str) -> dict[str, str]:
    return {one["sha256"]: one.get("valid_until") or "" for one in card["evidence"] if one["code"] == code}


def _answer(marks: Mapping[str, Any], code: str) -> str:
    return str(marks[code]["answer"]) if code in marks else ""


def _change(unit: _Unit, units: Mapping[str, _Unit], old: _Side, new: _Side) -> Change:
    own = frozenset(OWN_CAUSES)

    def rank(causes: Causes) -> int:
        total, rules = unit.total(causes), causes & {Cause.RULES}
        peers, come = (new.ranked, own - {Cause.RULES}) if Cause.PEERS in causes else (old.ranked, NOTHING)
        return 1 + sum(units[peer].total(rules | come) > total for peer in peers if peer != unit.code)

    parts = split(_ordered(unit.causes), unit.total)
    moves = split(_ordered(unit.causes | {Cause.PEERS}), rank)
    return Change(
        unit=unit.code,
        name=unit.after["name"],
        before=unit.total(NOTHING),
        after=unit.total(own),
        rank_before=old.ranked[unit.code],
        rank_after=new.ranked[unit.code],
        own_only=rank(own),
        peers_only=rank(frozenset({Cause.PEERS})),
        parts={cause: parts.get(cause, Fraction(0)) for cause in OWN_CAUSES},
        moves={cause: moves.get(cause, Fraction(0)) for cause in Cause},
        steps=tuple(_steps(unit, old, new)),
    )


def _ordered(causes: Iterable[Cause]) -> list[Cause]:
    there = set(causes)
    return [cause for cause in Cause if cause in there]


def _steps(unit: _Unit, old: _Side, new: _Side) -> Iterator[Step]:
    first, last = old.points[unit.code], new.points[unit.code]
    leaves = {node.code for side in (old, new) for node in side.edition.nodes if node.scale is not None}
    for code in sorted(leaves):
        points = last.get(code, Fraction(0)) - first.get(code, Fraction(0))
        if points or code in unit.marks:
            cause = unit.marks.get(code) or (Cause.RULES if Cause.RULES in unit.causes else Cause.OWN)
            before, after = _answer(unit.before["verified"], code), _answer(unit.after["verified"], code)
            yield Step(code, cause, before, after, points)
