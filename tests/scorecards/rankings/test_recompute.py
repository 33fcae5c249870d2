"""Recompute: right totals and ranks, written only where something differs."""

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from pytest_django import DjangoAssertNumQueries

from portal.common import work
from scorecards.domain.scoring import ENGINE_VERSION
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.rankings.models import Computation, Result
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_edition, make_period, make_user
from tests.scorecards.rankings.helpers import (
    GRADED,
    accept,
    card_of,
    claim,
    make_city,
    open_sakip,
    touch,
)

pytestmark = pytest.mark.django_db

Row = tuple[Any, ...]


def totals(cycle: Cycle) -> dict[str, Row]:
    """Return unit -> claimed, verified, reachable, band, rank, best, worst."""
    rows = Result.objects.filter(cycle=cycle).select_related("scorecard__unit")
    return {
        row.scorecard.unit.short_name: (
            row.claimed,
            row.verified,
            row.reachable,
            row.band,
            row.rank,
            row.rank_best,
            row.rank_worst,
        )
        for row in rows
        if row.scorecard.unit
    }


def history() -> int:
    events: int = apps.get_model("rankings", "ResultEvent")._default_manager.count()
    return events


def test_a_cycle_without_any_answer_has_no_ranks() -> None:
    _, units = make_city(2)
    cycle = open_sakip(units)

    recompute(cycle_id=cycle.pk)

    nothing = (None, Decimal("0.00"), Decimal("100.00"), "D", None, 1, 2)
    assert totals(cycle) == {"Dinas A": nothing, "Dinas B": nothing}


def test_totals_bands_and_ranks_of_a_decided_cycle() -> None:
    _, units = make_city(4)
    cycle, by = open_sakip(units), make_user()
    for unit, level in zip(units, ("BB", "A", "B", "BB"), strict=True):
        claim(card_of(cycle, unit), level, by=by)
        accept(card_of(cycle, unit), level, by=by)

    recompute(cycle_id=cycle.pk)

    eighty, ninety, seventy = Decimal("80.00"), Decimal("90.00"), Decimal("70.00")
    assert totals(cycle) == {
        "Dinas A": (eighty, eighty, eighty, "BB", 2, 2, 2),
        "Dinas B": (ninety, ninety, ninety, "A", 1, 1, 1),
        "Dinas C": (seventy, seventy, seventy, "B", 4, 4, 4),
        "Dinas D": (eighty, eighty, eighty, "BB", 2, 2, 2),
    }
    assert set(Result.objects.values_list("decided", "entries", "engine_version")) == {(12, 12, ENGINE_VERSION)}


def test_while_marks_are_open_the_rank_has_a_range() -> None:
    _, units = make_city(3)
    cycle, by = open_sakip(units), make_user()
    first, second, third = (card_of(cycle, unit) for unit in units)
    claim(first, "BB", by=by)
    accept(first, "BB", by=by)  # 80, nothing open
    claim(second, "A", by=by)
    accept(second, {code: "A" for code in GRADED if code != "4.c"}, by=by)  # 78.75 so far, 91.25 at best
    claim(third, {"1.a": "BB"}, by=by)
    accept(third, {"1.a": "BB"}, by=by)  # 4.80 so far

    recompute(cycle_id=cycle.pk)

    found = totals(cycle)
    assert found["Dinas A"] == (Decimal("80.00"), Decimal("80.00"), Decimal("80.00"), "BB", 1, 1, 3)
    assert found["Dinas B"] == (Decimal("90.00"), Decimal("78.75"), Decimal("91.25"), "BB", 2, 1, 3)
    assert found["Dinas C"] == (None, Decimal("4.80"), Decimal("98.80"), "D", 3, 1, 3)


def test_a_claim_is_capped_by_its_checks() -> None:
    _, units = make_city(1)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "A", by=by)
    Mark.objects.filter(entry__node__code="3.a.1").update(level="no")  # 5 of 6: at most B

    recompute(cycle_id=cycle.pk)

    assert Result.objects.get().claimed == Decimal("89.40")  # 3 points x (90 - 70) / 100 less than 90


def test_the_same_input_writes_nothing_more() -> None:
    _, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "B", by=by)
    first = recompute(cycle_id=cycle.pk)
    rows, events = list(Result.objects.order_by("pk").values()), history()
    computed_at = Computation.objects.get().computed_at

    second = recompute(cycle_id=cycle.pk)

    assert (first.results, first.written) == (2, 2)
    assert (second.results, second.written) == (2, 0)
    assert list(Result.objects.order_by("pk").values()) == rows
    assert history() == events
    assert Computation.objects.get().computed_at > computed_at


def test_only_what_differs_is_written() -> None:
    _, units = make_city(3)
    cycle, by = open_sakip(units), make_user()
    recompute(cycle_id=cycle.pk)
    events = history()

    claim(card_of(cycle, units[0]), "B", by=by)
    changed = recompute(cycle_id=cycle.pk)

    assert changed.written == 1
    assert history() == events + 1
    assert Result.objects.get(scorecard__unit=units[0]).input_revision == 1


def test_rows_follow_a_changed_edition() -> None:
    _, units = make_city(1)
    cycle = open_sakip(units)
    recompute(cycle_id=cycle.pk)
    Result.objects.update(edition_sha256="f" * 64)  # as it was under other rules

    recompute(cycle_id=cycle.pk)

    assert Result.objects.get().edition_sha256 == Computation.objects.get().edition_sha256 == cycle.edition.sha256


def test_a_cycle_that_is_gone_is_no_error() -> None:
    assert recompute(cycle_id=404).results == 0


def test_the_city_s_own_scorecard_has_a_total_and_no_rank() -> None:
    government, _ = make_city(1)
    edition, by = make_edition("sakip/2021"), make_user()
    cycle = Cycle.objects.create(
        government=government, period=make_period(), edition=edition, subject=Cycle.Subject.GOVERNMENT
    )
    card = Scorecard.objects.create(government=government, cycle=cycle)
    Entry.objects.bulk_create(Entry(scorecard=card, node=node) for node in edition.nodes.filter(is_answerable=True))
    claim(card, "B", by=by)
    accept(card, "B", by=by)

    recompute(cycle_id=cycle.pk)

    result = Result.objects.get()
    assert (result.verified, result.rank, result.rank_best) == (Decimal("70.00"), None, None)


def test_the_work_table_brings_a_cycle_up_to_date() -> None:
    _, units = make_city(1)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "B", by=by)
    work.request("ranking", cycle.pk)

    assert work.drain("fast") == 1

    assert Result.objects.get().claimed == Decimal("70.00")
    assert not work.is_open("ranking", cycle.pk)


@pytest.mark.parametrize("units", [1, 3])
def test_recompute_asks_a_fixed_number_of_queries(
    units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _, made = make_city(units)
    cycle, by = open_sakip(made), make_user()
    recompute(cycle_id=cycle.pk)
    for unit in made:
        claim(card_of(cycle, unit), "B", by=by)
        touch(card_of(cycle, unit))

    with django_assert_num_queries(14):
        recompute(cycle_id=cycle.pk)
