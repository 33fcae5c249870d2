"""What an authority announced for each service unit: entered with its source, its mean, and where units find it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from portal.accounts.models import User
from portal.common.history import events_of
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.entries import services
from scorecards.entries.lokus import announced_on, mean_of
from scorecards.entries.models import Item, Mark, Scorecard
from scorecards.instruments.reader import read
from tests import factories
from tests.scorecards.entries.browsing import signed_in

BANGKA_TENGAH = ("95.32", "94.34", "94.29", "94.00", "93.57", "92.86", "91.58")
SOURCE = "https://babel.example/zona-hijau"


@pytest.fixture
def city(db: None) -> Government:
    return factories.make_government(name="Kota Uji", is_home=True)


@pytest.fixture
def card(city: Government) -> Scorecard:
    return factories.make_ombudsman_scorecard(city)


@pytest.fixture
def evaluator(city: Government) -> User:
    return factories.make_member(Role.EVALUATOR, city)


def enter(card: Scorecard, unit: Unit, by: User, value: str, **given: str) -> Any:
    data = {"unit": unit.pk, "value": value, "announced_on": "", "source": "", **given}
    return signed_in(by).post(reverse("surveys:lokus-save", args=[card.pk]), data)


def page(card: Scorecard, by: User) -> str:
    return str(signed_in(by).get(reverse("surveys:lokus", args=[card.pk])).content.decode())


def test_a_value_keeps_when_and_where_it_was_announced(card: Scorecard, evaluator: User) -> None:
    unit = factories.make_unit(card.government, name="Disdukcapil")

    response = enter(card, unit, evaluator, "94,29", announced_on="2025-12-14", source=SOURCE)

    mark = Mark.objects.get(party=Mark.Party.EXTERNAL)
    assert response.status_code == 302
    assert (mark.value, mark.source, mark.announced_on) == (Decimal("94.29"), SOURCE, date(2025, 12, 14))
    shown = page(card, evaluator)
    assert "14 Desember 2025" in shown
    assert f'href="{SOURCE}"' in shown
    assert "Sumber belum ada" not in shown


def test_without_a_source_it_is_not_verified(card: Scorecard, evaluator: User) -> None:
    enter(card, factories.make_unit(card.government), evaluator, "94,29")

    assert "Sumber belum ada" in page(card, evaluator)


def test_an_address_that_could_run_is_no_link(card: Scorecard, evaluator: User) -> None:
    enter(card, factories.make_unit(card.government), evaluator, "94,29", source="javascript:alert(1)")

    assert 'href="javascript' not in page(card, evaluator)


def test_the_mean_is_the_engines_and_its_band_says_that_the_limits_are_not_confirmed(
    card: Scorecard, evaluator: User
) -> None:
    for value in BANGKA_TENGAH:
        enter(card, factories.make_unit(card.government), evaluator, value, source=SOURCE)

    outcome = mean_of(read("ombudsman/2022").edition, announced_on(card))
    assert str(outcome.total) == "93.71"
    assert "93,71" in page(card, evaluator)
    assert "Batas belum dipastikan" in page(card, evaluator)


def test_nothing_entered_is_unknown(card: Scorecard, evaluator: User) -> None:
    assert "Belum ada nilai" in page(card, evaluator)


def test_a_unit_has_one_value_and_the_old_one_stays_in_the_history(card: Scorecard, evaluator: User) -> None:
    unit = factories.make_unit(card.government)
    enter(card, unit, evaluator, "90")
    enter(card, unit, evaluator, "91")

    assert [one.value for one in announced_on(card)] == [Decimal(91)]
    assert [event.value for event in events_of("entries", "Mark")] == [Decimal(90), Decimal(91)]


@pytest.mark.parametrize("value", ["101", "-1", "sembilan", "94,2,9"])
def test_what_is_no_number_of_the_scale_is_refused(card: Scorecard, evaluator: User, value: str) -> None:
    response = enter(card, factories.make_unit(card.government), evaluator, value)

    assert response.status_code == 422
    assert not Item.objects.exists()


def test_another_governments_unit_is_refused(card: Scorecard, evaluator: User) -> None:
    assert enter(card, factories.make_unit(), evaluator, "90").status_code == 422


def test_it_can_be_taken_away(card: Scorecard, evaluator: User) -> None:
    enter(card, factories.make_unit(card.government), evaluator, "90")

    signed_in(evaluator).post(reverse("surveys:lokus-remove", args=[card.pk, Item.objects.get().pk]))

    assert announced_on(card) == []


def test_the_unit_finds_its_own_value_on_its_scorecard_and_no_other(card: Scorecard, evaluator: User) -> None:
    unit, other = (factories.make_unit(card.government) for _each in range(2))
    enter(card, unit, evaluator, "94,29", source=SOURCE)
    enter(card, other, evaluator, "80,11", source=SOURCE)
    own = factories.make_scorecard(unit)
    operator = factories.make_member(Role.OPERATOR, unit)

    shown = signed_in(operator).get(reverse("entries:scorecard", args=[own.pk])).content.decode()

    assert "94,29" in shown
    assert "80,11" not in shown
    assert signed_in(operator).get(reverse("surveys:lokus", args=[card.pk])).status_code == 404


def test_a_value_of_another_year_does_not_show(card: Scorecard, evaluator: User) -> None:
    unit = factories.make_unit(card.government)
    enter(card, unit, evaluator, "94,29")
    own = factories.make_scorecard(unit, score_year=2024)
    operator = factories.make_member(Role.OPERATOR, unit)

    shown = signed_in(operator).get(reverse("entries:scorecard", args=[own.pk])).content.decode()

    assert "94,29" not in shown


def test_the_citys_scorecard_leads_there(card: Scorecard, evaluator: User) -> None:
    shown = signed_in(evaluator).get(reverse("entries:scorecard", args=[card.pk])).content.decode()

    assert reverse("surveys:lokus", args=[card.pk]) in shown


def test_other_scorecards_have_none(city: Government, evaluator: User) -> None:
    unit = factories.make_unit(city)
    own = factories.make_scorecard(unit)

    assert signed_in(evaluator).get(reverse("surveys:lokus", args=[own.pk])).status_code == 404
    with pytest.raises(services.NoLokusHere):
        services.record_lokus(
            scorecard_id=own.pk, unit_id=unit.pk, value=Decimal(1), source="", announced_on=None, by=evaluator
        )


@pytest.mark.parametrize("units", [1, 5])
def test_it_needs_the_same_queries(
    card: Scorecard, evaluator: User, units: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for _each in range(units):
        enter(card, factories.make_unit(card.government), evaluator, "90")
    client = signed_in(evaluator)
    client.get(reverse("surveys:lokus", args=[card.pk]))

    with django_assert_num_queries(9):
        client.get(reverse("surveys:lokus", args=[card.pk]))


@pytest.mark.django_db(transaction=True)
def test_two_who_enter_the_same_unit_at_once_make_one_item() -> None:
    city = factories.make_government(is_home=True)
    card, unit, by = factories.make_ombudsman_scorecard(city), factories.make_unit(city), factories.make_user()

    def record(value: str) -> None:
        try:
            services.record_lokus(
                scorecard_id=card.pk, unit_id=unit.pk, value=Decimal(value), source="", announced_on=None, by=by
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(record, ["90", "91"]))

    assert Item.objects.count() == 1
    assert Mark.objects.get().version == 2
