"""Administrators open evaluations, and say from when to when whom lets the portal write."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.common.policy import Role
from scorecards.entries.models import Cycle, Entry, Scorecard, Window
from scorecards.entries.services import EntryClosed, save_mark
from tests import factories
from tests.scorecards.entries.conftest import World

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture
def admin(world: World) -> Client:
    client = Client()
    client.force_login(factories.make_member(Role.ADMIN, world.city))
    return client


def typed(moment: datetime) -> str:
    return timezone.localtime(moment, JAKARTA).strftime("%Y-%m-%dT%H:%M")


def test_the_list_says_how_each_window_stands(world: World, admin: Client) -> None:
    world.cycle.windows.filter(role=Role.EVALUATOR).update(
        opens_at=timezone.now() + timedelta(days=3), closes_at=timezone.now() + timedelta(days=9)
    )
    page = admin.get(reverse("cycles:index")).content.decode()
    assert "SAKIP 2025" in page
    assert page.count("Belum dibuka") == 1
    assert page.count("tone-info") == 2


def test_the_number_of_queries_does_not_grow_with_the_cycles(
    world: World, admin: Client, django_assert_max_num_queries: object
) -> None:
    counts = []
    for year in (2025, 2023, 2024):
        if year != 2025:
            factories.make_sakip_cycle([world.unit], score_year=year)
        with django_assert_max_num_queries(12) as queries:  # type: ignore[operator]
            admin.get(reverse("cycles:index"))
        counts.append(len(queries))
    assert counts[0] == counts[-1]


def test_moments_are_read_in_local_time_and_count_at_once(world: World, admin: Client) -> None:
    opens_at, closes_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(minutes=5)
    data = {"operator_opens": typed(opens_at), "operator_closes": typed(closes_at), "grace_minutes": 15}
    answer = admin.post(reverse("cycles:detail", args=[world.cycle.pk]), data)
    assert answer.status_code == 302
    window = world.cycle.windows.get(role=Role.OPERATOR, unit=None)
    assert window.closes_at == closes_at.replace(second=0, microsecond=0)
    assert window.grace_minutes == 15
    with pytest.raises(EntryClosed):
        save_mark(entry_id=world.entry("1.a").pk, party="unit", level="BB", version=0, save_key=None, by=world.operator)


def test_empty_fields_take_a_window_away_and_leave_units_their_own(world: World, admin: Client) -> None:
    now = timezone.now()
    own = Window.objects.create(
        cycle=world.cycle, role=Role.OPERATOR, unit=world.unit, opens_at=now, closes_at=now + timedelta(days=1)
    )
    admin.post(reverse("cycles:detail", args=[world.cycle.pk]), {"grace_minutes": 60})
    assert list(world.cycle.windows.all()) == [own]


@pytest.mark.parametrize(
    ("closes", "words"),
    [("", "Isi kedua waktu"), ("2020-01-01T08:00", "Waktu akhir mendahului"), ("besok", "tanggal/waktu")],
)
def test_a_bad_span_changes_nothing_and_stays_on_the_form(world: World, admin: Client, closes: str, words: str) -> None:
    before = list(world.cycle.windows.order_by("pk").values())
    data = {"head_opens": "2025-01-01T08:00", "head_closes": closes, "grace_minutes": 60}
    answer = admin.post(reverse("cycles:detail", args=[world.cycle.pk]), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "2025-01-01T08:00" in answer.content.decode()
    assert list(world.cycle.windows.order_by("pk").values()) == before


def test_a_unit_gets_more_time_than_the_others_and_gives_it_back(world: World, admin: Client) -> None:
    past = timezone.now() - timedelta(days=1)
    world.cycle.windows.filter(role=Role.OPERATOR).update(opens_at=past - timedelta(days=9), closes_at=past)
    span = {"opens_at": typed(past), "closes_at": typed(timezone.now() + timedelta(days=2)), "grace_minutes": 0}
    url = reverse("cycles:own-window", args=[world.cycle.pk])
    admin.post(url, {"unit": world.unit.pk, "role": Role.OPERATOR, **span})
    entry = world.entry("1.a")
    save_mark(entry_id=entry.pk, party="unit", level="BB", version=0, save_key=None, by=world.operator)
    theirs = Entry.objects.get(scorecard__unit=world.other_unit, node__code="1.a")
    with pytest.raises(EntryClosed):
        save_mark(entry_id=theirs.pk, party="unit", level="BB", version=0, save_key=None, by=world.other)
    window = Window.objects.get(unit=world.unit)
    admin.post(reverse("cycles:drop-window", args=[world.cycle.pk, window.pk]))
    with pytest.raises(EntryClosed):
        save_mark(entry_id=entry.pk, party="unit", level="A", version=1, save_key=None, by=world.operator)


def test_a_unit_without_scorecard_gets_no_window(world: World, admin: Client) -> None:
    stranger = factories.make_unit(world.city)
    now = timezone.now()
    span = {"opens_at": typed(now), "closes_at": typed(now + timedelta(days=1)), "grace_minutes": 60}
    data = {"unit": stranger.pk, "role": Role.OPERATOR, **span}
    answer = admin.post(reverse("cycles:own-window", args=[world.cycle.pk]), data)
    assert answer.status_code == 422
    assert not Window.objects.filter(unit=stranger).exists()


def test_an_evaluation_is_opened_with_its_scorecards_and_windows(world: World, admin: Client) -> None:
    edition = factories.make_edition("pekppp/2022")
    now = timezone.now()
    data = {
        "edition": edition.pk,
        "score_year": 2026,
        "announced_year": 2027,
        "subject": Cycle.Subject.LOKUS,
        "units": [world.unit.pk],
        "operator_opens": typed(now),
        "operator_closes": typed(now + timedelta(days=5)),
        "grace_minutes": 30,
    }
    answer = admin.post(reverse("cycles:new"), data)
    cycle = Cycle.objects.get(edition=edition, period__score_year=2026)
    assert answer.headers["Location"] == reverse("cycles:detail", args=[cycle.pk])
    assert Scorecard.objects.get(cycle=cycle).unit == world.unit
    assert [(window.role, window.grace_minutes) for window in cycle.windows.all()] == [(Role.OPERATOR, 30)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"units": []}, "Pilih sedikitnya satu unit"),
        ({"announced_year": 2024}, "Hasil diumumkan"),
        ({"score_year": 2025}, "sudah dibuka"),
    ],
)
def test_what_cannot_be_opened_is_said_and_nothing_is_made(
    world: World, admin: Client, change: dict[str, object], words: str
) -> None:
    data = {
        "edition": world.cycle.edition_id,
        "score_year": 2026,
        "announced_year": 2027,
        "subject": Cycle.Subject.UNITS,
        "units": [world.unit.pk],
        "grace_minutes": 60,
        **change,
    }
    answer = admin.post(reverse("cycles:new"), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Cycle.objects.count() == 1


def test_the_next_year_begins_like_this_one(world: World, admin: Client) -> None:
    page = admin.get(reverse("cycles:new"), {"seperti": world.cycle.pk})
    initial = {name: field.initial for name, field in page.context["form"].fields.items()}
    assert initial["score_year"] == 2026
    assert initial["edition"] == world.cycle.edition_id
    assert set(initial["units"]) == {world.unit.pk, world.other_unit.pk}


def test_another_citys_cycle_is_no_example(world: World, admin: Client) -> None:
    foreign = factories.make_sakip_cycle([factories.make_unit(name="Dinas Seberang")], score_year=2019)
    page = admin.get(reverse("cycles:new"), {"seperti": foreign.pk})
    assert page.context["form"].fields["score_year"].initial != 2020
