"""What the dashboard says needs a decision, and what moved since the last visit."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common import work
from portal.common.models import Work
from scorecards.actions.models import Action
from scorecards.entries.models import Cycle, Entry, Scorecard, Window
from scorecards.evidence.models import Document
from scorecards.rankings.models import Visit
from scorecards.rankings.selectors.attention import Matter, Rule, matters_of
from scorecards.rankings.selectors.ranking import freshness_of
from scorecards.rankings.selectors.sheets import Sheets
from scorecards.rankings.selectors.shortfalls import late_of, standings_of
from scorecards.rankings.services.recompute import recompute
from scorecards.rankings.services.visits import SAME_VISIT, look
from tests.factories import make_user
from tests.scorecards.rankings.helpers import (
    accept,
    card_of,
    claim,
    evaluator_of,
    leader_of,
    make_city,
    open_sakip,
    prove,
)
from tests.scorecards.rankings.pages import decided_city, page

pytestmark = pytest.mark.django_db


def found(cycle: Cycle, user: User) -> list[Matter]:
    """Return the matters as the dashboard asks for them."""
    sheets = Sheets(cycle)
    standings, late = standings_of(sheets), late_of(sheets)
    return matters_of(sheets, user, standings=standings, late=late, freshness=freshness_of(cycle))


def only(matters: list[Matter], rule: Rule) -> Matter:
    """Return the one matter of a rule."""
    (matter,) = [one for one in matters if one.rule is rule]
    return matter


def test_who_hands_in_nothing_stands_with_all_that_it_can_win() -> None:
    government, units = make_city(1)
    cycle = open_sakip(units)
    Window.objects.filter(cycle=cycle).delete()
    now = timezone.now()
    Window.objects.create(
        cycle=cycle, role="operator", opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1)
    )

    matter = only(found(cycle, leader_of(government)), Rule.LATE)

    assert (matter.owner, matter.points, matter.count, matter.is_due) == ("Dinas A", Decimal(100), 12, True)


def test_a_returned_scorecard_is_one_matter_with_the_points_of_what_was_returned() -> None:
    government, units = make_city(1)
    cycle = open_sakip(units)
    card = card_of(cycle, units[0])
    claim(card, "B", by=make_user())
    card.entries.filter(node__code__in=["2.b", "2.c"]).update(state=Entry.State.RETURNED)
    Scorecard.objects.update(status=Scorecard.Status.RETURNED)

    matters = found(cycle, leader_of(government))

    assert [one.rule for one in matters] == [Rule.RETURNED]
    assert (matters[0].code, matters[0].count, matters[0].points) == ("2.b", 2, Decimal(24))


def test_what_a_unit_leaves_unclaimed_counts_from_five_points() -> None:
    government, units = make_city(2)
    cycle = open_sakip(units)
    claim(card_of(cycle, units[0]), "AA", by=make_user())
    claim(card_of(cycle, units[1]), "B", by=make_user())

    matter = only(found(cycle, leader_of(government)), Rule.WINNABLE)

    assert (matter.owner, matter.points) == ("Dinas B", Decimal(30))


def test_evidence_that_ends_puts_what_is_claimed_on_it_at_stake_until_the_mark_is_fixed() -> None:
    government, units = make_city(1)
    cycle, by = open_sakip(units), make_user()
    card = card_of(cycle, units[0])
    claim(card, "AA", by=by)
    prove(card, "2.b", by=by)
    Document.objects.update(expires_on=timezone.localdate() + timedelta(days=10))

    matter = only(found(cycle, leader_of(government)), Rule.EVIDENCE)

    assert (matter.about, matter.code, matter.points, matter.is_due) == ("Renja 2025", "2.b", Decimal(9), False)
    Document.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert only(found(cycle, leader_of(government)), Rule.EVIDENCE).is_due
    accept(card, {"2.b": "A"}, by=by)
    assert found(cycle, leader_of(government)) == []


def test_overdue_promises_and_a_stuck_ranking_need_somebody() -> None:
    government, units, cycle = decided_city(1)
    by = leader_of(government)
    Action.objects.create(
        government=government,
        score_year=2025,
        kind=Action.Kind.TASK,
        title="Susun pohon kinerja",
        unit=units[0],
        due_date=timezone.localdate() - timedelta(days=1),
        created_by=by,
        changed_by=by,
    )
    work.request("ranking", cycle.pk)
    Work.objects.update(attempts=work.PARK_AFTER, last_error="ValueError: x", requested=F("requested"))

    matters = found(cycle, by)

    assert only(matters, Rule.ACTION).about == "Susun pohon kinerja"
    assert only(matters, Rule.STUCK).is_due


def test_the_dashboard_shows_the_five_most_pressing_and_leads_to_all(client: Client) -> None:
    government, units = make_city(7)
    cycle = open_sakip(units)
    claim(card_of(cycle, units[0]), "AA", by=make_user())
    recompute(cycle_id=cycle.pk)

    shown = page(client, leader_of(government), "rankings:dashboard")

    assert shown.count("belum mengajukan; 12 jawaban belum ada.") == 5
    assert "Semua (6)" in shown
    every = client.get(reverse("rankings:dashboard") + "?semua=1").content.decode()
    assert every.count("belum mengajukan; 12 jawaban belum ada.") == 6


def test_a_reload_stays_on_the_same_visit_and_a_later_look_compares_with_it() -> None:
    government, _ = make_city(0)
    user, other = leader_of(government), evaluator_of(government)
    assert look(user=user, government=government) is None
    assert look(user=user, government=government) is None
    last = timezone.now() - SAME_VISIT - timedelta(minutes=1)
    Visit.objects.update(seen_at=last)

    assert look(user=user, government=government) == last
    assert look(user=user, government=government) == last
    assert look(user=other, government=government) is None


@pytest.mark.django_db(transaction=True)  # the history bears the time of the transaction
def test_the_dashboard_tells_what_moved_since_the_last_visit(client: Client) -> None:
    government, units, cycle = decided_city(3)
    leader, by = leader_of(government), evaluator_of(government)
    moment = timezone.now()
    accept(card_of(cycle, units[2]), "AA", by=by)
    recompute(cycle_id=cycle.pk)
    assert "Sejak kunjungan terakhir Anda" not in page(client, leader, "rankings:dashboard")

    Visit.objects.update(before_at=moment)
    shown = page(client, leader, "rankings:dashboard")
    assert "Sejak kunjungan terakhir Anda" in shown
    assert "Dinas C naik dari peringkat 3 ke 1" in shown

    Visit.objects.update(before_at=timezone.now())
    shown = page(client, leader, "rankings:dashboard")
    assert "Sejak kunjungan terakhir Anda" in shown
    assert "naik dari peringkat" not in shown
