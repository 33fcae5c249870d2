"""Days of a plan: by the unit's own estimate, as observed last year, or as assumed; and who may say so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.common.history import events_of
from portal.common.policy import Role
from scorecards.domain.effort import Source
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.rankings.audience import audience_of_unit
from scorecards.rankings.models import EffortSheet, Plan
from scorecards.rankings.selectors.climb import Climb, climb_of
from scorecards.rankings.selectors.efforts import efforts_of
from scorecards.rankings.services.efforts import EffortsChanged, estimate
from scorecards.rankings.services.plans import PlanChanged, accept_plan, due_of
from tests.factories import make_member, make_user
from tests.scorecards.rankings.helpers import card_of, claim, leader_of, make_city, open_sakip
from tests.scorecards.rankings.pages import decided_city, page, release

Days = dict[tuple[str, str], Decimal | None]


def shown(card: Scorecard, goal: str) -> Climb:
    """Return the plan as the unit sees it."""
    card = Scorecard.objects.select_related("cycle__edition", "cycle__period").get(pk=card.pk)
    return climb_of(card, audience_of_unit(card), goal)


def claimed_card() -> Scorecard:
    """Return the scorecard of a unit that claims B everywhere."""
    _, units = make_city(1)
    cycle = open_sakip(units)
    claim(card_of(cycle, units[0]), "B", by=make_user())
    return card_of(cycle, units[0])


@pytest.mark.django_db
def test_the_plan_counts_with_the_units_days_and_says_so() -> None:
    card = claimed_card()
    before = shown(card, "BB")
    assert before.steps is not None
    assert (before.steps[0].move.node, before.days) == ("1.c", Fraction(2))
    days: Days = {("1.a", "BB"): Decimal("7.5"), ("3.a", "BB"): Decimal("0.5")}
    estimate(scorecard_id=card.pk, days=days, version=0, by=make_user())
    found = shown(card, "BB")
    assert found.steps is not None
    assert [(step.move.node, step.move.sources) for step in found.steps] == [
        ("3.a", {Source.ESTIMATED: Fraction(1, 2)})
    ]
    assert found.days == Fraction(1, 2)


@pytest.mark.django_db
def test_a_plan_that_was_shown_with_other_days_makes_nothing() -> None:
    card, by = claimed_card(), make_user()
    found = shown(card, "BB")
    assert found.steps is not None
    code = found.steps[0].move.node
    estimate(scorecard_id=card.pk, days={(code, "BB"): Decimal(1)}, version=0, by=by)
    with pytest.raises(PlanChanged):
        accept_plan(scorecard_id=card.pk, goal="BB", fingerprint=found.fingerprint, due_date=due_of(found), by=by)
    again = shown(card, "BB")
    accept_plan(scorecard_id=card.pk, goal="BB", fingerprint=again.fingerprint, due_date=due_of(again), by=by)
    assert Plan.objects.get().steps.get().days == Decimal(1)


@pytest.mark.django_db
def test_estimates_are_merged_taken_back_and_written_only_when_they_differ() -> None:
    card, by = claimed_card(), make_user()
    assert estimate(scorecard_id=card.pk, days={("1.a", "BB"): None}, version=0, by=by) is None
    estimate(scorecard_id=card.pk, days={("1.a", "BB"): Decimal("1.50")}, version=0, by=by)
    estimate(scorecard_id=card.pk, days={("1.b", "BB"): Decimal(0)}, version=1, by=by)
    sheet = EffortSheet.objects.get()
    assert (sheet.days, sheet.version) == ({"1.a": {"BB": "1.5"}, "1.b": {"BB": "0"}}, 2)
    estimate(scorecard_id=card.pk, days={("1.b", "BB"): Decimal(0)}, version=1, by=by)  # the same again: no conflict
    with pytest.raises(EffortsChanged):
        estimate(scorecard_id=card.pk, days={("1.b", "BB"): Decimal(2)}, version=1, by=by)
    estimate(scorecard_id=card.pk, days={("1.a", "BB"): None}, version=2, by=by)
    sheet.refresh_from_db()
    assert (sheet.days, sheet.version) == ({"1.b": {"BB": "0"}}, 3)
    with pytest.raises(ValueError, match="between"):
        estimate(scorecard_id=card.pk, days={("1.b", "BB"): Decimal(-1)}, version=3, by=by)


@pytest.mark.django_db
def test_what_last_year_took_is_observed_from_the_history_and_shows_no_mark() -> None:
    """First draft on Monday, handed in on Thursday: four days; BB stands five steps above the lowest answer."""
    _, units = make_city(1)
    last, cycle = open_sakip(units, score_year=2024), open_sakip(units, score_year=2025)
    old = card_of(last, units[0])
    entry = old.entries.get(node__code="1.a")
    for state in ("draft", "submitted", "fixed"):
        entry.state = state
        entry.save()
    Mark.objects.create(entry=entry, party="unit", level="BB", changed_by=make_user())
    Mark.objects.create(entry=entry, party="evaluator", level="D", changed_by=make_user())
    monday = datetime(2025, 1, 6, 9, tzinfo=UTC)
    for state, after in (("draft", 0), ("submitted", 3), ("fixed", 30)):
        put_back(entry, state, monday + timedelta(days=after))
    card = Scorecard.objects.select_related("cycle__edition", "cycle__period").get(pk=card_of(cycle, units[0]).pk)
    assert efforts_of(card).observed == {"1.a": Fraction(4, 5)}


@pytest.mark.django_db
def test_a_tick_of_a_check_begins_the_work_and_what_was_never_handed_in_is_not_observed() -> None:
    _, units = make_city(1)
    last, cycle = open_sakip(units, score_year=2024), open_sakip(units, score_year=2025)
    old, by = card_of(last, units[0]), make_user()
    check, entry, other = (old.entries.get(node__code=code) for code in ("1.a.1", "1.a", "1.b"))
    monday = datetime(2025, 1, 6, 9, tzinfo=UTC)
    for one, state, after in ((check, "draft", 0), (entry, "draft", 1), (entry, "submitted", 1), (other, "draft", 1)):
        one.state = state
        one.save()
        put_back(one, state, monday + timedelta(days=after))
    for one in (entry, other):
        Mark.objects.create(entry=one, party="unit", level="D", changed_by=by)
    card = Scorecard.objects.select_related("cycle__edition", "cycle__period").get(pk=card_of(cycle, units[0]).pk)
    assert efforts_of(card).observed == {"1.a": Fraction(2)}


def put_back(entry: Entry, state: str, at: datetime) -> None:
    """Let an event have happened at another time; history takes no update, so its trigger is off for this one."""
    with pgtrigger.ignore("entries.EntryEvent:append_only"):
        events_of("entries", "Entry").filter(pgh_obj=entry, state=state).update(pgh_created_at=at)


@pytest.mark.django_db
def test_operator_and_head_of_the_unit_estimate_and_nobody_else(client: Client) -> None:
    government, units, cycle = decided_city(3)
    card = card_of(cycle, units[2])
    address = reverse("rankings:climb-estimate", args=[card.pk])
    head, operator = make_member(Role.HEAD, units[2]), make_member(Role.OPERATOR, units[2])
    for user, expected in (
        (head, 302),
        (operator, 302),
        (make_member(Role.OPERATOR, units[1]), 404),
        (leader_of(government), 403),
    ):
        client.force_login(user)
        assert client.post(address, {"version": 0, "sasaran": "BB"}).status_code == expected
    assert 'name="days-1.a-BB"' in page(client, operator, "rankings:climb", card.pk)
    assert 'name="days-1.a-BB"' not in page(client, leader_of(government), "rankings:climb", card.pk)


@pytest.mark.django_db
def test_the_page_keeps_what_was_typed_when_another_was_faster(client: Client) -> None:
    _, units, cycle = decided_city(3)
    release(cycle)
    card = card_of(cycle, units[2])
    address = reverse("rankings:climb-estimate", args=[card.pk])
    client.force_login(make_member(Role.OPERATOR, units[2]))
    answer = client.post(address, {"version": 0, "sasaran": "2", "days-1.a-BB": "1,5"}, follow=True)
    words = " ".join(answer.content.decode().split())
    assert "perkiraan OPD" in words
    assert EffortSheet.objects.get().days == {"1.a": {"BB": "1.5"}}
    late = client.post(address, {"version": 0, "sasaran": "2", "days-1.a-BB": "9"})
    assert late.status_code == 409
    words = late.content.decode()
    assert 'name="days-1.a-BB" value="9"' in words
    assert 'name="version" value="1"' in words
    wrong = client.post(address, {"version": 0, "sasaran": "2", "days-1.a-BB": "banyak"})
    assert wrong.status_code == 422
    assert 'name="version" value="0"' in wrong.content.decode()
    assert EffortSheet.objects.get().days == {"1.a": {"BB": "1.5"}}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_estimate_at_once_one_is_told() -> None:
    card, by = claimed_card(), make_user()

    def run(days: int) -> bool:
        try:
            estimate(scorecard_id=card.pk, days={("1.a", "BB"): Decimal(days)}, version=0, by=by)
        except EffortsChanged:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        kept = list(pool.map(run, (4, 5)))

    assert sorted(kept) == [False, True]
    assert EffortSheet.objects.get().days == {"1.a": {"BB": "4" if kept[0] else "5"}}
