"""Where imported marks show, and as what: as last year's, with their source, and never as an evaluator's."""

import pytest
from django.urls import reverse

from scorecards.entries.services import submit
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import set_level
from tests.scorecards.imports.tables import Past, line, looked_at, press, rows


@pytest.fixture
def entry_page(world: World, past: Past) -> str:
    content = rows(line("1.a", "BB", "Cukup lengkap"), line("1.a.3", "Ya"))
    press("apply", looked_at(past.cycle, past.admin, content), past.admin)
    page = signed_in(world.operator).get(reverse("entries:entry", args=[world.scorecard.pk, "1.a"]))
    return str(page.content.decode())


def test_they_show_as_last_years_mark_with_its_source(entry_page: str) -> None:
    assert "Diimpor dari tabel kota: <strong>BB</strong>" in entry_page
    assert "Rekap 2024.xlsx › Rekap › E4" in entry_page
    assert "Masih berlaku: bawa dari 2024" in entry_page


def test_they_show_on_the_pages_of_its_own_year(entry_page: str, world: World, past: Past) -> None:
    client = signed_in(world.operator)
    page = client.get(reverse("entries:entry", args=[past.card.pk, "1.a"])).content.decode()
    card = client.get(reverse("entries:scorecard", args=[past.card.pk])).content.decode()
    history = client.get(reverse("entries:history", args=[past.card.pk, "1.a"])).content.decode()

    assert "Diimpor, bukan ditetapkan di portal ini" in page
    assert 'title="Rekap 2024.xlsx › Rekap › E4">BB' in card
    assert "1.a: BB diimpor dari tabel" in history
    assert "Rekap 2024.xlsx › Rekap › E4" in history


def test_they_show_in_the_column_of_the_table(entry_page: str, world: World) -> None:
    page = signed_in(world.operator).get(reverse("entries:grid", args=[world.scorecard.pk])).content.decode()

    assert "BB (diimpor)" in page
    assert "Terpenuhi (diimpor)" in page


def test_they_are_carried_over_without_the_words_of_others(entry_page: str, world: World) -> None:
    address = reverse("imports:carry", args=[world.scorecard.pk, "1.a"])
    signed_in(world.operator).post(address)

    mark, check = world.mark("1.a"), world.mark("1.a.3")
    assert mark is not None
    assert check is not None
    assert (mark.level, mark.note, check.level) == ("BB", "", "yes")


def test_they_show_in_warnings_about_odd_answers(world: World, past: Past) -> None:
    press("apply", looked_at(past.cycle, past.admin, rows(line("1.a", "D"))), past.admin)
    set_level(world.scorecard, "1.a", "A", world.operator)

    page = signed_in(world.operator).get(reverse("entries:entry", args=[world.scorecard.pk, "1.a"]))

    assert "Tahun lalu D, sekarang A" in page.content.decode()


def test_another_units_people_do_not_see_them(entry_page: str, world: World, past: Past) -> None:
    address = reverse("entries:entry", args=[past.card.pk, "1.a"])

    assert signed_in(world.other).get(address).status_code == 404


def test_the_reviewer_sees_that_it_was_not_fixed_here(entry_page: str, world: World) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    set_level(world.scorecard, "1.a.3", "no", world.operator)
    submit(scorecard_id=world.scorecard.pk, by=world.head)

    address = reverse("reviews:entry", args=[world.entry("1.a").pk])
    page = signed_in(world.evaluator).get(address).content.decode()

    assert "diimpor: Rekap 2024.xlsx › Rekap › E4" in page
    assert "(diimpor)" in page


def test_a_criterion_says_that_its_answer_was_imported(entry_page: str) -> None:
    assert "tahun lalu: terpenuhi (diimpor)" in entry_page
