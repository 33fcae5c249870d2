"""Excel there and back: a whole unit, what differs, what is wrong, what others did meanwhile, and undoing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.entries.services import MarkChange, open_cycle, save_mark, save_marks, submit
from scorecards.imports.models import ImportBatch, ImportRow
from tests import factories
from tests.portal.common.workbooks import altered, part
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import set_level, usual_windows
from tests.scorecards.entries.rb import entry_of, open_rb
from tests.scorecards.imports.sheets import (
    apply,
    as_workbook,
    download,
    filled,
    formula,
    lke,
    proposed,
    row_of,
    undo,
    upload,
)


def marks(scorecard: Scorecard) -> dict[str, tuple[str, Decimal | None, str]]:
    rows = Mark.objects.filter(entry__scorecard=scorecard, party=Mark.Party.UNIT)
    return {mark.entry.node.code: (mark.level, mark.value, mark.note) for mark in rows.select_related("entry__node")}


def all_answers(scorecard: Scorecard) -> dict[str, str]:
    """An answer for each of the 12 grades and 80 criteria, in the words that a person picks from the list."""
    entries = scorecard.entries.select_related("node")
    return {entry.node.code: "Belum" if entry.node.kind == "check" else "E" for entry in entries}


@pytest.fixture
def opinion(world: World) -> Scorecard:
    """A scorecard whose answer is a number that the unit gives: the opinion of the Ombudsman, from 0 to 100."""
    cycle = open_cycle(
        government=world.city,
        period=factories.make_period(2025),
        edition=factories.make_edition("opini-ombudsman/2025"),
        subject=Cycle.Subject.LOKUS,
        units=[world.unit],
        windows=usual_windows(),
    )
    return cycle.scorecards.get()


class TestAWholeUnit:
    def test_is_filled_in_offline_applied_and_undone(self, world: World) -> None:
        answers = all_answers(world.scorecard)
        content = filled(download(world.scorecard, world.operator), answers, dict.fromkeys(answers, "Sudah diperiksa"))

        batch = proposed(world.scorecard, world.operator, content)

        assert batch.rows.count() == 92
        assert marks(world.scorecard) == {}
        apply(batch, world.operator)
        found = marks(world.scorecard)
        assert len(found) == 92
        assert found["1.a.3"] == ("no", None, "Sudah diperiksa")
        assert found["1.a"] == ("E", None, "Sudah diperiksa")
        undo(batch, world.operator)
        assert set(marks(world.scorecard).values()) == {("", None, "")}

    def test_exported_and_imported_gives_no_difference(self, world: World) -> None:
        strange = "=1+1\n- butir\t@x; \"kutip\" <b> & _x0041_ 'a' +62 – ✓ Ĭ 😀"
        set_level(world.scorecard, "1.a", "BB", world.operator, strange)
        set_level(world.scorecard, "1.a.1", "N/A", world.operator)
        set_level(world.scorecard, "1.a.3", "yes", world.operator)

        response = upload(world.scorecard, world.operator, download(world.scorecard, world.operator))

        assert response.status_code == 422
        assert "Tidak ada yang berbeda" in response.content.decode()
        assert not ImportBatch.objects.exists()

    def test_numbers_survive_too(self, world: World, opinion: Scorecard) -> None:
        entry = opinion.entries.get()
        for version, value in enumerate(("3.5", "0", "4.123456", "100")):
            _save(entry, Decimal(value), world, version)
            response = upload(opinion, world.operator, download(opinion, world.operator))
            assert "Tidak ada yang berbeda" in response.content.decode(), value

    def test_the_number_of_queries_does_not_grow_with_the_answers(
        self, world: World, django_assert_max_num_queries: Any
    ) -> None:
        content = filled(download(world.scorecard, world.operator), all_answers(world.scorecard))
        with django_assert_max_num_queries(75):
            batch = proposed(world.scorecard, world.operator, content)
        with django_assert_max_num_queries(60):
            signed_in(world.operator).get(reverse("imports:batch", args=[world.scorecard.pk, batch.pk]))


def _save(entry: Entry, value: Decimal, world: World, version: int) -> None:
    save_mark(entry_id=entry.pk, party=Mark.Party.UNIT, value=value, version=version, save_key=None, by=world.operator)


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            (3.5, "3.5"),
            ("3,5", "3.5"),
            ("3.5", "3.5"),
            ("3.500", "3.5"),
            (" 4 ", "4"),
            (0.1 + 0.2, "0.3"),
            (0, "0"),
        ],
    )
    def test_numbers_as_numbers_or_as_text(self, world: World, opinion: Scorecard, typed: Any, value: str) -> None:
        batch = proposed(opinion, world.operator, filled(download(opinion, world.operator), {"nilai": typed}))

        assert batch.rows.get().new_value == Decimal(value)

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            (900, "900 di luar 0–100"),
            ("900", "900 di luar 0–100"),
            ("1.234,56", "di luar 0–100"),
            ("tiga", "tiga bukan angka"),
            (date(2026, 5, 3), "tanggal (3 Mei 2026)"),
            (formula, "rumus tanpa hasil"),
        ],
    )
    def test_what_cannot_be_taken_is_told_by_its_cell(
        self, world: World, opinion: Scorecard, typed: Any, words: str
    ) -> None:
        clean = download(opinion, world.operator)
        batch = proposed(opinion, world.operator, filled(clean, {"nilai": typed}))

        row = batch.rows.get()
        cell = f"D{row_of(lke(clean), 'nilai') + 1}"
        assert row.cell == cell
        assert words in row.error
        page = signed_in(world.operator).get(reverse("imports:batch", args=[opinion.pk, batch.pk])).content.decode()
        assert cell in page
        assert not apply(batch, world.operator, [row]).context
        assert marks(opinion) == {}

    @pytest.mark.parametrize(
        ("code", "typed", "level"),
        [
            ("1.a", "bb", "BB"),
            ("1.a", "BB - Sangat Baik", "BB"),
            ("1.a.3", "ya", "yes"),
            ("1.a.3", True, "yes"),
            ("1.a.3", 0, "no"),
            ("1.a.3", "Belum", "no"),
            ("1.a.1", "Tidak berlaku", "N/A"),
        ],
    )
    def test_words_that_people_use(self, world: World, code: str, typed: Any, level: str) -> None:
        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {code: typed})
        )

        assert batch.rows.get().new_level == level

    @pytest.mark.parametrize(
        ("code", "typed"), [("1.a", "ZZ"), ("1.a.3", "T"), ("1.a.3", "Tidak berlaku"), ("1.a.3", "BB")]
    )
    def test_words_that_are_no_answer_name_what_is(self, world: World, code: str, typed: str) -> None:
        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {code: typed})
        )

        assert "Yang diperbolehkan" in batch.rows.get().error

    def test_a_workbook_comes_back_with_the_bad_cells_marked(self, world: World) -> None:
        clean = download(world.scorecard, world.operator)
        batch = proposed(
            world.scorecard, world.operator, filled(clean, {"1.a": "ZZ", "1.a.3": "ya"}, {"1.a": "Catatan saya"})
        )

        response = signed_in(world.operator).get(reverse("imports:marked", args=[world.scorecard.pk, batch.pk]))

        sheet = lke(response.content)
        row = row_of(sheet, "1.a")
        assert (sheet.cell(row, 3), sheet.cell(row, 4)) == ("ZZ", "Catatan saya")
        assert "ZZ" in part(response.content, "xl/comments1.xml").decode()
        again = proposed(world.scorecard, world.operator, filled(response.content, {"1.a": "E"}))
        assert {row.code: row.error for row in again.rows.all()} == {"1.a": "", "1.a.3": ""}

    def test_a_cleared_cell_is_shown_before_it_clears(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "E", world.operator)

        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {"1.a": None})
        )

        row = batch.rows.get()
        assert (row.old_level, row.new_level) == ("E", "")

    def test_a_grade_above_its_gate_is_told_before_applying(self, world: World) -> None:
        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {"1.a": "AA"})
        )

        assert [words for words in batch.warnings if words.startswith("1.a: AA diklaim")]


class TestOthersMeanwhile:
    def test_both_values_are_shown_and_the_rest_goes_on(self, world: World) -> None:
        clean = download(world.scorecard, world.operator)
        set_level(world.scorecard, "1.a", "B", world.head, "Catatan kepala")

        batch = proposed(world.scorecard, world.operator, filled(clean, {"1.a": "CC", "1.a.3": "ya"}))

        rows = {row.code: row for row in batch.rows.all()}
        assert (rows["1.a"].is_conflict, rows["1.a"].old_level, rows["1.a"].new_level) == (True, "B", "CC")
        assert rows["1.a"].new_note == "Catatan kepala"
        apply(batch, world.operator)
        assert marks(world.scorecard)["1.a"][0] == "B"
        assert marks(world.scorecard)["1.a.3"][0] == "yes"

    def test_the_stored_value_is_replaced_only_when_ticked(self, world: World) -> None:
        clean = download(world.scorecard, world.operator)
        set_level(world.scorecard, "1.a", "B", world.head)
        batch = proposed(world.scorecard, world.operator, filled(clean, {"1.a": "CC"}))

        apply(batch, world.operator, list(batch.rows.all()))

        assert marks(world.scorecard)["1.a"][0] == "CC"

    def test_what_only_others_changed_stays(self, world: World) -> None:
        clean = download(world.scorecard, world.operator)
        set_level(world.scorecard, "1.a", "B", world.head)

        batch = proposed(world.scorecard, world.operator, filled(clean, {"1.a.3": "ya"}))

        assert [row.code for row in batch.rows.all()] == ["1.a.3"]

    def test_a_change_after_the_preview_is_a_conflict_and_nothing_of_it_is_lost(self, world: World) -> None:
        batch = proposed(
            world.scorecard,
            world.operator,
            filled(download(world.scorecard, world.operator), {"1.a": "CC", "1.a.3": "ya"}),
        )
        set_level(world.scorecard, "1.a", "B", world.head, "Catatan kepala")

        response = apply(batch, world.operator)

        assert marks(world.scorecard)["1.a"] == ("B", None, "Catatan kepala")
        assert marks(world.scorecard)["1.a.3"][0] == "yes"
        page = signed_in(world.operator).get(response["Location"]).content.decode()
        assert "Catatan kepala" in page
        assert "CC" in page

    def test_a_number_that_stands_there_instead_is_told_with_a_comma(self, world: World) -> None:
        rb = open_rb({"B16": world.unit})
        batch = proposed(rb, world.operator, filled(download(rb, world.operator), {"B16": "300"}))
        change = MarkChange(entry_of(rb, "B16").pk, 0, value=Decimal("312.25"))
        assert not save_marks(changes=[change], party=Mark.Party.UNIT, by=world.head).refused

        response = apply(batch, world.operator)

        assert "312,25" in batch.rows.get().outcome_text
        assert "312.25" not in signed_in(world.operator).get(response["Location"]).content.decode()

    def test_undo_leaves_what_was_changed_since(self, world: World) -> None:
        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {"1.a": "E", "1.b": "E"})
        )
        apply(batch, world.operator)
        set_level(world.scorecard, "1.a", "D", world.head)

        undo(batch, world.operator)

        assert marks(world.scorecard)["1.a"][0] == "D"
        assert marks(world.scorecard)["1.b"][0] == ""
        assert undo(batch, world.operator).status_code == 409

    def test_an_undone_batch_can_be_applied_again(self, world: World) -> None:
        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {"1.a": "E"})
        )
        apply(batch, world.operator)
        undo(batch, world.operator)

        undo(ImportBatch.objects.get(reverses=batch), world.operator)

        assert marks(world.scorecard)["1.a"][0] == "E"

    def test_what_lies_with_the_evaluator_is_refused_in_the_preview(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "E", world.operator)
        submit(scorecard_id=world.scorecard.pk, by=world.head)

        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {"1.a": "D", "1.b": "E"})
        )

        rows = {row.code: row for row in batch.rows.all()}
        assert "sudah diajukan" in rows["1.a"].error
        assert rows["1.b"].error == ""

    def test_applying_twice_changes_nothing(self, world: World) -> None:
        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {"1.a": "E"})
        )
        apply(batch, world.operator)

        assert apply(batch, world.operator).status_code == 409
        assert Mark.objects.get(entry=world.entry("1.a")).version == 1


class TestOtherFiles:
    def test_a_strange_workbook_is_sent_back_with_a_reason(self, world: World) -> None:
        clean = download(world.scorecard, world.operator)
        foreign = download(world.cycle.scorecards.get(unit=world.other_unit), world.other)
        strange = {
            "bukan unduhan": _without_meta(clean),
            "kartu skor lain": foreign,
            "diubah": altered(
                clean, {"xl/sharedStrings.xml": part(clean, "xl/sharedStrings.xml").replace(b'"version', b'"versiom')}
            ),
            "tidak ditemukan": filled(clean, {}, drop=("Kode",)),
        }

        for reason, content in strange.items():
            response = upload(world.scorecard, world.operator, content)
            assert response.status_code == 422, reason
        assert not ImportBatch.objects.exists()

    def test_rows_that_are_not_ours_or_stand_twice_are_named(self, world: World) -> None:
        clean = download(world.scorecard, world.operator)
        content = filled(clean, {"1.a": "E"})
        sheet = part(content, "xl/sharedStrings.xml")
        renamed = altered(
            content,
            {"xl/sharedStrings.xml": sheet.replace(b"<t>1.b</t>", b"<t>9.z</t>").replace(b"<t>1.c</t>", b"<t>1.a</t>")},
        )

        rows = {
            row.code: row.error for row in proposed(world.scorecard, world.operator, renamed).rows.exclude(error="")
        }

        assert "9.z" in rows["9.z"]
        assert "1.a" in rows["1.a"]

    @pytest.mark.parametrize("who", ["evaluator", "leader"])
    def test_who_does_not_fill_in_gets_nothing(self, world: World, who: str) -> None:
        response = signed_in(getattr(world, who)).get(reverse("imports:download", args=[world.scorecard.pk]))

        assert response.status_code == 403

    def test_another_unit_gets_404(self, world: World) -> None:
        assert upload(world.scorecard, world.other, b"x").status_code == 404

    def test_a_batch_belongs_to_its_scorecard(self, world: World) -> None:
        batch = proposed(
            world.scorecard, world.operator, filled(download(world.scorecard, world.operator), {"1.a": "E"})
        )
        other = world.cycle.scorecards.get(unit=world.other_unit)

        response = signed_in(world.other).get(reverse("imports:batch", args=[other.pk, batch.pk]))

        assert response.status_code == 404

    def test_row_outcomes_are_kept(self, world: World) -> None:
        batch = proposed(
            world.scorecard,
            world.operator,
            filled(download(world.scorecard, world.operator), {"1.a": "E", "1.b": "ZZ"}),
        )
        apply(batch, world.operator)

        outcomes = dict(batch.rows.values_list("code", "outcome"))
        assert outcomes == {"1.a": ImportRow.Outcome.SAVED, "1.b": ImportRow.Outcome.REFUSED}


def _without_meta(content: bytes) -> bytes:
    return altered(content, {"xl/workbook.xml": part(content, "xl/workbook.xml").replace(b'"_meta"', b'"lain"')})


def test_the_workbook_is_locked_listed_and_ready_for_paper(world: World) -> None:
    content = download(world.scorecard, world.operator)

    sheet = part(content, "xl/worksheets/sheet2.xml").decode()
    assert "<sheetProtection" in sheet
    assert 'ySplit="4"' in sheet
    assert "pilihan_1" in sheet
    assert 'orientation="landscape"' in sheet
    book = part(content, "xl/workbook.xml").decode()
    assert 'state="veryHidden"' in book
    assert "Print_Titles" in book
    assert set(as_workbook(content).sheets) == {"Petunjuk", "LKE", "Pilihan", "_meta"}
