"""What must change for a rank: what is planned, for whom, and what a unit must not learn."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.common.policy import Role
from scorecards.entries.models import Cycle, Entry, Scorecard, Window
from scorecards.rankings.audience import Audience
from scorecards.rankings.selectors.climb import climb_of
from scorecards.rankings.selectors.explanation import Layer
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_member, make_user
from tests.scorecards.rankings.helpers import GRADED, accept, card_of, claim, leader_of, make_city, open_sakip
from tests.scorecards.rankings.pages import decided_city, page, release, status

pytestmark = pytest.mark.django_db
CITY = Audience(sees_marks=True, sees_documents=True)
UNIT = Audience(sees_marks=False, sees_documents=True)


def open_window(cycle: Cycle, days: int) -> None:
    """Let units write until so many days from now."""
    now = timezone.now()
    Window.objects.filter(cycle=cycle).delete()
    for role in (Role.OPERATOR, Role.HEAD):
        Window.objects.create(cycle=cycle, role=role, opens_at=now, closes_at=now + timedelta(days=days))


def give_back(card: Scorecard, *codes: str) -> None:
    """Let these sub-components lie with the unit again."""
    card.entries.filter(node__code__in=codes).update(state=Entry.State.RETURNED)


def test_the_plan_for_the_next_cycle_reaches_the_total_of_the_rank() -> None:
    """C stands at 70 (all B), B at 80: rank 2 takes ten points, which two-day steps to BB bring cheapest."""
    _, units, cycle = decided_city(4)
    found = climb_of(card_of(cycle, units[2]), CITY, "2")
    assert (found.layer, found.total, found.rank, found.is_now) == (Layer.VERIFIED, Decimal("70.00"), 3, False)
    assert found.goal is not None
    assert found.goal.total == Decimal("80.00")
    assert found.steps is not None
    assert [step.move.to for step in found.steps] == ["BB"] * 12
    assert found.days == 24
    assert found.planned == Decimal("80.00")
    totals = [step.total for step in found.steps]
    assert totals == sorted(totals)
    assert found.steps[0].move.node == "1.c"  # 15 of 100 points: most for two days


def test_a_rank_beyond_what_checks_allow_is_not_reached_and_says_what_is() -> None:
    _, units, cycle = decided_city(3)
    found = climb_of(card_of(cycle, units[2]), CITY, "1")
    assert (found.steps, found.highest) == (None, Decimal("80.00"))


def test_who_holds_the_rank_needs_nothing() -> None:
    _, units, cycle = decided_city(3)
    found = climb_of(card_of(cycle, units[1]), CITY, "2")
    assert found.is_there
    assert found.days == 0


def test_without_a_wish_the_next_rank_is_the_aim() -> None:
    _, units, cycle = decided_city(3)
    aims = [climb_of(card_of(cycle, unit), CITY).goal for unit in units]
    assert [aim and aim.rank for aim in aims] == [1, 1, 2]
    assert climb_of(card_of(cycle, units[2]), CITY, "99").goal == aims[2]


def test_while_the_window_is_open_only_what_lies_with_the_unit_is_planned() -> None:
    _, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "BB", by=by)
    claim(card_of(cycle, units[1]), "B", by=by)
    give_back(card_of(cycle, units[1]), "1.a", "4.c")
    open_window(cycle, 14)
    recompute(cycle_id=cycle.pk)
    found = climb_of(card_of(cycle, units[1]), CITY, "1")
    assert (found.layer, found.is_now) == (Layer.CLAIMED, True)
    assert {single.move.node for single in found.singles} == {"1.a", "4.c"}
    assert (found.steps, found.highest) == (None, Decimal("71.85"))
    assert found.peers is not None
    assert (found.peers.best, found.peers.worst) == (1, 2)


def test_what_cannot_be_done_before_the_window_closes_is_left_out() -> None:
    _, units = make_city(1)
    cycle = open_sakip(units)
    give_back(card_of(cycle, units[0]), *GRADED)
    open_window(cycle, 1)
    Window.objects.filter(cycle=cycle).update(closes_at=timezone.now() + timedelta(minutes=5))
    found = climb_of(card_of(cycle, units[0]), CITY)
    assert found.is_now
    assert found.singles == ()  # a check and a step take five days


def test_more_days_than_are_left_take_more_people() -> None:
    _, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "BB", by=by)
    claim(card_of(cycle, units[1]), "B", by=by)
    give_back(card_of(cycle, units[1]), *GRADED)
    open_window(cycle, 7)
    recompute(cycle_id=cycle.pk)
    found = climb_of(card_of(cycle, units[1]), CITY, "1")
    assert found.days == 24
    assert found.days_left in {5, 6}
    assert found.hands == -(-24 // found.days_left)


def test_peers_without_a_total_are_counted_and_left_out() -> None:
    _, units = make_city(3)
    cycle, by = open_sakip(units), make_user()
    claim(card_of(cycle, units[0]), "B", by=by)
    recompute(cycle_id=cycle.pk)
    found = climb_of(card_of(cycle, units[1]), CITY, "1")
    assert found.peers is not None
    assert (found.peers.totals, found.peers.unknown) == ((Decimal("70.00"),), 1)
    assert found.total == Decimal("0.00")  # nothing is answered: the lowest everywhere


def test_if_all_gain_as_much_nothing_is_won() -> None:
    _, units, cycle = decided_city(3)
    found = climb_of(card_of(cycle, units[2]), CITY, "2")
    assert found.peers is not None
    assert (found.peers.same, found.peers.best) == (3, None)


def test_before_the_release_a_unit_aims_at_a_band_of_its_own_claim() -> None:
    _, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    card = card_of(cycle, units[0])
    claim(card, "B", by=by)
    before = climb_of(card, UNIT)
    accept(card, "D", by=by)
    claim(card_of(cycle, units[1]), "A", by=by)
    recompute(cycle_id=cycle.pk)
    after = climb_of(card, UNIT)
    assert after == before
    assert (after.peers, after.rank, after.total) == (None, None, Decimal("70.00"))
    assert [goal.key for goal in after.goals] == ["BB", "A", "AA"]
    assert after.goal is not None
    assert after.goal.total == Decimal("70.01")
    assert after.steps is not None
    assert len(after.steps) == 1


def test_page_of_the_leader_shows_plan_singles_and_what_it_rests_on(client: Client) -> None:
    government, units, cycle = decided_city(4)
    shown = page(client, leader_of(government), "rankings:climb", card_of(cycle, units[2]).pk, query="?sasaran=2")
    assert "12 perubahan menaikkan 70,00 menjadi 80,00" in shown
    assert "Peringkat 2 (mulai 80,00)" in shown
    assert "1.c " in shown
    assert "anggapan portal ini" in shown


def test_page_says_plainly_what_is_not_within_reach(client: Client) -> None:
    government, units, cycle = decided_city(3)
    shown = page(client, leader_of(government), "rankings:climb", card_of(cycle, units[2]).pk, query="?sasaran=1")
    assert "Tidak terjangkau: peringkat 1 memerlukan 90,00" in shown
    shown = page(client, leader_of(government), "rankings:climb", card_of(cycle, units[0]).pk)
    assert "sudah memegang peringkat 1" in shown


def test_a_unit_reads_its_own_plan_and_no_other(client: Client) -> None:
    _, units, cycle = decided_city(3)
    head = make_member(Role.HEAD, units[2])
    card, other = card_of(cycle, units[2]), card_of(cycle, units[0])
    shown = page(client, head, "rankings:climb", card.pk)
    assert "Peringkat 1" not in shown
    assert "90,00" not in shown
    assert status(client, head, "rankings:climb", other.pk) == 404
    release(cycle)
    assert "Peringkat 1 (mulai 90,00)" in page(client, head, "rankings:climb", card.pk)
    assert status(client, head, "rankings:climb", other.pk) == 404


def test_the_explanation_leads_to_the_plan(client: Client) -> None:
    government, units, cycle = decided_city(2)
    card = card_of(cycle, units[1])
    link = f"/peringkat/rencana/{card.pk}/"
    assert link in page(client, leader_of(government), "rankings:explanation", card.pk)
    release(cycle)
    assert link not in page(client, make_member(Role.HEAD, units[0]), "rankings:explanation", card.pk)


def test_planning_takes_as_many_queries_for_any_number_of_units(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _, units, cycle = decided_city(5)
    card = Scorecard.objects.select_related("cycle__edition").get(pk=card_of(cycle, units[4]).pk)
    with django_assert_max_num_queries(11):
        climb_of(card, CITY, "1")
