"""The instruments calculated again with plain fractions, straight from the published tables; shares no engine code."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

SAKIP_WEIGHTS = {
    "1.a": "6", "1.b": "9", "1.c": "15", "2.a": "6", "2.b": "9", "2.c": "15",
    "3.a": "3", "3.b": "4.5", "3.c": "7.5", "4.a": "5", "4.b": "7.5", "4.c": "12.5",
}  # fmt: skip
SAKIP_GRADES = {"AA": 100, "A": 90, "BB": 80, "B": 70, "CC": 60, "C": 50, "D": 30, "E": 0}
PEKPPP = {
    "a": (24, (17, 14, 7, 14, 10, 17, 7, 7, 7)),
    "b": (25, (10, 20, 20, 20, 30)),
    "c": (18, (15, 23, 20, 20, 11, 11)),
    "d": (11, (30, 20, 20, 30)),
    "e": (10, (20, 25, 25, 30)),
    "f": (12, (50, 50)),
}
SPD_WEIGHTS = ("1", "2", "1", "1", "1.5", "1.5", "1.5", "1.5", "1", "1.5", "1.5", "2", "2", "1", "1")
SID_WEIGHTS = (3, 2, 2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 2, 3, 2, 3, 2, 4)


def rounded(exact: Fraction) -> Decimal:
    """Round half up to two places by way of a long decimal, not of the engine's whole numbers."""
    with localcontext() as context:
        context.prec = 400
        value = Decimal(exact.numerator) / Decimal(exact.denominator)
        return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def sakip(answers: Mapping[str, str]) -> Fraction:
    """Grade / 100 x weight, added."""
    points = [Fraction(SAKIP_GRADES[answers[code]], 100) * Fraction(weight) for code, weight in SAKIP_WEIGHTS.items()]
    return sum(points, Fraction(0))


def skm(answers: Mapping[str, Decimal]) -> Fraction:
    """The mean of the nine elements, x 25."""
    return sum((Fraction(value) for value in answers.values()), Fraction(0)) / 9 * 25


def mean(items: Sequence[Mapping[str, Any]]) -> Fraction:
    """The plain mean of the lokus."""
    return sum((Fraction(item["nilai"]) for item in items), Fraction(0)) / len(items)


def pekppp_f02(answers: Mapping[str, Decimal]) -> Fraction:
    """Indicators weighted inside their aspects, aspects weighted."""
    number, total = 0, Fraction(0)
    for share, weights in PEKPPP.values():
        for weight in weights:
            number += 1
            total += Fraction(answers[str(number)]) * weight * share / 10_000
    return total


def pekppp(answers: Mapping[str, Decimal]) -> Fraction:
    """0.75 F-02 + 0.25 F-03."""
    return (3 * pekppp_f02(answers) + Fraction(answers["F03"])) / 4


def iid(answers: Mapping[str, Any], divisor: int) -> tuple[Fraction, Fraction, Fraction]:
    """SPD, SID and the index."""
    spd = sum((Fraction(SPD_WEIGHTS[code - 1]) * answers[str(code)] for code in range(1, 16)), Fraction(0))
    items = answers["inovasi"]
    points = sum(SID_WEIGHTS[code - 16] * item[str(code)] for item in items for code in range(16, 36))
    count = min(len(items), 200) * Fraction(38, 100) if answers["urusan_wajib"] >= 5 else Fraction(0)
    sid = Fraction(points, max(divisor, len(items))) + count
    return spd, sid, (spd + sid) * 100 / 250
