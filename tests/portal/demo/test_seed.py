"""The demo: built once, through the services, honest about itself, and never in production."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Coalesce
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from awards.certificates.models import Certificate
from awards.certificates.selectors import issued_revisions, state_of
from awards.domain.verdicts import State
from portal.accounts.models import User
from portal.common.models import Work
from portal.common.policy import Role
from portal.demo.accounts import ACCOUNTS, PASSWORD, sign_ins
from portal.units.models import Government, Membership
from portal.units.services.people import UNIT_ROLES
from scorecards.actions.models import Meeting
from scorecards.actions.promises import promises_of
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.rankings.models import Plan, PublishedResult, Result, Snapshot
from scorecards.reviews.models import Decision
from tests.factories import make_government, make_member

pytestmark = pytest.mark.django_db


def run() -> str:
    output = StringIO()
    call_command("seed_demo", stdout=output)
    return output.getvalue()


def test_in_production_the_demo_refuses_to_exist(settings: Settings) -> None:
    settings.IS_PRODUCTION = True

    with pytest.raises(CommandError, match="refuse to exist in production"):
        run()

    assert User.objects.count() == 0
    assert sign_ins() == []


def test_the_demo_never_mixes_with_people_who_work_there() -> None:
    call_command("load_units", verbosity=0)
    make_member(Role.ADMIN, Government.objects.home())

    with pytest.raises(CommandError, match="never mixes"):
        run()

    assert Government.objects.home().is_demo is False
    assert User.objects.count() == 1


def test_without_a_demo_there_is_nobody_to_sign_in_as() -> None:
    make_government(is_home=True)

    assert sign_ins() == []


def test_the_whole_demo_stands_and_a_second_run_does_nothing(client: Client) -> None:
    run()

    _has_three_instruments_in_two_years()
    _last_year_is_decided_and_this_year_is_in_progress()
    _every_mark_was_made_by_somebody_entitled()
    _a_meeting_was_held_whose_promise_is_due()
    _rankings_and_certificates_are_made()
    _the_composite_ranks_units(client)
    _says_everywhere_that_it_is_a_sample(client)
    _lets_every_account_in(client)
    before = (User.objects.count(), Mark.objects.count(), Decision.objects.count(), Certificate.objects.count())
    assert run() == "The demo is already seeded.\n"
    assert before == (
        User.objects.count(),
        Mark.objects.count(),
        Decision.objects.count(),
        Certificate.objects.count(),
    )


def _has_three_instruments_in_two_years() -> None:
    cycles = Cycle.objects.values_list("edition__instrument__code", "period__score_year")
    assert sorted(cycles) == [(code, year) for code in ("pekppp", "rb", "sakip") for year in (2024, 2025)]
    units = Scorecard.objects.exclude(unit=None).values("unit").distinct().count()
    assert 35 <= units <= 45


def _last_year_is_decided_and_this_year_is_in_progress() -> None:
    sakip = Scorecard.objects.filter(cycle__edition__code="sakip/2021")
    last = sakip.filter(cycle__period__score_year=2024)
    assert set(last.values_list("status", flat=True)) == {Scorecard.Status.DECIDED}
    assert last.filter(cycle__marks_released_at=None).count() == 0
    now = sakip.filter(cycle__period__score_year=2025)
    assert set(now.values_list("status", flat=True)) == set(Scorecard.Status)
    assert now.exclude(cycle__marks_released_at=None).count() == 0
    graded = Entry.objects.exclude(node__kind="check").filter(scorecard__cycle__edition__code="sakip/2021")
    assert set(graded.values_list("state", flat=True)) == set(Entry.State)
    assert now.exclude(entries__state__in=set(Entry.State) - {Entry.State.EMPTY}).exists()


def _every_mark_was_made_by_somebody_entitled() -> None:
    evaluators = {Role.EVALUATOR}
    allowed = {
        Mark.Party.UNIT: UNIT_ROLES,
        Mark.Party.VERIFIER: {Role.VERIFIER},
        Mark.Party.ASSURER: {Role.ASSURER},
        Mark.Party.EVALUATOR: evaluators,
        Mark.Party.EXTERNAL: evaluators,
    }
    roles = {(row.user_id, row.unit_id): row.role for row in Membership.objects.all()}
    acting = Coalesce("entry__lead", "entry__scorecard__unit")
    for party, by, unit in Mark.objects.values_list("party", "changed_by", acting).distinct():
        role = roles.get((by, unit)) or roles.get((by, None))
        assert role in allowed[Mark.Party(party)]


def _rankings_and_certificates_are_made() -> None:
    assert Work.objects.exclude(last_error="").count() == 0
    assert Result.objects.filter(cycle__edition__code="sakip/2021", rank=1).count() >= 2
    reform = Result.objects.filter(cycle__edition__code="rb/2023")
    assert set(reform.values_list("verified", flat=True)) == {None}
    assert set(Certificate.objects.values_list("state", flat=True)) == {
        Certificate.State.ISSUED,
        Certificate.State.REVOKED,
    }
    found = [state_of(revision) for revision in issued_revisions()]
    assert (found.count(State.REPLACED), found.count(State.REVOKED)) == (1, 1)
    assert Certificate.objects.values("winner__category__round").distinct().count() == 3
    # What is made up are marks of the home city's units; a peer has only what was published about it.
    assert not Scorecard.objects.exclude(government__is_home=True).exists()
    assert not PublishedResult.objects.filter(source="").exists()
    first, second = Snapshot.objects.order_by("number")
    assert second.previous_sha256 == first.sha256
    plan = Plan.objects.get()
    assert plan.steps.filter(action__unit=plan.scorecard.unit).count() == plan.steps.count() > 0


def _a_meeting_was_held_whose_promise_is_due() -> None:
    held = Meeting.objects.get()
    assert held.closed_at is not None
    promises = promises_of(held.government, None, timezone.localdate())
    assert [len(found) for found in (promises.late, promises.due, promises.done)] == [1, 1, 0]
    assert {one.action.meeting for one in promises.all} == {held}


def _the_composite_ranks_units(client: Client) -> None:
    client.force_login(Membership.objects.get(role=Role.LEADER).user)
    for year in ("2024", "2025"):
        found = client.get(f"/peringkat/gabungan/?tahun={year}").context["chosen"].found
        assert sum(row.place.rank is not None for row in found.rows) >= 10, year
    assert any(row.exempt for row in found.rows)
    client.logout()


def _says_everywhere_that_it_is_a_sample(client: Client) -> None:
    assert Government.objects.home().is_demo is True
    assert "DATA CONTOH" in client.get("/akun/masuk/").content.decode()


def _lets_every_account_in(client: Client) -> None:
    assert [username for _role, username, _password in sign_ins()] == [account.username for account in ACCOUNTS]
    for _role, username, password in sign_ins():
        answer = client.post("/akun/masuk/", {"login": username, "password": password})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert "DATA CONTOH" in client.get("/").content.decode()
        client.post("/akun/keluar/")
    others = User.objects.exclude(username__in=[account.username for account in ACCOUNTS])
    assert not any(user.check_password(PASSWORD) for user in others[:3])
    assert not any(user.has_usable_password() for user in others)
