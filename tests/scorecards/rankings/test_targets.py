"""The page of targets: setting one after its preview, conflicts, bringing an earlier one back, who may."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government
from scorecards.domain.target import Step, TargetPlan
from scorecards.editions.models import Instrument
from scorecards.rankings.loading import load
from scorecards.rankings.models import Target
from scorecards.rankings.services.targets import StaleTarget, set_target
from tests.factories import make_government, make_member
from tests.scorecards.rankings.helpers import leader_of, make_city
from tests.scorecards.rankings.pages import page, publish, status

PLAN = {
    "instrument": "rb",
    "score_year": "2025",
    "start_rank": "8",
    "goal_rank": "2",
    "q1": "7",
    "q2": "6",
    "q3": "4",
    "source": "Arahan wali kota",
    "version": "0",
}


def a_city() -> tuple[Government, User]:
    government, _ = make_city(1)
    publish(government, "rb", 2023, rank=8, rank_of=8)
    return government, leader_of(government)


def send(client: Client, path: str, **changed: str) -> Any:
    """Look at the path and save it, as people do."""
    seen = client.post(path, PLAN | changed)
    shown = seen.context["form"].data.get("shown", "")
    return client.post(path, PLAN | changed | {"shown": shown, "save": "1"})


def set_one(government: Government, by: User, **changed: Any) -> Target:
    given: dict[str, Any] = {
        "government": government,
        "instrument": Instrument.objects.get(code="rb"),
        "score_year": 2025,
        "plan": TargetPlan(8, 2, ()),
        "source": "Arahan",
        "version": 0,
        "by": by,
    }
    return set_target(**(given | changed))


@pytest.mark.django_db
def test_nothing_is_saved_before_the_path_was_shown(client: Client) -> None:
    government, leader = a_city()
    client.force_login(leader)
    path = reverse("rankings:target-new")

    shown = client.post(path, PLAN | {"save": "1"})

    assert shown.status_code == 200
    assert "Dari peringkat 8 ke 2 untuk tahun nilai 2025" in shown.content.decode()
    assert "<svg" in shown.content.decode()
    assert not Target.objects.exists()

    assert send(client, path).status_code == 302
    target = Target.objects.get(government=government)
    assert [step.rank for step in target.path] == [7, 6, 4, 2]
    assert (target.source, target.version, target.changed_by) == ("Arahan wali kota", 1, leader)


@pytest.mark.django_db
def test_the_pages_say_where_the_city_stands(client: Client) -> None:
    government, leader = a_city()
    made = set_one(government, leader, plan=TargetPlan(8, 2, (Step(date(2025, 3, 31), 4),)))

    assert "Belum sesuai target" in page(client, leader, "rankings:targets")
    shown = page(client, leader, "rankings:target", made.pk)
    assert "peringkat diumumkan 8 (tahun nilai 2023), rencana hari ini 4" in shown
    publish(government, "rb", 2024, rank=1, rank_of=8)
    assert "Sesuai target" in page(client, leader, "rankings:targets")


@pytest.mark.django_db
def test_a_path_that_leads_back_is_refused_at_its_quarter(client: Client) -> None:
    _, leader = a_city()
    client.force_login(leader)

    refused = client.post(reverse("rankings:target-new"), PLAN | {"q2": "9"})

    assert refused.status_code == 422
    assert "Peringkat 9 lebih buruk daripada peringkat 7 sebelumnya" in refused.content.decode()
    assert "Arahan wali kota" in refused.content.decode()


@pytest.mark.django_db
def test_who_was_late_is_told_both_paths_and_can_save_after_all(client: Client) -> None:
    government, leader = a_city()
    other = make_member(Role.ADMIN, government)
    made = set_one(government, leader)
    path = reverse("rankings:target-edit", args=[made.pk])
    set_one(government, other, plan=TargetPlan(8, 3, ()), version=1)
    client.force_login(leader)

    late = send(client, path, version="1")

    told = late.content.decode()
    assert late.status_code == 409
    assert "8 → 3" in told
    assert "Arahan wali kota" in told
    assert Target.objects.get().goal_rank == 3
    again = client.post(path, late.context["form"].data.dict() | {"save": "1"})
    assert again.status_code == 302
    assert (Target.objects.get().goal_rank, Target.objects.get().version) == (2, 3)


@pytest.mark.django_db
def test_an_earlier_target_is_brought_back_once(client: Client) -> None:
    government, leader = a_city()
    made = set_one(government, leader)
    set_one(government, leader, plan=TargetPlan(8, 5, ()), source="Keliru", version=1)
    client.force_login(leader)
    shown = client.get(reverse("rankings:target", args=[made.pk]))
    (event,) = [event for _change, event in shown.context["changes"] if event]
    path, given = reverse("rankings:target-restore", args=[made.pk, event]), {"version": "2"}

    assert client.post(path, given).status_code == 302
    made.refresh_from_db()
    assert (made.goal_rank, made.source, made.version) == (2, "Arahan", 3)
    assert client.post(path, given).status_code == 409
    assert client.post(reverse("rankings:target-restore", args=[made.pk, 999999]), given).status_code == 404


@pytest.mark.django_db
def test_others_of_the_city_read_and_strangers_find_nothing(client: Client) -> None:
    government, leader = a_city()
    made = set_one(government, leader)
    head = make_member(Role.HEAD, government.units.get())
    stranger = make_member(Role.LEADER, make_government(name="Kota Seberang"))

    assert "Tetapkan target" not in page(client, head, "rankings:targets")
    assert "Kembalikan" not in page(client, head, "rankings:target", made.pk)
    assert status(client, head, "rankings:target-edit", made.pk) == 403
    assert status(client, stranger, "rankings:target", made.pk) == 404
    assert status(client, stranger, "rankings:target-edit", made.pk) == 404
    assert "Belum ada target" in page(client, stranger, "rankings:targets")


@pytest.mark.django_db
def test_what_the_city_set_stands_above_the_data_file() -> None:
    government, leader = a_city()
    set_one(government, leader, plan=TargetPlan(8, 3, ()))
    row = {
        "government": government.code,
        "instrument": "rb",
        "year": 2025,
        "start_rank": 8,
        "goal_rank": 2,
        "source": "a",
    }

    report = load(document={"sources": {"a": "Berita"}, "results": [], "targets": [row]})

    assert report.lines == [f"? target {government.code} rb 2025: set by the city, left as it is"]
    assert Target.objects.get().goal_rank == 3


@pytest.mark.django_db
def test_the_list_asks_as_many_queries_for_many_targets_as_for_one(client: Client) -> None:
    government, leader = a_city()
    set_one(government, leader)
    client.force_login(leader)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("rankings:targets"))
        return len(queries)

    asked()
    one = asked()
    for year in (2026, 2027, 2028):
        set_one(government, leader, score_year=year)

    assert asked() == one


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stands", [False, True])
def test_of_two_who_set_it_at_once_one_is_told(stands: bool) -> None:
    government, leader = a_city()
    if stands:
        set_one(government, leader)

    def run(goal: int) -> int:
        try:
            return set_one(government, leader, plan=TargetPlan(8, goal, ()), version=int(stands)).goal_rank
        except StaleTarget as refusal:
            return -refusal.stored.goal_rank
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(run, (3, 4)))

    kept = Target.objects.get()
    assert told == [-kept.goal_rank, kept.goal_rank]
    assert kept.version == 1 + stands
