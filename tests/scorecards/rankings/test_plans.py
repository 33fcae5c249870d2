"""Accepting a plan: actions once each, only the plan that was shown, and nothing that the unit may not know."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.accounts.models import User
from portal.common.policy import Role
from portal.notices.models import Notice
from scorecards.actions.models import Action
from scorecards.entries.models import Scorecard
from scorecards.rankings.audience import audience_of_unit
from scorecards.rankings.models import Plan, PlanStep
from scorecards.rankings.selectors.climb import Climb, climb_of
from scorecards.rankings.services.plans import BadDueDate, PlanChanged, accept_plan, due_of
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_member, make_user
from tests.scorecards.rankings.helpers import accept, card_of, claim, evaluator_of, leader_of, make_city, open_sakip
from tests.scorecards.rankings.pages import decided_city, page, release, status
from tests.scorecards.rankings.test_climb import CITY, give_back, open_window


def shown(card: Scorecard, goal: str) -> Climb:
    """Return the plan as the unit sees it."""
    card = Scorecard.objects.select_related("cycle__edition").get(pk=card.pk)
    return climb_of(card, audience_of_unit(card), goal)


def take(card: Scorecard, goal: str, by: User, *, due: date | None = None) -> Plan:
    """Accept the plan that is shown now."""
    found = shown(card, goal)
    return accept_plan(
        scorecard_id=card.pk, goal=goal, fingerprint=found.fingerprint, due_date=due or due_of(found), by=by
    )


@pytest.mark.django_db
def test_each_step_becomes_an_action_of_the_unit_and_its_people_are_told() -> None:
    government, units, cycle = decided_city(4)
    release(cycle)
    head, leader, card = make_member(Role.HEAD, units[2]), leader_of(government), card_of(cycle, units[2])
    plan = take(card, "2", leader)
    assert (plan.total_before, plan.total_after) == (Decimal("70.00"), Decimal("80.00"))
    assert (plan.input_revision, plan.edition_sha256) == (card.input_revision, cycle.edition.sha256)
    assert (plan.accepted_by, plan.layer) == (leader, "terverifikasi")
    steps = list(plan.steps.select_related("action", "node"))
    assert len(steps) == 12
    assert {(step.level_from, step.level_to) for step in steps} == {("B", "BB")}
    assert sum(step.points for step in steps) == Decimal(10)
    assert {step.action.unit for step in steps} == {units[2]}
    assert {step.action.kind for step in steps} == {Action.Kind.PLAN_STEP}
    assert {step.action.score_year for step in steps} == {cycle.period.score_year + 1}
    assert {step.action.node_id for step in steps} == {step.node_id for step in steps}
    notice = Notice.objects.get(recipient=head)
    assert (notice.title, notice.url) == (
        "Rencana diterima: 12 aksi untuk Dinas C",
        f"/peringkat/rencana/{card.pk}/?sasaran=2",
    )


@pytest.mark.django_db
def test_accepted_again_nothing_is_made_twice() -> None:
    government, units, cycle = decided_city(4)
    release(cycle)
    card, leader = card_of(cycle, units[2]), leader_of(government)
    first = take(card, "2", leader)
    assert take(card, "2", leader) == first
    assert (Plan.objects.count(), Action.objects.count()) == (1, 12)


@pytest.mark.django_db
def test_another_plan_with_the_same_step_names_the_same_action() -> None:
    _, units = make_city(1)
    cycle, by = open_sakip(units), make_user()
    card, head = card_of(cycle, units[0]), make_member(Role.HEAD, units[0])
    claim(card, "B", by=by)
    first = take(card, "BB", head)
    code = first.steps.get().node.code
    claim(card, "CC", by=by)  # so that more must change than this one node
    second = take(card, "BB", head)
    assert second != first
    actions = list(PlanStep.objects.filter(level_to="BB", node__code=code).values_list("action", flat=True))
    assert len(actions) == 2
    assert len(set(actions)) == 1
    assert Action.objects.count() == PlanStep.objects.values("action").distinct().count()


@pytest.mark.django_db
def test_a_plan_that_is_no_longer_the_one_shown_makes_nothing() -> None:
    government, units, cycle = decided_city(4)
    release(cycle)
    card = card_of(cycle, units[2])
    seen = shown(card, "2").fingerprint
    accept(card, {"1.a": "CC"}, by=make_user())
    with pytest.raises(PlanChanged):
        accept_plan(
            scorecard_id=card.pk, goal="2", fingerprint=seen, due_date=timezone.localdate(), by=leader_of(government)
        )
    assert not Plan.objects.exists()
    assert not Action.objects.exists()


@pytest.mark.django_db
def test_the_date_lies_between_today_and_the_close_of_the_window() -> None:
    _, units = make_city(1)
    cycle = open_sakip(units)
    card, head = card_of(cycle, units[0]), make_member(Role.HEAD, units[0])
    claim(card, "B", by=make_user())
    give_back(card, "1.c")
    open_window(cycle, 14)
    closes, today = shown(card, "BB").closes_on, timezone.localdate()
    assert closes is not None
    for wrong in (today - timedelta(days=1), closes + timedelta(days=1)):
        with pytest.raises(BadDueDate):
            take(card, "BB", head, due=wrong)
    plan = take(card, "BB", head)
    action = plan.steps.get().action
    assert (action.due_date, action.score_year) == (closes, cycle.period.score_year)


@pytest.mark.django_db
def test_before_the_release_no_action_can_rest_on_marks_or_on_other_units() -> None:
    """The unit claims B; the evaluator gave D and the others stand higher: none of that reaches plan or actions."""
    government, units = make_city(2)
    cycle, by = open_sakip(units), make_user()
    card, leader = card_of(cycle, units[0]), leader_of(government)
    claim(card, "B", by=by)
    accept(card, "D", by=by)
    claim(card_of(cycle, units[1]), "A", by=by)
    recompute(cycle_id=cycle.pk)
    on_marks = climb_of(card, CITY, "1")
    with pytest.raises(PlanChanged):
        accept_plan(
            scorecard_id=card.pk, goal="1", fingerprint=on_marks.fingerprint, due_date=due_of(on_marks), by=leader
        )
    plan = take(card, "BB", leader)
    assert (plan.layer, plan.goal, plan.total_before) == ("klaim", "BB", Decimal("70.00"))
    assert {step.level_from for step in plan.steps.all()} == {"B"}
    assert all("D" not in action.title.rsplit(":", 1)[1].split() for action in Action.objects.all())


@pytest.mark.django_db
def test_before_the_release_the_unit_reads_of_an_accepted_plan_what_its_claim_tells(client: Client) -> None:
    government, units, cycle = decided_city(3)
    card, head = card_of(cycle, units[2]), make_member(Role.HEAD, units[2])
    take(card, "BB", leader_of(government))
    before = page(client, head, "rankings:climb", card.pk)
    accept(card, "D", by=make_user())
    recompute(cycle_id=cycle.pk)
    assert page(client, head, "rankings:climb", card.pk) == before
    assert "Rencana ini dibuat ketika nilainya 70,00" in before
    assert "Sekarang 70,00" in before


@pytest.mark.django_db
def test_the_page_tells_what_the_total_was_and_what_it_is(client: Client) -> None:
    government, units, cycle = decided_city(4)
    release(cycle)
    card, leader = card_of(cycle, units[2]), leader_of(government)
    take(card, "2", leader)
    accept(card, "BB", by=make_user())
    recompute(cycle_id=cycle.pk)
    found = page(client, leader, "rankings:climb", card.pk)
    assert "Rencana ini dibuat ketika nilainya 70,00" in found
    assert "Sekarang 80,00" in found


@pytest.mark.django_db
def test_leader_accepts_on_the_page_and_sees_the_actions(client: Client) -> None:
    government, units, cycle = decided_city(4)
    release(cycle)
    card, leader = card_of(cycle, units[2]), leader_of(government)
    found = shown(card, "2")
    assert "Jadikan aksi" in page(client, leader, "rankings:climb", card.pk, query="?sasaran=2")
    address = reverse("rankings:climb-accept", args=[card.pk])
    sent = {"sasaran": "2", "fingerprint": found.fingerprint, "due_date": due_of(found).isoformat()}
    answer = client.post(address, sent, follow=True)
    assert answer.redirect_chain
    words = answer.content.decode()
    assert words.count("Sudah menjadi aksi") == 12
    assert 'name="fingerprint"' not in words
    assert client.post(address, sent | {"fingerprint": "0" * 16}).status_code == 409
    assert client.post(address, sent | {"due_date": ""}).status_code == 422
    assert client.post(address, sent | {"due_date": "2020-01-01"}).status_code == 422


@pytest.mark.django_db
def test_before_the_release_the_leader_is_led_to_the_plan_that_the_unit_sees(client: Client) -> None:
    government, units, cycle = decided_city(3)
    card, leader = card_of(cycle, units[2]), leader_of(government)
    whole = page(client, leader, "rankings:climb", card.pk)
    assert 'name="fingerprint"' not in whole
    assert "?sebagai=unit" in whole
    assert 'name="fingerprint"' in page(client, leader, "rankings:climb", card.pk, query="?sebagai=unit")


@pytest.mark.django_db
def test_leaders_and_the_own_head_decide_and_nobody_else(client: Client) -> None:
    government, units, cycle = decided_city(3)
    release(cycle)
    card = card_of(cycle, units[2])
    address = reverse("rankings:climb-accept", args=[card.pk])
    operator, evaluator = make_member(Role.OPERATOR, units[2]), evaluator_of(government)
    for user, expected in (
        (leader_of(government), 422),
        (make_member(Role.HEAD, units[2]), 422),
        (make_member(Role.HEAD, units[1]), 404),
        (operator, 403),
        (evaluator, 403),
    ):
        client.force_login(user)
        assert client.post(address).status_code == expected
    for user in (operator, evaluator):
        assert 'name="fingerprint"' not in page(client, user, "rankings:climb", card.pk)
    assert status(client, make_member(Role.HEAD, units[1]), "rankings:climb", card.pk) == 404


@pytest.mark.django_db
def test_the_page_takes_as_many_queries_for_any_number_of_steps(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    government, units, cycle = decided_city(4)
    release(cycle)
    card, leader = card_of(cycle, units[2]), leader_of(government)
    take(card, "2", leader)
    client.force_login(leader)
    with django_assert_max_num_queries(30):
        client.get(reverse("rankings:climb", args=[card.pk]), {"sasaran": "2"})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_makes_the_actions() -> None:
    government, units, cycle = decided_city(4)
    release(cycle)
    card = card_of(cycle, units[2])
    found = shown(card, "2")
    people = [leader_of(government), make_member(Role.HEAD, units[2])]

    def run(number: int) -> int:
        try:
            due = due_of(found)
            return accept_plan(
                scorecard_id=card.pk, goal="2", fingerprint=found.fingerprint, due_date=due, by=people[number]
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        plans = list(pool.map(run, (0, 1)))

    assert plans[0] == plans[1]
    assert (Plan.objects.count(), PlanStep.objects.count(), Action.objects.count()) == (1, 12, 12)
