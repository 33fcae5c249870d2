"""The page after sign-in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries import services
from scorecards.entries.models import Entry, Window
from scorecards.reviews.models import Decision
from tests import factories
from tests.scorecards.entries.conftest import World, make_world
from tests.scorecards.entries.helpers import open_sakip, set_level


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def home(user: User) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(reverse("home:index"))


def titles(user: User) -> list[str]:
    return [task.title for task in home(user).context["tasks"]]


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_home_with_a_next_step(db: None, role: Role) -> None:
    city = factories.make_government(is_home=True)
    at = factories.make_unit(city) if role in {Role.OPERATOR, Role.HEAD} else city

    response = home(factories.make_member(role, at))

    assert response.status_code == 200
    assert "Tidak ada yang menunggu Anda" in response.content.decode()


def test_an_untouched_scorecard_is_one_task_that_starts_at_the_first_sub_component(world: World) -> None:
    (task,) = home(world.operator).context["tasks"]

    assert task.title == "Isi SAKIP 2025"
    assert task.reason == "12 sub-komponen belum bernilai"
    assert task.url == reverse("entries:entry", args=[world.scorecard.pk, "1.a"])
    assert (task.done, task.total, str(task.points)) == (0, 12, "100.00")


def test_one_goes_on_where_one_stopped(world: World) -> None:
    set_level(world.scorecard, "2.b.1", "yes", world.operator)

    (task,) = home(world.operator).context["tasks"]

    assert task.url == reverse("entries:entry", args=[world.scorecard.pk, "2.b"])


def test_a_grade_without_document_is_a_task(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)

    assert titles(world.operator) == ["Isi SAKIP 2025", "Tambahkan bukti SAKIP 2025"]


def test_the_head_is_asked_to_submit_and_the_operator_is_not(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)

    assert "Ajukan SAKIP 2025" in titles(world.head)
    assert "Ajukan SAKIP 2025" not in titles(world.operator)


def test_what_came_back_stands_first_with_the_evaluators_words(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    services.submit(scorecard_id=world.scorecard.pk, by=world.head)
    entry = world.entry("1.a")
    Entry.objects.filter(pk=entry.pk).update(state=Entry.State.RETURNED)
    Decision.objects.create(
        entry=entry,
        outcome=Decision.Outcome.RETURNED,
        reason="Renja belum ditandatangani",
        seen_version=1,
        decided_by=world.evaluator,
    )

    first = home(world.operator).context["tasks"][0]

    assert first.title == "Perbaiki 1.a Dokumen perencanaan kinerja tersedia"
    assert first.reason == "Dikembalikan: Renja belum ditandatangani"


def test_when_the_window_is_closed_nothing_is_asked_for_and_the_date_is_told(world: World) -> None:
    Window.objects.filter(cycle=world.cycle).update(closes_at=timezone.now() - timedelta(days=1))

    response = home(world.operator)

    assert response.context["tasks"] == []
    assert "Masa pengisian sudah ditutup" in response.content.decode()


def test_another_units_scorecard_is_nobodys_task(world: World) -> None:
    urls = [task.url for task in home(world.other).context["tasks"]]

    assert all(str(world.scorecard.pk) not in url.split("/") for url in urls)


@pytest.mark.parametrize("cycles", [1, 3])
def test_it_needs_the_same_queries_for_one_scorecard_and_for_three(
    world: World, cycles: int, django_assert_num_queries: Callable[..., Any]
) -> None:
    for year in range(2024, 2025 - cycles, -1):
        open_sakip([world.unit], score_year=year)
    home(world.operator)
    client = Client()
    client.force_login(world.operator)
    client.get(reverse("home:index"))

    with django_assert_num_queries(17):
        client.get(reverse("home:index"))


def test_a_closed_scorecard_of_an_older_year_makes_room(world: World) -> None:
    past = timezone.now() - timedelta(days=400)
    old = open_sakip([world.unit], score_year=2024)
    assert [own.title for own in home(world.operator).context["boards"]] == ["SAKIP 2025", "SAKIP 2024"]

    old.windows.update(opens_at=past - timedelta(days=30), closes_at=past)

    assert [own.title for own in home(world.operator).context["boards"]] == ["SAKIP 2025"]


def test_tasks_and_progress_are_read_anew_with_every_request(world: World) -> None:
    client = Client()
    client.force_login(world.operator)
    before = client.get(reverse("home:index")).context
    set_level(world.scorecard, "1.a", "E", world.operator)

    after = client.get(reverse("home:index")).context

    assert [page["tasks"][0].done for page in (before, after)] == [0, 1]
    assert [page["boards"][0].board.progress.filled for page in (before, after)] == [0, 1]
