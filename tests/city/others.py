"""PEKPPP and RB through their pages, and what PEKPPP must come to."""

from decimal import ROUND_HALF_UP, Decimal
from random import Random

from django.urls import reverse
from django.utils import timezone

from scorecards.entries.models import Scorecard
from tests.city.sakip import submit
from tests.city.visitor import Visitor

ASPECTS = {
    "a": (24, [17, 14, 7, 14, 10, 17, 7, 7, 7]),
    "b": (25, [10, 20, 20, 20, 30]),
    "c": (18, [15, 23, 20, 20, 11, 11]),
    "d": (11, [30, 20, 20, 30]),
    "e": (10, [20, 25, 25, 30]),
    "f": (12, [50, 50]),
}
"""Weight of each aspect of F-02, and of its indicators, which are numbered through."""

QUESTIONS = 9
CITIZENS = 4


def report(card: Scorecard, operator: Visitor, head: Visitor) -> list[str]:
    """F-01: report on every indicator and hand it in; return the codes."""
    operator.get(reverse("entries:scorecard", args=[card.pk]))
    codes = operator.found(rf'class="task__title" href="/kartu-skor/{card.pk}/([^/"]+)/"')
    codes.remove("F03")
    for code in codes:
        operator.get(reverse("entries:entry", args=[card.pk, code]))
        data = {"note": f"Laporan {code}", "version": operator.hidden("version")}
        operator.send(reverse("entries:save", args=[card.pk, code]), data)
    submit(card, head)
    return codes


def survey(card: Scorecard, evaluator: Visitor, dice: Random) -> Decimal:
    """F-03: open the survey, let citizens answer it, and return the exact mean."""
    detail = reverse("surveys:detail", args=[card.pk])
    evaluator.get(detail)
    today = timezone.localdate().isoformat()
    evaluator.send(reverse("surveys:save", args=[card.pk]), {"opens_on": today, "closes_on": today, "target": CITIZENS})
    evaluator.get(detail)
    (address,) = evaluator.found(r'href="http://[^/]+(/survei/[^"/]+/)"')
    answers = []
    for _number in range(CITIZENS):
        citizen = Visitor()
        citizen.get(address)
        given = {f"q{number}": dice.randint(0, 5) for number in range(1, QUESTIONS + 1)}
        citizen.send(address, {**given, "opened": citizen.hidden("opened")})
        answers += list(given.values())
    return Decimal(sum(answers)) / len(answers)


def index(marks: dict[str, str], mean: Decimal) -> Decimal:
    """Return three quarters of F-02 and one of F-03, rounded once."""
    numbers, of_f02 = iter(range(1, 31)), Decimal(0)
    for weight, parts in ASPECTS.values():
        aspect = sum((Decimal(part) * Decimal(marks[str(next(numbers))]) / 100 for part in parts), Decimal(0))
        of_f02 += aspect * weight / 100
    return (Decimal("0.75") * of_f02 + Decimal("0.25") * mean).quantize(Decimal("0.01"), ROUND_HALF_UP)


def name_leads(card: Scorecard, admin: Visitor, units: list[int]) -> None:
    """Name a lead for each indicator, in turn."""
    address = reverse("entries:leads", args=[card.pk])
    admin.get(address)
    fields = admin.found(r'name="(lead-\d+)"')
    data: dict[str, int | str] = {name: units[place % len(units)] for place, name in enumerate(fields)}
    data |= {name.replace("lead-", "seen-"): "" for name in fields}
    admin.send(address, data)


def enter_part(card: Scorecard, operator: Visitor, head: Visitor) -> list[str]:
    """Enter a number, or the best level, in each indicator that the unit leads, and hand the part in."""
    operator.get(reverse("entries:scorecard", args=[card.pk]))
    codes = operator.found(rf'class="task__title" href="/kartu-skor/{card.pk}/([^/"]+)/"')
    for code in codes:
        operator.get(reverse("entries:entry", args=[card.pk, code]))
        takes_number = 'name="value"' in operator.page
        data = {"value": "3,5"} if takes_number else {"level": "WTP"}
        data |= {"note": "", "version": operator.hidden("version")}
        operator.send(reverse("entries:save", args=[card.pk, code]), data)
    submit(card, head)
    return codes
