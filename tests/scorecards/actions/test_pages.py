"""The pages of actions: who sees and changes what, filters, conflicts shown with both values, CSV, worklist."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.common import worklist
from portal.common.policy import Role
from portal.notices import deadlines
from portal.notices.models import Notice
from portal.units.models import Unit
from scorecards.actions.models import Action, Progress, Proof
from scorecards.actions.services import Report, report
from tests.factories import make_government, make_member, make_unit
from tests.scorecards.actions.helpers import days, make_action, quarters
from tests.scorecards.evidence.helpers import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return make_unit(make_government(is_home=True), name="Dinas Pelaksana")


@pytest.fixture
def head(unit: Unit) -> User:
    return make_member(Role.HEAD, unit)


@pytest.fixture
def operator(unit: Unit) -> User:
    return make_member(Role.OPERATOR, unit)


def form_of(unit: Unit, **given: str) -> dict[str, str]:
    usual = {
        "kind": "rb_general",
        "score_year": "2025",
        "title": "Menyusun SOP",
        "unit": str(unit.pk),
        "due_date": "2025-12-31",
        "adds_up": "1",
    }
    return usual | given


def titles(client: Client, **filters: str) -> set[str]:
    page = client.get(reverse("actions:index"), filters)
    return {row.action.title for row in page.context["rows"]}


def test_owner_coordinator_and_helper_see_it_and_nobody_else(unit: Unit, head: User, client: Client) -> None:
    coordinator, helper, stranger = (make_unit(unit.government) for _ in range(3))
    action = make_action(unit, head, coordinator=coordinator, contributors=(helper,))
    seen = {}
    for name, place in {"owner": unit, "coordinator": coordinator, "helper": helper, "stranger": stranger}.items():
        client.force_login(make_member(Role.OPERATOR, place))
        listed = titles(client) == {action.title}
        seen[name] = (client.get(reverse("actions:detail", args=[action.pk])).status_code, listed)

    assert seen == {"owner": (200, True), "coordinator": (200, True), "helper": (200, True), "stranger": (404, False)}


def test_only_the_owner_reports(unit: Unit, head: User, client: Client) -> None:
    helper = make_unit(unit.government)
    action = make_action(unit, head, contributors=(helper,))
    client.force_login(make_member(Role.OPERATOR, helper))

    assert client.post(reverse("actions:report", args=[action.pk]), {"value-1": "1"}).status_code == 404
    assert "Simpan realisasi" not in client.get(reverse("actions:detail", args=[action.pk])).content.decode()


def test_an_operator_plans_nothing(unit: Unit, head: User, operator: User, client: Client) -> None:
    action = make_action(unit, head)
    client.force_login(operator)

    assert client.get(reverse("actions:edit", args=[action.pk])).status_code == 403


def test_a_head_plans_what_the_own_unit_carries_out_or_coordinates(unit: Unit, head: User, client: Client) -> None:
    other = make_unit(unit.government)
    client.force_login(head)

    refused = client.post(reverse("actions:new"), form_of(other))
    client.post(reverse("actions:new"), form_of(other, coordinator=str(unit.pk)))

    assert refused.status_code == 422
    assert Action.objects.get().coordinator == unit


def test_numbers_are_read_as_people_type_them(unit: Unit, head: User, client: Client) -> None:
    client.force_login(head)
    targets = {f"target_q{q}": value for q, value in enumerate(["0,5", "1", "1", "1,5"], start=1)}

    client.post(reverse("actions:new"), form_of(unit, **targets, target_total="4", budget="150.000"))

    action = Action.objects.get()
    assert (action.target_q1, action.target_total, action.budget) == (Decimal("0.5"), Decimal(4), Decimal(150_000))


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1.500", "dapat berarti 1,5 atau 1500"), ("banyak", "banyak bukan angka"), ("-1", "Angka harus antara")],
)
def test_what_cannot_be_read_is_told_and_shown_again(
    unit: Unit, head: User, client: Client, typed: str, said: str
) -> None:
    client.force_login(head)

    response = client.post(reverse("actions:new"), form_of(unit, target_total=typed))

    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode()
    assert said in response.content.decode()
    assert not Action.objects.exists()


def test_quarters_come_to_the_total(unit: Unit, head: User, client: Client) -> None:
    client.force_login(head)

    response = client.post(reverse("actions:new"), form_of(unit, target_q1="1", target_q2="1", target_total="3"))

    assert response.status_code == 422
    assert "Target triwulan tidak menghasilkan total ini." in response.content.decode()


def test_a_stale_plan_is_told_and_nothing_typed_is_lost(unit: Unit, head: User, client: Client) -> None:
    action = make_action(unit, head)
    client.force_login(head)
    edit = reverse("actions:edit", args=[action.pk])
    client.post(edit, form_of(unit, title="Pertama", version="1"))

    late = client.post(edit, form_of(unit, title="Kedua", version="1"))
    stored = Action.objects.get().title
    after_all = client.post(edit, form_of(unit, title="Kedua", version=str(late.context["form"]["version"].value())))

    assert (late.status_code, stored) == (409, "Pertama")
    assert "Kedua" in late.content.decode()
    assert (after_all.status_code, Action.objects.get().title) == (302, "Kedua")


def test_a_conflict_shows_both_values(unit: Unit, head: User, operator: User, client: Client) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[Report(1, Decimal("2.5"), "Milik kepala.", 0)], by=head)
    client.force_login(operator)
    address = reverse("actions:report", args=[action.pk])

    late = client.post(address, {"value-1": "3", "note-1": "Milik operator.", "version-1": "0"})
    page = late.content.decode()
    after_all = client.post(address, {"value-1": "3", "note-1": "Milik operator.", "version-1": "1"})

    assert late.status_code == 409
    assert "Sekarang tertulis: 2,5" in page
    assert "Milik kepala." in page
    assert "Milik operator." in page
    assert (after_all.status_code, Progress.objects.get().value) == (302, Decimal(3))


def test_one_bad_number_saves_none_and_keeps_all(unit: Unit, head: User, operator: User, client: Client) -> None:
    action = make_action(unit, head)
    client.force_login(operator)

    response = client.post(
        reverse("actions:report", args=[action.pk]), {"value-1": "1", "value-2": "dua", "note-1": "Catatan saya."}
    )

    assert response.status_code == 422
    assert "Catatan saya." in response.content.decode()
    assert 'value="dua"' in response.content.decode()
    assert not Progress.objects.exists()


def test_a_quarter_is_proven_from_the_register(unit: Unit, head: User, operator: User, client: Client) -> None:
    action = make_action(unit, head)
    revision = register(operator, unit, "Laporan TW1")
    client.force_login(operator)

    client.post(
        reverse("actions:attach", args=[action.pk]), {"quarter": "1", "revision": str(revision.pk), "page_from": "1"}
    )
    page = client.get(reverse("actions:detail", args=[action.pk])).content.decode()

    assert Proof.objects.get().page_from == 1
    assert f'href="/bukti/{revision.pk}/?halaman=1"' in page


def test_a_copy_brings_the_plan_and_none_of_the_reports(unit: Unit, head: User, operator: User, client: Client) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[Report(1, Decimal(1), "", 0)], by=operator)
    client.force_login(head)
    address = reverse("actions:copy", args=[action.pk])

    form = client.get(address).context["form"]
    client.post(address, form_of(unit, title="Salinan"))

    assert form["title"].value() == action.title
    assert Action.objects.get(title="Salinan").progress.count() == 0


def test_filters(unit: Unit, head: User, client: Client) -> None:
    other = make_unit(unit.government)
    make_action(unit, head, title="Umum", due_date=days(-3))
    make_action(unit, head, title="Tema", kind=Action.Kind.RB_THEMATIC, theme="inflasi", score_year=2024)
    make_action(other, head, title="Tugas", kind=Action.Kind.TASK, coordinator=unit)
    client.force_login(make_member(Role.EVALUATOR, unit.government))

    assert titles(client) == {"Umum", "Tema", "Tugas"}
    assert titles(client, jenis="task") == {"Tugas"}
    assert titles(client, tema="inflasi") == {"Tema"}
    assert titles(client, tahun="2024") == {"Tema"}
    assert titles(client, status="late") == {"Umum"}
    assert titles(client, unit=str(other.pk)) == {"Tugas"}
    assert titles(client, q="tug") == {"Tugas"}
    assert titles(client, unit="1e9", tahun="x", jenis="y", status="z") == {"Umum", "Tema", "Tugas"}


def test_the_table_to_download_has_what_the_list_has(unit: Unit, head: User, client: Client) -> None:
    make_action(unit, head, title="+Umum", budget=Decimal("1500000.50"))
    make_action(unit, head, title="Tugas", kind=Action.Kind.TASK)
    client.force_login(head)

    text = client.get(reverse("actions:csv"), {"jenis": "rb_general"}).content.decode()

    assert "'+Umum" in text
    assert ";1500000,50;" in text
    assert "Tugas" not in text


def test_the_plan_says_what_is_missing(unit: Unit, head: User, operator: User, client: Client) -> None:
    coordinator = make_unit(unit.government)
    for number in range(5):
        make_action(unit, head, title=f"Umum {number}", coordinator=coordinator)
    thematic = make_action(
        unit, head, kind=Action.Kind.RB_THEMATIC, theme="kemiskinan", budget=None, coordinator=coordinator
    )
    report(action_id=thematic.pk, reports=[Report(1, Decimal(1), "", 0)], by=operator)
    client.force_login(operator)

    parts = {part.code: part for part in client.get(reverse("actions:plan")).context["parts"]}

    assert parts[""].completeness.is_complete
    assert parts[""].implementation.percent is None
    assert parts["kemiskinan"].gaps == ["1 dari paling sedikit 5 baris", "anggaran kosong di 1 baris"]
    assert parts["kemiskinan"].implementation.percent == Decimal("25.00")
    assert parts["inflasi"].completeness.rows == 0


def test_the_history_tells_who_changed_what(unit: Unit, head: User, operator: User, client: Client) -> None:
    action = make_action(unit, head)
    report(action_id=action.pk, reports=[Report(1, Decimal(1), "Catatan.", 0)], by=operator)
    client.force_login(head)

    events = client.get(reverse("actions:detail", args=[action.pk])).context["events"]

    told = [(event.what, event.who) for event in events]
    assert ("TW1: 1 dilaporkan", str(operator)) in told
    assert ("Ditulis", str(head)) in told


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_any_number(
    unit: Unit, head: User, operator: User, client: Client, rows: int, django_assert_num_queries: object
) -> None:
    coordinator = make_unit(unit.government)
    for _ in range(rows):
        made = make_action(unit, head, coordinator=coordinator, contributors=(coordinator,))
        report(action_id=made.pk, reports=[Report(1, Decimal(1), "", 0)], by=operator)
    client.force_login(operator)

    with django_assert_num_queries(10):  # type: ignore[operator]
        client.get(reverse("actions:index"))
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(reverse("actions:plan"))


def test_late_ones_come_first_on_the_worklist(unit: Unit, head: User, operator: User) -> None:
    make_action(unit, head, title="Masih lama", due_date=days(40), score_year=days(400).year)
    make_action(unit, head, title="Segera", due_date=days(5), targets={}, target_total=None)
    make_action(unit, head, title="Terlambat", due_date=days(-2), targets={}, target_total=None)

    found = worklist.tasks_of(operator)

    assert [task.title for task in found] == ["Terlambat", "Segera"]
    assert "Terlambat 2 hari" in str(found[0].reason)


def test_a_helping_unit_finds_it_among_its_tasks(unit: Unit, head: User) -> None:
    helper = make_unit(unit.government)
    make_action(unit, head, title="Bersama", due_date=days(3), contributors=(helper,))

    (task,) = worklist.tasks_of(make_member(Role.OPERATOR, helper))

    assert (task.title, str(task.reason)) == ("Bersama", "Segera jatuh tempo: pelaksana Dinas Pelaksana")


def test_a_quarter_without_figures_is_asked_for(unit: Unit, head: User, operator: User) -> None:
    action = make_action(unit, head, score_year=2024, due_date=days(100))

    (task,) = worklist.tasks_of(operator)
    report(action_id=action.pk, reports=[Report(q, Decimal(0), "", 0) for q in (1, 2, 3, 4)], by=operator)

    assert task.title == "Laporkan realisasi aksi Anda"
    assert worklist.tasks_of(operator) == []


def test_many_late_actions_are_summed_up(unit: Unit, head: User, operator: User) -> None:
    for number in range(8):
        make_action(unit, head, title=f"Aksi {number}", due_date=days(-1), targets={}, target_total=None)

    found = worklist.tasks_of(operator)

    assert len(found) == 6
    assert any(task.title == "3 aksi lain terlambat atau segera jatuh tempo" for task in found)


def test_the_head_is_reminded_of_what_is_due(unit: Unit, head: User, operator: User) -> None:
    make_action(unit, head, title="Susun laporan", due_date=days(7), targets=quarters(), target_total=None)
    deadlines.remind("")

    told = Notice.objects.filter(kind="deadline")
    assert {notice.recipient for notice in told} == {head, operator}
    assert "Susun laporan: 7 hari lagi" in {notice.title for notice in told}
