"""Last year's marks out of the city's own table: columns, preview, insertion, undoing, and where they show."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.common import files
from portal.common.policy import Role
from scorecards.entries.models import Cycle, Mark
from scorecards.entries.services import open_cycle, set_windows, submit
from scorecards.imports.models import ImportBatch, ImportRow
from tests import factories
from tests.portal.common.test_spreadsheets import MACRO_TYPES, PLAIN
from tests.portal.common.workbooks import altered
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import set_level, usual_windows
from tests.scorecards.imports.tables import (
    Past,
    findings,
    line,
    looked_at,
    press,
    row_at,
    rows,
    table,
    table_with_formula,
    upload,
)

Finding = ImportRow.Finding


class TestPreview:
    def test_every_row_says_by_its_cell_what_would_become_of_it(self, world: World, past: Past) -> None:
        fixed = past.card.entries.get(node__code="1.b")
        Mark.objects.create(entry=fixed, party=Mark.Party.EVALUATOR, level="B", changed_by=world.evaluator)
        same = past.card.entries.get(node__code="1.c")
        Mark.objects.create(entry=same, party=Mark.Party.EVALUATOR, level="CC", changed_by=world.evaluator)

        batch = looked_at(
            past.cycle,
            past.admin,
            rows(
                line("1.a", "BB", "Cukup lengkap"),
                line("1.b", "A"),
                line("1.c", "CC"),
                line("2.a", "BB", unit="Dinas Antah Berantah"),
                line("9.z", "BB"),
                line("2.b", "Baik sekali"),
                line("1.a", "CC"),
                line("1", "72,5"),
                line("2.c", ""),
            ),
        )

        assert findings(batch) == {
            "E4": Finding.INSERT,
            "E5": Finding.DIFFERS,
            "E6": Finding.SAME,
            "B7": Finding.NO_UNIT,
            "C8": Finding.NO_CODE,
            "E9": Finding.NO_LEVEL,
            "E10": Finding.TWICE,
        }
        assert row_at(batch, "E5").error == "B, ditetapkan evaluator"
        page = signed_in(past.admin).get(reverse("past:batch", args=[past.cycle.pk, batch.pk])).content.decode()
        assert "1 nilai akan dimasukkan" in page
        assert "Baik sekali" in page
        assert past.imported() is None

    def test_the_list_narrows_to_one_finding(self, past: Past) -> None:
        batch = looked_at(past.cycle, past.admin, rows(line("1.a", "BB"), line("9.z", "BB")))
        address = reverse("past:batch", args=[past.cycle.pk, batch.pk])

        page = signed_in(past.admin).get(f"{address}?hasil=no_code").content.decode()

        assert "C5" in page
        assert "E4" not in page

    def test_columns_are_found_in_another_sheet_and_remembered_by_their_head(self, past: Past) -> None:
        odd = [("Instansi Penilai", "Butir", "Angka Mutu"), ("Dinas Kesehatan", "1.a", "BB")]
        response = upload(past.cycle, past.admin, table(odd, before=["Sampul"]))
        client = signed_in(past.admin)
        blank = client.post(f"{response['Location']}?lembar=Rekap&baris=1", {})
        client.post(f"{response['Location']}?lembar=Rekap&baris=1", {"unit": 0, "code": 1, "answer": 2, "note": ""})

        again = client.get(upload(past.cycle, past.admin, table(odd, before=["Sampul"]))["Location"])

        assert blank.status_code == 422
        assert findings(ImportBatch.objects.earliest("pk")) == {"C2": Finding.INSERT}
        assert again.context["form"].initial == {"unit": 0, "code": 1, "answer": 2, "note": None}
        assert again.context["place"].initial == {"lembar": "Rekap", "baris": 1}

    def test_one_column_is_not_two_things(self, past: Past) -> None:
        response = upload(past.cycle, past.admin, rows(line("1.a", "BB")))

        refused = signed_in(past.admin).post(response["Location"], {"unit": 1, "code": 2, "answer": 2, "note": ""})

        assert refused.status_code == 422
        assert "kolom yang sama" in refused.content.decode()

    def test_a_place_without_rows_is_told(self, past: Past) -> None:
        response = upload(past.cycle, past.admin, rows(line("1.a", "")))

        refused = signed_in(past.admin).post(response["Location"], {"unit": 1, "code": 2, "answer": 4, "note": ""})

        assert refused.status_code == 422
        assert ImportRow.objects.count() == 0

    def test_units_are_found_by_short_name_and_code_too(self, world: World, past: Past) -> None:
        world.unit.short_name = "Dinkes"
        world.unit.save()

        batch = looked_at(
            past.cycle,
            past.admin,
            rows(line("1.a", "BB", unit="DINKES"), line("1.b", "BB", unit=f" {world.unit.code} ")),
        )

        assert set(findings(batch).values()) == {Finding.INSERT}

    def test_numbers_are_read_by_the_one_parser(self, world: World, past: Past) -> None:
        cycle = open_cycle(
            government=world.city,
            period=factories.make_period(2024),
            edition=factories.make_edition("pekppp/2022"),
            subject=Cycle.Subject.LOKUS,
            units=[world.unit],
            windows={},
        )

        batch = looked_at(cycle, past.admin, rows(line(1, "3,5"), line(2, 4), line(3, "7"), line(4, "4,5,1")))
        press("apply", batch, past.admin)

        assert findings(batch) == {
            "E4": Finding.INSERT,
            "E5": Finding.INSERT,
            "E6": Finding.NO_LEVEL,
            "E7": Finding.NO_LEVEL,
        }
        values = Mark.objects.filter(party=Mark.Party.IMPORTED).values_list("entry__node__code", "value")
        assert dict(values) == {"1": Decimal("3.5"), "2": Decimal(4)}

    def test_the_governments_own_scorecard_needs_no_unit(self, world: World, past: Past) -> None:
        cycle = open_cycle(
            government=world.city,
            period=factories.make_period(2024),
            edition=factories.make_edition("rb/2023"),
            subject=Cycle.Subject.GOVERNMENT,
            units=[],
            windows={},
        )

        batch = looked_at(cycle, past.admin, table([("Kode", "Nilai"), ("B3", "3,25")]))

        assert findings(batch) == {"B2": Finding.INSERT}


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"", "a.xlsx"),
            (b"PK\x03\x04 no archive", "a.xlsx"),
            (b"Dinas;1.a;BB", "a.csv"),
            (altered(PLAIN, {"xl/vbaProject.bin": b"x"}), "a.xlsx"),
            (altered(PLAIN, {"[Content_Types].xml": MACRO_TYPES}), "a.xlsx"),
            (altered(PLAIN, {"xl/media/bomb.bin": b"0" * (51 * 1024 * 1024)}), "a.xlsx"),
        ],
        ids=["empty", "broken", "text", "macros", "macro type", "bomb"],
    )
    def test_what_is_no_plain_workbook_is_refused_and_not_kept(self, past: Past, content: bytes, name: str) -> None:
        response = upload(past.cycle, past.admin, content, name)

        assert response.status_code == 422
        assert ImportBatch.objects.count() == 0

    def test_a_formula_without_result_is_no_mark(self, past: Past) -> None:
        batch = looked_at(past.cycle, past.admin, table_with_formula())

        assert findings(batch) == {"C2": Finding.UNSAVED, "C3": Finding.INSERT}

    def test_text_that_looks_like_code_stays_text(self, past: Past) -> None:
        batch = looked_at(
            past.cycle, past.admin, rows(line("1.a", "BB", "<script>alert(1)</script>"), line("=1+1", "=cmd|'/c'!A0"))
        )
        page = signed_in(past.admin).get(reverse("past:batch", args=[past.cycle.pk, batch.pk])).content.decode()

        assert "<script>alert" not in page
        assert findings(batch)["C5"] == Finding.NO_CODE


class TestApply:
    def test_marks_are_inserted_with_their_source_and_move_nothing(self, world: World, past: Past) -> None:
        batch = looked_at(past.cycle, past.admin, rows(line("1.a", "BB", "Cukup lengkap"), line("1.a.3", "Ya")))

        page = press("apply", batch, past.admin).content.decode()

        mark = past.imported()
        assert mark is not None
        assert (mark.level, mark.note, mark.changed_by) == ("BB", "Cukup lengkap", past.admin)
        assert mark.source == "Rekap 2024.xlsx › Rekap › E4"
        assert "2 nilai dimasukkan" in page
        assert set(past.card.entries.values_list("state", flat=True)) == {"empty"}
        assert files.read(batch.sha256)[:2] == b"PK"

    def test_what_stands_is_never_replaced(self, world: World, past: Past) -> None:
        entry = past.card.entries.get(node__code="1.a")
        Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, level="B", changed_by=world.evaluator)

        batch = looked_at(past.cycle, past.admin, rows(line("1.a", "AA"), line("1.b", "A")))
        press("apply", batch, past.admin)

        marks = Mark.objects.filter(entry__scorecard=past.card).values_list("entry__node__code", "party", "level")
        assert set(marks) == {("1.a", "evaluator", "B"), ("1.b", "imported", "A")}

    def test_what_came_to_stand_after_the_preview_is_kept_and_told(self, world: World, past: Past) -> None:
        batch = looked_at(past.cycle, past.admin, rows(line("1.a", "AA"), line("1.b", "A")))
        entry = past.card.entries.get(node__code="1.a")
        Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, level="B", changed_by=world.evaluator)

        page = press("apply", batch, past.admin).content.decode()

        assert past.imported("1.a") is None
        assert "B, ditetapkan evaluator" in page
        assert row_at(batch, "E4").outcome == ImportRow.Outcome.CONFLICT

    def test_the_same_file_again_inserts_nothing(self, past: Past) -> None:
        content = rows(line("1.a", "BB"), line("1.b", "A"))
        press("apply", looked_at(past.cycle, past.admin, content), past.admin)
        before = list(Mark.objects.order_by("pk").values_list("pk", "version"))

        again = looked_at(past.cycle, past.admin, content)
        press("apply", again, past.admin)

        assert set(findings(again).values()) == {Finding.SAME}
        assert list(Mark.objects.order_by("pk").values_list("pk", "version")) == before

    def test_a_batch_is_applied_once(self, past: Past) -> None:
        batch = looked_at(past.cycle, past.admin, rows(line("1.a", "BB")))
        press("apply", batch, past.admin)

        assert press("apply", batch, past.admin).status_code == 409

    def test_it_can_be_undone_and_done_again(self, past: Past) -> None:
        batch = looked_at(past.cycle, past.admin, rows(line("1.a", "BB", "Catatan")))
        press("apply", batch, past.admin)
        press("undo", batch, past.admin)
        gone = past.imported()

        press("undo", ImportBatch.objects.latest("pk"), past.admin)

        back = past.imported()
        assert gone is None
        assert back is not None
        assert (back.level, back.note, back.source) == ("BB", "Catatan", "Rekap 2024.xlsx › Rekap › E4")

    def test_a_whole_city_table_takes_few_queries(self, world: World, past: Past) -> None:
        codes = list(past.card.entries.order_by("node__position").values_list("node__code", "node__kind"))
        few = [line(code, "Ya" if kind == "check" else "B") for code, kind in codes[:10]]
        many = [line(code, "Ya" if kind == "check" else "B", unit=unit) for unit in ("Dinas Kesehatan", "Dinas Sosial")
                for code, kind in codes]  # fmt: skip
        assert sum(kind == "check" for _code, kind in codes) == 80
        counts = []
        for lines in (few, many):
            batch = looked_at(past.cycle, past.admin, rows(*lines))
            with CaptureQueriesContext(connection) as queries:
                press("apply", batch, past.admin)
            counts.append(len(queries))
            press("undo", batch, past.admin)

        assert batch.rows.filter(outcome=ImportRow.Outcome.SAVED).count() == 2 * len(codes)
        assert counts[1] <= counts[0] + 1
        assert not Mark.objects.exists()


class TestWhen:
    def test_a_cycle_that_is_under_way_takes_none(self, world: World, past: Past) -> None:
        response = upload(world.cycle, past.admin, rows(line("1.a", "BB")))

        assert response.status_code == 422
        assert ImportBatch.objects.count() == 0

    def test_what_evaluators_fixed_is_not_told_before_its_release(self, world: World, past: Past) -> None:
        set_windows(cycle_id=past.cycle.pk, windows=usual_windows())
        set_level(past.card, "1.a", "E", world.operator)
        submit(scorecard_id=past.card.pk, by=world.head)
        entry = past.card.entries.get(node__code="1.a")
        Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, level="E", changed_by=world.evaluator)
        set_windows(cycle_id=past.cycle.pk, windows=dict.fromkeys(usual_windows()))

        hidden = upload(past.cycle, past.admin, rows(line("1.a", "BB")))
        past.cycle.marks_released_at = timezone.now()
        past.cycle.save()
        told = looked_at(past.cycle, past.admin, rows(line("1.a", "BB")))

        assert hidden.status_code == 422
        assert findings(told) == {"E4": Finding.DIFFERS}

    def test_a_cycle_that_opens_after_the_preview_takes_none(self, past: Past) -> None:
        batch = looked_at(past.cycle, past.admin, rows(line("1.a", "BB")))
        set_windows(cycle_id=past.cycle.pk, windows=usual_windows())

        assert press("apply", batch, past.admin).status_code == 409
        assert past.imported() is None
        batch.refresh_from_db()
        assert batch.state == ImportBatch.State.PREVIEW


def test_the_table_comes_back_as_it_was(past: Past) -> None:
    content = rows(line("1.a", "BB"))
    batch = looked_at(past.cycle, past.admin, content)

    response = signed_in(past.admin).get(reverse("past:source", args=[past.cycle.pk, batch.pk]))

    assert b"".join(response.streaming_content) == content  # type: ignore[attr-defined]
    assert 'filename="Rekap 2024.xlsx"' in response["Content-Disposition"]


def test_another_governments_admin_gets_404(past: Past) -> None:
    batch = looked_at(past.cycle, past.admin, rows(line("1.a", "BB")))
    stranger = factories.make_member(Role.ADMIN, factories.make_government())

    for name in ("batch", "columns", "source"):
        assert signed_in(stranger).get(reverse(f"past:{name}", args=[past.cycle.pk, batch.pk])).status_code == 404
    assert signed_in(stranger).get(reverse("past:index", args=[past.cycle.pk])).status_code == 404
