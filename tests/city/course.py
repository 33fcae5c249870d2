"""The whole way of a city: everything entered, handed in and decided through the pages, and compared with own sums."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pytest
from django.urls import reverse

from portal.common import work
from portal.units.models import Unit
from scorecards.entries.models import Cycle, Entry
from scorecards.surveys import limits
from tests.city import others, sakip
from tests.city.people import City
from tests.city.visitor import Visitor


def run(city: City, lokus: Sequence[Unit], monkeypatch: pytest.MonkeyPatch) -> None:
    """Enter, decide, compute; then compare totals and ranks with sums made here."""
    # A script reads faster than a person; the shortest time has its own test.
    monkeypatch.setattr(limits, "LEAST_SECONDS", -1)
    dice = Random(2025)  # noqa: S311  # the same city each time, no secret
    evaluator, admin = Visitor("evaluator"), Visitor("admin")
    expected = {unit.code: _sakip(city, unit, evaluator, dice) for unit in city.units}
    indices = {unit.code: _pekppp(city, unit, evaluator, dice) for unit in lokus}
    _rb(city, evaluator, admin)
    work.drain("fast", limit=100_000)
    assert _ranking(city.sakip, evaluator) == {
        code: (total, _rank(total, expected)) for code, total in expected.items()
    }
    assert {code: total for code, (total, _place) in _ranking(city.pekppp, evaluator).items()} == indices


def _sakip(city: City, unit: Unit, evaluator: Visitor, dice: Random) -> Decimal:
    card = city.card(city.sakip, unit)
    grades = sakip.enter(card, Visitor(f"operator-{unit.code}"), Visitor(f"kepala-{unit.code}"), dice)
    sakip.decide(city.sakip.pk, unit.pk, evaluator, grades)
    return sakip.total(grades)


def _pekppp(city: City, unit: Unit, evaluator: Visitor, dice: Random) -> Decimal:
    card = city.card(city.pekppp, unit)
    codes = others.report(card, Visitor(f"operator-{unit.code}"), Visitor(f"kepala-{unit.code}"))
    marks = {code: str(dice.randint(0, 5)) for code in codes}
    sakip.decide(city.pekppp.pk, unit.pk, evaluator, marks)
    return others.index(marks, others.survey(card, evaluator, dice))


def _rb(city: City, evaluator: Visitor, admin: Visitor) -> None:
    card = city.card(city.rb, None)
    others.name_leads(card, admin, [unit.pk for unit in city.units])
    entered: list[str] = []
    leads = [unit for unit in city.units if Entry.objects.filter(scorecard=card, lead=unit).exists()]
    for unit in leads:
        entered += others.enter_part(card, Visitor(f"operator-{unit.code}"), Visitor(f"kepala-{unit.code}"))
    sakip.decide(city.rb.pk, None, evaluator, dict.fromkeys(entered, "3,5") | {"C2": "WTP"})
    states = set(card.entries.values_list("state", flat=True))
    assert sorted(entered) == sorted(card.entries.values_list("node__code", flat=True))
    assert states == {Entry.State.FIXED}


def _ranking(cycle: Cycle, reader: Visitor) -> dict[str, tuple[Decimal, int]]:
    response = reader.client.get(reverse("rankings-api:ranking", args=[cycle.pk]))
    assert response.status_code == 200
    return {row["unit"]: (Decimal(row["verified"]), row["rank"]) for row in response.json()["rows"]}


def _rank(total: Decimal, among: dict[str, Decimal]) -> int:
    """Return the place: one more than there are better ones."""
    return 1 + sum(other > total for other in among.values())
