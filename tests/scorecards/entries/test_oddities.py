"""Odd answers are told while entering, in the table, in a preview and at submitting; they block nothing."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from scorecards.editions.selectors import edition_of
from scorecards.entries import selectors
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.entries.oddities import odd_words
from scorecards.entries.services import attach, open_cycle, save_mark
from scorecards.imports.models import ImportBatch
from tests import factories
from tests.scorecards.entries.browsing import HTMX, entry_page, post, signed_in, token
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import fulfil, open_sakip, set_level, usual_windows
from tests.scorecards.evidence.helpers import register

JUMP = "Tahun lalu CC, sekarang A, tanpa dokumen baru"
UNPROVEN = "Nilai tertinggi diklaim tanpa satu pun dokumen"


@pytest.fixture
def before(world: World) -> Scorecard:
    card = open_sakip([world.unit], score_year=2024).scorecards.get()
    set_level(card, "1.a", "CC", world.operator)
    return card


def words(world: World, card: Scorecard | None = None) -> dict[str, list[str]]:
    card = card or world.scorecard
    edition = edition_of(card.cycle.edition)
    return odd_words(world.operator, card, edition, selectors.standings_of(card, edition))


def prove(world: World, card: Scorecard, title: str, revision: Any = None) -> Any:
    revision = revision or register(world.operator, world.unit, title, government=world.city)
    entry = card.entries.get(node__code="1.a")
    attach(entry_id=entry.pk, revision_id=revision.pk, page_from=None, page_to=None, by=world.operator)
    return revision


def test_a_jump_is_odd_until_a_new_document_shows_why(world: World, before: Scorecard) -> None:
    old = prove(world, before, "Renja 2024")
    set_level(world.scorecard, "1.a", "A", world.operator)
    prove(world, world.scorecard, "", old)
    told = words(world)

    prove(world, world.scorecard, "Renja 2025")

    assert told["1.a"][0].startswith(JUMP)
    assert words(world) == {}


def test_it_is_told_while_entering_and_saved_all_the_same(world: World, before: Scorecard) -> None:
    response = post(world, {"level": "A", "version": token(world)})

    assert response.status_code == 200
    assert JUMP in response.content.decode()
    assert JUMP in entry_page(world).content.decode()
    assert JUMP in signed_in(world.operator).get(reverse("entries:grid", args=[world.scorecard.pk])).content.decode()


def test_it_is_told_in_a_preview(world: World, before: Scorecard) -> None:
    address = reverse("imports:paste", args=[world.scorecard.pk])

    response = signed_in(world.operator).post(address, {"text": "1.a\tA\n", "start": "1.a"}, headers=HTMX)

    assert f"1.a: {JUMP}" in response.content.decode()
    assert ImportBatch.objects.get().rows.get().error == ""


def test_it_is_told_at_submitting(world: World, before: Scorecard) -> None:
    fulfil(world.scorecard, "1.a", 6, world.operator)
    set_level(world.scorecard, "1.a", "A", world.operator)

    page = signed_in(world.head).get(reverse("entries:submit", args=[world.scorecard.pk])).content.decode()

    assert JUMP in page
    assert UNPROVEN in page
    assert 'action="' + reverse("entries:submit", args=[world.scorecard.pk]) in page


def test_another_units_year_before_does_not_count(world: World) -> None:
    card = open_sakip([world.other_unit], score_year=2024).scorecards.get()
    set_level(card, "1.a", "CC", world.other)
    set_level(world.scorecard, "1.a", "BB", world.operator)

    assert words(world) == {}


def test_a_number_far_from_the_last_ones(world: World) -> None:
    cards = [
        open_cycle(
            government=world.city,
            period=factories.make_period(year),
            edition=factories.make_edition("opini-ombudsman/2025"),
            subject=Cycle.Subject.LOKUS,
            units=[world.unit],
            windows=usual_windows(),
        ).scorecards.get()
        for year in (2023, 2024, 2025)
    ]
    for card, value in zip(cards, ("40", "50", "90"), strict=True):
        entry = Entry.objects.get(scorecard=card, node__code="nilai")
        save_mark(
            entry_id=entry.pk, party=Mark.Party.UNIT, value=Decimal(value), version=0, save_key=None, by=world.operator
        )

    assert words(world, cards[2])["nilai"] == ["90 jauh dari nilai tahun-tahun lalu; lazimnya antara 15 dan 75."]


@pytest.mark.parametrize("answered", [1, 3])
def test_three_queries_however_many_there_are(
    world: World, before: Scorecard, answered: int, django_assert_num_queries: Any
) -> None:
    for code in ("1.a", "1.b", "1.c")[:answered]:
        set_level(world.scorecard, code, "AA", world.operator)
    edition = edition_of(world.scorecard.cycle.edition)
    rows = selectors.standings_of(world.scorecard, edition)
    card = Scorecard.objects.select_related("cycle__edition", "cycle__period").get(pk=world.scorecard.pk)
    assert world.operator.current_memberships

    with django_assert_num_queries(3):
        odd_words(world.operator, card, edition, rows)
