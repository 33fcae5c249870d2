"""The rehearsal of a draft edition: real answers, the same engine, nothing invented and nothing written."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from portal.common.policy import Role
from portal.common.spreadsheets import read as read_book
from portal.units.models import Government
from scorecards.domain.crosswalk import crosswalk
from scorecards.editions.models import EditionDraft
from scorecards.entries.models import Entry, Mark
from scorecards.evidence.models import Document
from scorecards.instruments.reader import read
from scorecards.rankings.models import Result
from scorecards.rankings.selectors.inputs import Inputs
from scorecards.rankings.selectors.rehearsal import Rehearsal, rehearsal_of, transferred
from scorecards.rankings.selectors.rehearsed_work import UnitWork, work_of
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_city_scorecard, make_government, make_member, make_unit, make_user
from tests.scorecards.rankings.helpers import (
    GRADED,
    accept,
    card_of,
    claim,
    leader_of,
    make_city,
    open_sakip,
    prove,
)
from tests.scorecards.rankings.pages import decided_city, page, status
from tests.scorecards.rankings.rehearsals import Nodes, draft_of

SAKIP = read("sakip/2021").edition
CHECKS = tuple(check.code for code in GRADED for check in SAKIP.checks(code))
grades = st.dictionaries(st.sampled_from(GRADED), st.sampled_from(["AA", "A", "BB", "B", "CC", "C", "D", "E"]))


@given(
    claimed=grades,
    marks=grades,
    checks=st.dictionaries(st.sampled_from(CHECKS), st.booleans()),
    idle=st.sets(st.sampled_from(GRADED), max_size=2),
)
def test_an_edition_rehearsed_on_itself_changes_nothing(
    claimed: dict[str, str], marks: dict[str, str], checks: dict[str, bool], idle: set[str]
) -> None:
    fixed = frozenset(marks.keys() - idle)
    verified = {code: marks[code] for code in fixed}
    before = Inputs(claimed, verified, checks, fixed, frozenset(GRADED) - fixed - idle)
    after = transferred(crosswalk(SAKIP, SAKIP), before)
    assert after == before
    assert after.layers(SAKIP) == before.layers(SAKIP)


def row_of(found: Rehearsal, name: str) -> Any:
    return next(row for row in found.rows if row.scorecard.unit is not None and row.scorecard.unit.name == name)


def tasks_of(work: list[UnitWork], name: str) -> dict[str, Any]:
    return {task.step.node.code: task for one in work if one.unit and one.unit.name == name for task in one.tasks}


@pytest.mark.django_db
class TestRehearsal:
    def test_an_identical_draft_gives_the_stored_totals_and_ranks(self) -> None:
        government, units, cycle = decided_city(3)
        claim(card_of(cycle, units[2]), {"1.a": "AA"}, by=make_user())  # lies open again
        recompute(cycle_id=cycle.pk)
        found = rehearsal_of(draft_of(government), cycle)
        assert found.moved == []
        stored = {result.scorecard_id: result for result in Result.objects.filter(cycle=cycle)}
        for row in found.rows:
            result = stored[row.scorecard.pk]
            for side in (row.now, row.then):
                layers = side.layers
                assert (layers.claimed.total, layers.verified.total, layers.reachable.total) == (
                    result.claimed,
                    result.verified,
                    result.reachable,
                )
                assert side.place is not None
                assert (side.place.rank, side.place.best, side.place.worst) == (
                    result.rank,
                    result.rank_best,
                    result.rank_worst,
                )

    def test_other_weights_change_totals_components_and_ranks(self) -> None:
        government, units = make_city(2)
        cycle, by = open_sakip(units), make_user()
        for unit, levels in zip(units, ({"1": "AA", "4": "B"}, {"1": "B", "4": "AA"}), strict=True):
            wanted = {code: levels.get(code[0], "BB") for code in GRADED}
            claim(card_of(cycle, unit), wanted, by=by)
            accept(card_of(cycle, unit), wanted, by=by)

        def swap(nodes: Nodes) -> None:  # made up: planning and internal evaluation change their weights
            for letter, first, last in (("a", "6", "5"), ("b", "9", "7.5"), ("c", "15", "12.5")):
                assert (nodes[f"1.{letter}"]["weight"], nodes[f"4.{letter}"]["weight"]) == (first, last)
                nodes[f"1.{letter}"]["weight"], nodes[f"4.{letter}"]["weight"] = last, first
            nodes["1"]["maximum"], nodes["4"]["maximum"] = "25", "30"

        found = rehearsal_of(draft_of(government, swap), cycle)
        first, second = row_of(found, "Dinas A"), row_of(found, "Dinas B")
        assert (first.now.verified, first.then.verified) == (Decimal("83.50"), Decimal("82.00"))
        assert (second.now.verified, second.then.verified) == (Decimal("82.00"), Decimal("83.50"))
        assert (first.movement, second.movement) == (-1, 1)
        assert (found.parts[0].code, found.parts[-1].code) == ("4", "1")

    def test_a_new_criterion_is_missing_and_never_a_silent_zero(self) -> None:
        government, _units, cycle = decided_city(2)

        def other(nodes: Nodes) -> None:
            nodes["1.a"]["predecessor"] = []
            for code in list(nodes):
                if code.startswith("1.a."):
                    nodes[code]["predecessor"] = []

        found = rehearsal_of(draft_of(government, other), cycle)
        row = row_of(found, "Dinas A")
        assert (row.now.missing, row.then.missing) == (0, 1)
        assert (row.now.layers.claimed.total, row.then.layers.claimed.total) == (Decimal("90.00"), None)
        assert row.then.verified == Decimal("84.60")
        assert row.then.layers.reachable.total == Decimal("90.60")
        assert row.then.place.worst > row.then.place.best or row.then.place.rank == 1
        (task,) = [one for one in tasks_of(work_of(found), "Dinas A").values() if one.needs_answer]
        assert (task.step.node.code, task.criteria, task.points) == ("1.a", 6, Decimal("6.00"))

    def test_a_new_check_reopens_the_grade_and_is_listed(self) -> None:
        government, _units, cycle = decided_city(1)

        def more(nodes: Nodes) -> None:
            nodes["1.a.6"]["predecessor"] = []

        found = rehearsal_of(draft_of(government, more), cycle)
        row = row_of(found, "Dinas A")
        assert row.now.layers.reachable.total == Decimal("90.00")
        assert row.then.layers.reachable.total == Decimal("90.60")
        (task,) = tasks_of(work_of(found), "Dinas A").values()
        assert (task.step.node.code, task.needs_answer, task.criteria) == ("1.a", False, 1)
        assert task.points == Decimal("6.00")

    def test_a_unit_without_marks_has_no_total_on_either_side(self) -> None:
        government, units = make_city(1)
        cycle = open_sakip(units)
        found = rehearsal_of(draft_of(government), cycle)
        assert [(row.now.verified, row.then.verified, row.movement) for row in found.rows] == [(None, None, None)]

    def test_documents_of_the_year_are_to_be_renewed(self) -> None:
        government, units, cycle = decided_city(1)
        code = next(code for code in GRADED if any(p.period == "n" for c in SAKIP.checks(code) for p in c.evidence))
        prove(card_of(cycle, units[0]), code, by=make_user())
        Document.objects.update(covers_from="2025-01-01", covers_to="2025-12-31")
        found = rehearsal_of(draft_of(government), cycle)
        (task,) = tasks_of(work_of(found), "Dinas A").values()
        assert (task.step.node.code, task.renew) == (code, 1)
        Document.objects.update(covers_to="2029-12-31")
        assert work_of(found) == []

    def test_work_is_sorted_by_points(self) -> None:
        government, _units, cycle = decided_city(2)

        def several(nodes: Nodes) -> None:
            for code in ("1.a", "3.c", "2.c"):
                nodes[code]["predecessor"] = []

        work = work_of(rehearsal_of(draft_of(government, several), cycle))
        for one in work:
            points = [task.points or Decimal(0) for task in one.tasks]
            assert points == sorted(points, reverse=True)
        assert {task.step.node.code for one in work for task in one.tasks} == {"1.a", "3.c", "2.c"}

    def test_nothing_is_written(self) -> None:
        government, _units, cycle = decided_city(2)
        draft = draft_of(government)
        before = [list(model.objects.order_by("pk").values()) for model in (Result, Mark, Entry, EditionDraft)]
        work_of(rehearsal_of(draft, cycle))
        assert [list(model.objects.order_by("pk").values()) for model in (Result, Mark, Entry, EditionDraft)] == before


def lead_city() -> tuple[Government, Any]:
    """Make a city whose RB scorecard is led by two units."""
    government, units = make_city(2)
    card = make_city_scorecard(lead=units[0])
    card.entries.filter(node__code="B4").update(lead=units[1])
    return government, card


@pytest.mark.django_db
def test_work_of_the_citys_own_scorecard_goes_to_who_leads_it() -> None:
    _government, card = lead_city()
    rules = read("rb/2023").edition
    draft = EditionDraft(code="rb/2030", document=card.cycle.edition.document, sha256=card.cycle.edition.sha256)
    found = rehearsal_of(draft, card.cycle)
    assert [row.now.place for row in found.rows] == [None]
    led = {one.unit.name if one.unit else "": {task.step.node.code for task in one.tasks} for one in work_of(found)}
    assert "B3" in led["Dinas A"]
    assert led["Dinas B"] == {"B4"}
    assert led[""] == {node.code for node in rules.answerable()} - {"B3", "B4"}


@pytest.mark.django_db
class TestPages:
    def test_the_page_names_ranks_components_and_work(self, client: Client) -> None:
        government, _units, cycle = decided_city(3)

        def other(nodes: Nodes) -> None:
            nodes["1.a"]["predecessor"] = []

        draft = draft_of(government, other)
        shown = page(client, leader_of(government), "rankings:rehearsal", draft.pk)
        assert "Gladi sakip/2030" in shown
        assert "Dinas A" in shown
        assert "84,60" in shown
        assert "Butuh jawaban" in shown
        assert f"?siklus={cycle.pk}&amp;unit=" in shown

    def test_the_list_of_work_as_page_csv_and_workbook(self, client: Client) -> None:
        government, units, _cycle = decided_city(2)

        def other(nodes: Nodes) -> None:
            nodes["1.a"]["predecessor"] = []

        draft, leader = draft_of(government, other), leader_of(government)
        shown = page(client, leader, "rankings:rehearsal-work", draft.pk, query=f"?unit={units[0].pk}")
        assert "beri jawaban" in shown
        text = client.get(reverse("rankings:rehearsal-work-csv", args=[draft.pk])).content.decode()
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
        assert [row[0] for row in rows[1:]] == ["Dinas A", "Dinas B"]
        assert rows[1][2:3] + rows[1][-1:] == ["1.a", "6,00"]
        content = client.get(reverse("rankings:rehearsal-work-xlsx", args=[draft.pk])).content
        (sheet,) = read_book(content, "a.xlsx").sheets.values()
        assert [row[0] for row in sheet.rows[1:]] == ["Dinas A", "Dinas B"]
        assert status(client, leader, "rankings:rehearsal-work", draft.pk, query="?unit=999999") == 404

    def test_only_who_reads_all_marks_of_the_home_city_rehearses(self, client: Client) -> None:
        government, units, _cycle = decided_city(2)
        draft = draft_of(government)
        for role in (Role.LEADER, Role.EVALUATOR, Role.ASSURER):
            assert status(client, make_member(role, government), "rankings:rehearsal", draft.pk) == 200
        for role in (Role.OPERATOR, Role.HEAD, Role.VERIFIER):
            assert status(client, make_member(role, units[0]), "rankings:rehearsal", draft.pk) == 403
        assert status(client, make_member(Role.ADMIN, government), "rankings:rehearsal", draft.pk) == 403
        stranger = leader_of(make_government())
        assert status(client, stranger, "rankings:rehearsal", draft.pk) == 404
        assert draft.code not in page(client, stranger, "rankings:rehearsals")
        assert draft.code in page(client, leader_of(government), "rankings:rehearsals")

    def test_another_citys_answers_can_not_be_chosen(self, client: Client) -> None:
        government, _units, _cycle = decided_city(1)
        foreign = open_sakip([make_unit(make_government(), name="Dinas Seberang")])
        draft, leader = draft_of(government), leader_of(government)
        assert status(client, leader, "rankings:rehearsal", draft.pk, query=f"?siklus={foreign.pk}") == 404
        assert "Seberang" not in page(client, leader, "rankings:rehearsal", draft.pk)

    def test_without_a_cycle_the_page_says_so(self, client: Client) -> None:
        government, _units = make_city(1)
        draft = draft_of(government)
        assert "Belum ada jawaban" in page(client, leader_of(government), "rankings:rehearsal", draft.pk)
        assert status(client, leader_of(government), "rankings:rehearsal-work", draft.pk) == 404

    def test_the_citys_own_scorecard_has_totals_and_no_rank(self, client: Client) -> None:
        government, card = lead_city()
        stored = card.cycle.edition
        draft = draft_of(government)
        EditionDraft.objects.filter(pk=draft.pk).update(code="rb/2030", document=stored.document, sha256=stored.sha256)
        shown = page(client, leader_of(government), "rankings:rehearsal", draft.pk)
        assert "Kota Contoh" in shown
        assert "belum ada pengampu" in shown
        assert "unit=-" in shown
        listed = page(client, leader_of(government), "rankings:rehearsal-work", draft.pk, query="?unit=-")
        assert "belum diketahui" in listed  # most weights of kabupaten/kota are in no official text

    def test_a_closed_draft_is_not_rehearsed(self, client: Client) -> None:
        government, _units, _cycle = decided_city(1)
        draft = draft_of(government)
        EditionDraft.objects.filter(pk=draft.pk).update(
            state="discarded", decided_by=draft.uploaded_by, decided_at=draft.uploaded_at
        )
        assert status(client, leader_of(government), "rankings:rehearsal", draft.pk) == 404

    @pytest.mark.parametrize("units", [1, 5])
    def test_queries_do_not_grow_with_units(
        self, client: Client, units: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        government, _units, _cycle = decided_city(units)
        draft = draft_of(government)
        client.force_login(leader_of(government))
        address = reverse("rankings:rehearsal", args=[draft.pk])
        client.get(address)
        with django_assert_num_queries(14):
            client.get(address)
