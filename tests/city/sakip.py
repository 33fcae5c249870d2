"""SAKIP of a unit through its pages, and what it must come to: reckoned here from the table of the regulation."""

import re
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from django.urls import reverse

from scorecards.entries.models import Scorecard
from tests.city.visitor import Visitor

WEIGHTS = {
    **{"1.a": "6", "1.b": "9", "1.c": "15", "2.a": "6", "2.b": "9", "2.c": "15"},
    **{"3.a": "3", "3.b": "4.5", "3.c": "7.5", "4.a": "5", "4.b": "7.5", "4.c": "12.5"},
}
GRADES = {"AA": 100, "A": 90, "BB": 80, "B": 70, "CC": 60, "C": 50, "D": 30, "E": 0}


def highest(fulfilled: int, of: int) -> str:
    """Return the highest grade that the share of criteria allows."""
    if fulfilled == of:
        return "AA"
    for quarter, grade in ((3, "B"), (2, "CC"), (1, "C"), (0, "D")):
        if 4 * fulfilled > quarter * of:
            return grade
    return "E"


def total(grades: dict[str, str]) -> Decimal:
    """Return the sum of weight times grade, rounded once."""
    points = sum((Decimal(WEIGHTS[code]) * GRADES[grade] / 100 for code, grade in grades.items()), Decimal(0))
    return points.quantize(Decimal("0.01"), ROUND_HALF_UP)


def enter(card: Scorecard, operator: Visitor, head: Visitor, dice: Random) -> dict[str, str]:
    """Answer every criterion and grade, page by page, and hand all in; return the grades."""
    operator.get(reverse("entries:scorecard", args=[card.pk]))
    codes = operator.found(rf'class="task__title" href="/kartu-skor/{card.pk}/([^/"]+)/"')
    assert codes == list(WEIGHTS)
    grades = {}
    for code in codes:
        operator.get(reverse("entries:entry", args=[card.pk, code]))
        checks = operator.found(r'name="(check-\d+)"')
        fulfilled = dice.randint(0, len(checks))
        answers = {name: "yes" if place < fulfilled else "no" for place, name in enumerate(checks)}
        grades[code] = highest(fulfilled, len(checks))
        data = answers | {"level": grades[code], "note": f"Isian {code}", "version": operator.hidden("version")}
        operator.send(reverse("entries:save", args=[card.pk, code]), data)
    submit(card, head)
    return grades


def submit(card: Scorecard, head: Visitor) -> None:
    """Hand in what is ready."""
    address = reverse("entries:submit", args=[card.pk])
    head.get(address)
    head.send(address, {"note": "", "knows_gaps": "yes"})


def decide(cycle: int, unit: int | None, evaluator: Visitor, marks: dict[str, str]) -> None:
    """Open each waiting entry from the queue and fix its mark; codes without a mark are left alone."""
    place = f"&opd={unit}" if unit else ""
    addresses = waiting(cycle, place, evaluator)
    for address in addresses:
        page = evaluator.get(address)
        code = re.search(r'class="desk-code">([^<]+)<', page) or re.search(r"<title>\s*([^ ·]+) ·", page)
        assert code is not None, address
        if code[1] not in marks:
            continue
        data = {name: evaluator_hidden(page, name) for name in ("seen_version", "seen_decision", "opened_at")}
        pk = address.split("?")[0].rstrip("/").split("/")[-1]
        evaluator.send(reverse("reviews:accept", args=[pk]), data | {"level": marks[code[1]], "note": ""})


def waiting(cycle: int, place: str, evaluator: Visitor) -> list[str]:
    """Return the addresses of what waits, over all pages of the queue."""
    found: list[str] = []
    for number in range(1, 100):
        evaluator.get(f"{reverse('reviews:queue')}?siklus={cycle}{place}&hal={number}")
        fresh = [one.replace("&amp;", "&") for one in evaluator.found(r'class="queue__title" href="([^"]+)"')]
        fresh = [one for one in fresh if one not in found]
        if not fresh:
            break
        found += fresh
    return found


def evaluator_hidden(page: str, name: str) -> str:
    """Return a hidden field of the form that accepts."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]
