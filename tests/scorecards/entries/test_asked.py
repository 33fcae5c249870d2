"""A unit that another asks for its share is told, has it among its tasks, and finds in the history who asked when."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from portal.common.worklist import Task
from portal.notices import deadlines
from portal.notices.models import Notice
from scorecards.entries import services, worklist
from scorecards.entries.models import Contribution, Entry, Scorecard, Window
from scorecards.entries.services import LeadChange
from tests import factories
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.rb import entry_of, open_rb
from tests.scorecards.evidence.helpers import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def rb(world: World) -> Scorecard:
    """RB: the unit leads B7, the other unit leads B3."""
    return open_rb({"B7": world.unit, "B3": world.other_unit})


@pytest.fixture
def admin(world: World) -> User:
    return factories.make_member(Role.ADMIN, world.city)


def ask(rb: Scorecard, world: World, by: User, wanted: str = "Data aplikasi") -> Contribution:
    return services.add_contributor(entry_id=entry_of(rb, "B7").pk, unit_id=world.other_unit.pk, wanted=wanted, by=by)


def asked_tasks(user: User) -> list[Task]:
    return [task for task in worklist.tasks(user) if task.icon == "share-2"]


class TestNotice:
    def test_the_people_of_the_unit_are_told_once(self, world: World, rb: Scorecard, admin: User) -> None:
        ask(rb, world, admin)
        ask(rb, world, admin, "Data lain")

        notice = Notice.objects.get(kind="request")
        assert (notice.recipient, notice.reason) == (world.other, "Data aplikasi")
        assert notice.url == reverse("entries:entry", args=[rb.pk, "B7"])
        assert signed_in(world.other).get(notice.url).status_code == 200

    def test_asking_again_after_an_end_tells_again(self, world: World, rb: Scorecard, admin: User) -> None:
        services.remove_contributor(contribution_id=ask(rb, world, admin).pk)
        ask(rb, world, admin)

        assert Notice.objects.filter(kind="request").count() == 2


class TestTask:
    def test_it_says_who_asks_for_what_until_when(self, world: World, rb: Scorecard, admin: User) -> None:
        ask(rb, world, admin)

        (task,) = asked_tasks(world.other)
        assert task.title.startswith("Bantu B7 ")
        assert task.reason == "Diminta unit lain: Data aplikasi"
        assert "Dinas Kesehatan" in task.context
        assert task.due_at is not None
        assert asked_tasks(world.operator) == []

    def test_a_note_or_a_document_is_a_share(self, world: World, rb: Scorecard, admin: User) -> None:
        share = ask(rb, world, admin)
        services.save_share_note(contribution_id=share.pk, note="Sudah", version=1, by=world.other)
        by_note = asked_tasks(world.other)
        Contribution.objects.update(note="")
        revision = register(world.other, world.other_unit, "Data", government=world.city)
        services.attach(entry_id=share.entry_id, revision_id=revision.pk, page_from=1, page_to=None, by=world.other)

        assert by_note == asked_tasks(world.other) == []

    def test_nothing_is_asked_for_that_the_window_refuses(self, world: World, rb: Scorecard, admin: User) -> None:
        ask(rb, world, admin)
        past = timezone.now() - timedelta(days=1)
        Window.objects.filter(cycle=rb.cycle).update(opens_at=past - timedelta(days=9), closes_at=past)
        closed = asked_tasks(world.other)
        Window.objects.create(
            cycle=rb.cycle,
            role=Role.OPERATOR,
            unit=world.other_unit,
            opens_at=past,
            closes_at=past + timedelta(days=5),
        )

        assert closed == []
        assert len(asked_tasks(world.other)) == 1

    def test_what_was_handed_in_asks_nobody_any_more(self, world: World, rb: Scorecard, admin: User) -> None:
        ask(rb, world, admin)
        Entry.objects.filter(pk=entry_of(rb, "B7").pk).update(state=Entry.State.SUBMITTED)

        assert asked_tasks(world.other) == []

    @pytest.mark.parametrize("shares", [1, 3])
    def test_it_needs_the_same_queries(
        self, world: World, rb: Scorecard, admin: User, shares: int, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        for code in ("B7", "B1", "B2")[:shares]:
            services.set_leads(
                scorecard_id=rb.pk,
                changes=[LeadChange(entry_of(rb, code).pk, entry_of(rb, code).lead_id, world.unit.pk)],
            )
            services.add_contributor(entry_id=entry_of(rb, code).pk, unit_id=world.other_unit.pk, wanted="", by=admin)
        asked_tasks(User.objects.get(pk=world.other.pk))  # each process reads an edition once

        with django_assert_max_num_queries(12):
            assert len(asked_tasks(world.other)) == shares


class TestReminder:
    def test_each_lead_is_reminded_of_its_own_part(self, world: World, rb: Scorecard) -> None:
        now = timezone.now()
        Window.objects.filter(cycle=rb.cycle).update(
            opens_at=now - timedelta(days=60), closes_at=now + timedelta(days=7)
        )
        Window.objects.filter(cycle=world.cycle).delete()
        deadlines.remind("")

        told = {notice.recipient: notice for notice in Notice.objects.filter(kind="deadline")}
        assert set(told) == {world.operator, world.head, world.other}
        assert told[world.other].reason == "1 isian masih menunggu untuk diajukan oleh Dinas Sosial."
        assert told[world.other].url == reverse("entries:scorecard", args=[rb.pk])

    def test_a_leads_own_window_counts_for_it_alone(self, world: World, rb: Scorecard) -> None:
        now = timezone.now()
        Window.objects.filter(cycle=world.cycle).delete()
        Window.objects.create(
            cycle=rb.cycle, role=Role.OPERATOR, unit=world.other_unit, opens_at=now, closes_at=now + timedelta(days=3)
        )
        deadlines.remind("")

        assert {notice.recipient for notice in Notice.objects.filter(kind="deadline")} == {world.other}


def test_the_history_names_leads_and_contributors(world: World, rb: Scorecard, admin: User) -> None:
    client = signed_in(admin)
    client.post(
        reverse("entries:contributor-add", args=[rb.pk, "B7"]), {"unit_id": world.other_unit.pk, "wanted": "Data"}
    )
    share = Contribution.objects.get()
    services.save_share_note(contribution_id=share.pk, note="Sudah ada", version=1, by=world.other)
    client.post(reverse("entries:contributor-remove", args=[rb.pk, "B7", share.pk]))
    entry = entry_of(rb, "B7")
    third = factories.make_unit(world.city, name="Dinas Ketiga")
    client.post(
        reverse("entries:leads", args=[rb.pk]), {f"lead-{entry.pk}": third.pk, f"seen-{entry.pk}": world.unit.pk}
    )

    page = signed_in(world.leader).get(reverse("entries:history", args=[rb.pk, "B7"])).context["events"]

    assert {(change.what, change.detail) for change in page} == {
        ("Pengampu: Dinas Ketiga", "sebelumnya: Dinas Kesehatan"),
        ("Dinas Sosial tidak lagi berkontribusi", "Sudah ada"),
        ("Dinas Sosial: catatan kontribusi", "Sudah ada"),
        ("Dinas Sosial diminta berkontribusi", "Data"),
        ("Pengampu: Dinas Kesehatan", ""),
    }
    (moved,) = [change for change in page if change.detail == "sebelumnya: Dinas Kesehatan"]
    assert moved.who == str(admin)
