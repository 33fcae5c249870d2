"""A block copied in Excel: by code or by place, looked at first, applied in one transaction."""

from typing import Any

import pytest
from django.urls import reverse

from scorecards.domain.numbers import plain
from scorecards.entries.models import Scorecard
from scorecards.imports.models import ImportBatch
from tests.scorecards.entries.browsing import HTMX, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import set_level
from tests.scorecards.imports.sheets import apply


def paste(
    world: World,
    text: str,
    *,
    start: str = "1.a",
    column: str = "answer",
    htmx: bool = True,
    card: Scorecard | None = None,
) -> Any:
    address = reverse("imports:paste", args=[(card or world.scorecard).pk])
    data = {"text": text, "start": start, "column": column}
    return signed_in(world.operator).post(address, data, headers=HTMX if htmx else {})


def rows() -> dict[str, tuple[str, str, str]]:
    batch = ImportBatch.objects.latest("pk")
    return {row.code: (row.new_level, row.new_note, row.error) for row in batch.rows.all()}


def test_a_block_follows_from_the_chosen_line_on(world: World) -> None:
    response = paste(world, "Ya\tAda\nBelum\nYa\t\n", start="1.a.3")

    assert response.status_code == 200
    assert rows() == {"1.a.3": ("yes", "Ada", ""), "1.a.4": ("no", "", ""), "1.a.5": ("yes", "", "")}
    html = response.content.decode()
    assert "3 jawaban akan diubah" in html
    assert world.mark("1.a.3") is None


def test_lines_with_their_codes_find_their_own_place(world: World) -> None:
    paste(world, "1.b\tE\n1.a.4\tYa\tAda\n9.z\tYa\n")

    assert rows()["1.b"] == ("E", "", "")
    assert rows()["1.a.4"] == ("yes", "Ada", "")
    assert "9.z" in rows()["9.z"][2]


def test_the_whole_sheet_of_the_workbook_can_be_copied(world: World) -> None:
    paste(
        world,
        "Kode\tKriteria\tBoleh\tJawaban\tPenjelasan\tBukti\tStatus\n1\tPerencanaan\t\t\t\t\t\n1.a\tx\tAA\tE\tCatatan\t0\tDraf\n",
    )

    assert rows()["1.a"] == ("E", "Catatan", "")


class TestNumberedIndicators:
    """Where codes look like answers, a column of numbers is answers unless the person says otherwise."""

    def test_numbers_are_answers(self, world: World, numeric: Scorecard) -> None:
        paste(world, "4\tCatatan\n5\n3,5\n", start="1", card=numeric)

        assert values() == {"1": "4", "2": "5", "3": "3.5"}

    def test_unless_the_first_column_is_said_to_be_codes(self, world: World, numeric: Scorecard) -> None:
        paste(world, "4\t2\n5\t3,5\n", start="1", column="code", card=numeric)

        assert values() == {"4": "2", "5": "3.5"}

    def test_a_whole_sheet_is_known_by_its_columns(self, world: World, numeric: Scorecard) -> None:
        paste(world, "4\tx\t0–5\t2\tCatatan\t0\tDraf\n", start="1", card=numeric)

        assert values() == {"4": "2"}


def values() -> dict[str, str]:
    batch = ImportBatch.objects.latest("pk")
    return {row.code: plain(row.new_value) for row in batch.rows.all() if row.new_value is not None}


def test_quoted_cells_keep_their_lines(world: World) -> None:
    paste(world, '"Baris satu\nBaris ""dua"""\n', start="1.a", column="note")

    assert rows() == {"1.a": ("", 'Baris satu\nBaris "dua"', "")}


def test_blank_cells_change_nothing(world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator, "Lama")

    response = paste(world, "\tBaru\n", start="1.a")

    assert response.status_code == 200
    assert rows() == {"1.a": ("E", "Baru", "")}


def test_what_is_not_valid_is_counted_and_the_rest_can_go_on(world: World) -> None:
    response = paste(world, "Ya\nZZ\nBelum\n", start="1.a.3")

    assert "2 jawaban akan diubah" in response.content.decode()
    assert "1 tidak sah" in response.content.decode()
    apply(ImportBatch.objects.latest("pk"), world.operator)
    assert [getattr(world.mark(code), "level", None) for code in ("1.a.3", "1.a.4", "1.a.5")] == ["yes", None, "no"]


def test_applying_from_the_table_leads_back_to_it(world: World) -> None:
    paste(world, "Ya\n", start="1.a.3")
    batch = ImportBatch.objects.latest("pk")
    address = reverse("imports:apply", args=[world.scorecard.pk, batch.pk])

    response = signed_in(world.operator).post(address, {"use": [batch.rows.get().pk], "next": "tabel"})

    assert response["Location"] == reverse("entries:grid", args=[world.scorecard.pk])


@pytest.mark.parametrize("text", ["", " \n\t\n", "x" * 400_001, "Ya\n" * 501])
def test_what_cannot_be_pasted_is_told_and_kept(world: World, text: str) -> None:
    response = paste(world, text, htmx=False)

    assert response.status_code == 422
    assert not ImportBatch.objects.exists()


def test_lines_beyond_the_end_are_named(world: World) -> None:
    last = list(world.scorecard.entries.order_by("node__position"))[-1].node.code

    paste(world, "Ya\nYa\n", start=last)

    assert sorted(bool(error) for _level, _note, error in rows().values()) == [False, True]


def test_without_scripts_the_preview_is_a_page(world: World) -> None:
    response = paste(world, "Ya\n", start="1.a.3", htmx=False)

    assert response["Location"].endswith(f"/impor/{ImportBatch.objects.latest('pk').pk}/")
