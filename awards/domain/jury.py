"""From jurors' marks to an order: exact totals, the method that joins them, and what decides between equals.

A mark that is missing is never zero: a sheet without all its marks has no total, a nomination without all its sheets
is pending and has no place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

PLACES = Decimal("0.01")
LOWEST, HIGHEST = Decimal(0), Decimal(100)
WHOLE = (Decimal(1), Decimal(100))
LEAST_TO_TRIM = 3


class Method(StrEnum):
    """How the totals of several jurors become one."""

    MEAN = "mean"
    MEDIAN = "median"
    TRIMMED = "trimmed"
    """The mean without the highest and the lowest; of fewer than three totals it is the mean."""


class TieBreak(StrEnum):
    """What decides between equal totals, before they share a place."""

    CRITERIA = "criteria"
    """The joined mark on the weightiest criterion, then on the next."""
    AGREEMENT = "agreement"
    """The smaller spread between the jurors."""
    NONE = "none"


@dataclass(frozen=True)
class Criterion:
    """Something that is judged; the weights of a category sum to exactly 1 or 100."""

    key: int
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Level:
    """One step of a criterion's scale, with what it means."""

    value: Decimal
    words: str


@dataclass(frozen=True)
class Rules:
    """By what a round is decided."""

    method: Method
    tie_break: TieBreak


@dataclass(frozen=True)
class Sheet:
    """What one juror gave one nomination, by criterion; what is not there was not given."""

    juror: int
    marks: Mapping[int, Decimal]


class Undecided(StrEnum):
    """Why a nomination has no place."""

    NO_SHEET = "no_sheet"
    OPEN_SHEET = "open_sheet"


@dataclass(frozen=True)
class Result:
    """What came out for one nomination; without a total it is pending, and `undecided` says why."""

    nomination: int
    sheets: Mapping[int, Decimal | None]
    """The rounded total of each juror's sheet."""
    by_criterion: Mapping[int, Fraction]
    total: Decimal | None = None
    spread: Decimal | None = None
    undecided: Undecided | None = None


@dataclass(frozen=True)
class Placed:
    """A result with its place; equals share one, and `is_tied` says that nothing decided between them."""

    result: Result
    place: int | None
    is_tied: bool = False
    by_tie_break: bool = False


def weights_are_whole(weights: Iterable[Decimal]) -> bool:
    """Return whether weights sum to exactly 1 or 100.

    >>> weights_are_whole([Decimal("0.1")] * 10), weights_are_whole([Decimal("33.3")] * 3)
    (True, False)
    """
    return sum(weights, Decimal(0)) in WHOLE


def parse_levels(text: str) -> tuple[Level, ...]:
    """Read levels, one a line, as "90 = Sangat baik", highest first; ValueError names the line that is none.

    >>> [str(level.value) for level in parse_levels("50 = Cukup\\n90 = Baik")]
    ['90', '50']
    """
    found: dict[Decimal, Level] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        number, equals, words = line.partition("=")
        try:
            value = Decimal(number.strip().replace(",", "."))
        except ArithmeticError as error:
            raise ValueError(line) from error
        if not equals or not words.strip() or not is_mark(value) or value in found:
            raise ValueError(line)
        found[value] = Level(value, words.strip())
    return tuple(sorted(found.values(), key=lambda level: -level.value))


def is_mark(value: Decimal, levels: Sequence[Level] = ()) -> bool:
    """Return whether a mark may be given: one of the levels, else 0 to 100 with at most two decimals."""
    if levels:
        return any(level.value == value for level in levels)
    return value.is_finite() and LOWEST <= value <= HIGHEST and value == value.quantize(PLACES)


def sheet_total(sheet: Sheet, criteria: Sequence[Criterion]) -> Fraction | None:
    """Return the weighted total of a sheet on the scale of its marks, None while a mark is missing."""
    if not criteria or any(criterion.key not in sheet.marks for criterion in criteria):
        return None
    whole = sum((Fraction(criterion.weight) for criterion in criteria), Fraction(0))
    parts = (Fraction(criterion.weight) * Fraction(sheet.marks[criterion.key]) for criterion in criteria)
    return sum(parts, Fraction(0)) / whole


def joined(method: Method, totals: Sequence[Fraction]) -> Fraction:
    """Join the totals of several jurors; there is at least one."""
    if method is Method.MEDIAN:
        return Fraction(median(totals))
    kept = sorted(totals)
    if method is Method.TRIMMED and len(kept) >= LEAST_TO_TRIM:
        kept = kept[1:-1]
    return sum(kept, Fraction(0)) / len(kept)


def result_of(nomination: int, sheets: Sequence[Sheet], criteria: Sequence[Criterion], rules: Rules) -> Result:
    """Work out one nomination; the total is rounded once, half up to two decimals, and that is what is compared."""
    totals = {sheet.juror: sheet_total(sheet, criteria) for sheet in sheets}
    shown = {juror: None if total is None else rounded(total) for juror, total in totals.items()}
    given = [total for total in totals.values() if total is not None]
    if len(given) < len(totals) or not given:
        why = Undecided.OPEN_SHEET if totals else Undecided.NO_SHEET
        return Result(nomination, shown, {}, undecided=why)
    by_criterion = {
        criterion.key: joined(rules.method, [Fraction(sheet.marks[criterion.key]) for sheet in sheets])
        for criterion in criteria
    }
    total = rounded(joined(rules.method, given))
    return Result(nomination, shown, by_criterion, total, rounded(max(given) - min(given)))


def ranking(results: Sequence[Result], criteria: Sequence[Criterion], rules: Rules) -> list[Placed]:
    """Order results, best first; pending ones stand last and have no place."""
    pending = [Placed(result, None) for result in results if result.total is None]
    settled = sorted((result for result in results if result.total is not None), key=lambda one: one.nomination)
    settled.sort(key=lambda result: _key(result, criteria, rules), reverse=True)
    return _placed(settled, criteria, rules) + pending


def rounded(value: Fraction) -> Decimal:
    """Round a value that is not negative half up to two decimals, exactly.

    >>> rounded(Fraction(1, 200)), rounded(Fraction(1, 3))
    (Decimal('0.01'), Decimal('0.33'))
    """
    hundredths = (value.numerator * 200 + value.denominator) // (2 * value.denominator)
    return (Decimal(hundredths) / 100).quantize(PLACES, rounding=ROUND_HALF_UP)


def _key(result: Result, criteria: Sequence[Criterion], rules: Rules) -> tuple[Decimal | Fraction, ...]:
    """Return what is compared: the total, then what the rule says."""
    total = result.total if result.total is not None else Decimal(-1)
    if rules.tie_break is TieBreak.CRITERIA:
        weighty = sorted(criteria, key=lambda criterion: -criterion.weight)  # equal weights keep their order
        return (total, *(result.by_criterion[criterion.key] for criterion in weighty))
    if rules.tie_break is TieBreak.AGREEMENT and result.spread is not None:
        return total, -result.spread
    return (total,)


def _placed(settled: Sequence[Result], criteria: Sequence[Criterion], rules: Rules) -> list[Placed]:
    keys = [_key(result, criteria, rules) for result in settled]
    return [
        Placed(
            result,
            place=keys.index(key) + 1,
            is_tied=keys.count(key) > 1,
            by_tie_break=any(other[0] == key[0] and other != key for other in keys),
        )
        for result, key in zip(settled, keys, strict=True)
    ]
