"""Carrying answers and documents over from last year, by one click or many at once, and taking that back."""

import json
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from scorecards.editions.models import Edition
from scorecards.editions.services import load
from scorecards.entries.carry import before_of
from scorecards.entries.models import Cycle, EvidenceLink, Mark, Scorecard
from scorecards.entries.services import attach, detach, open_cycle, submit
from scorecards.evidence.models import Document, Revision
from scorecards.imports.models import ImportBatch
from scorecards.instruments.reader import read, source_of
from tests.factories import make_period
from tests.scorecards.entries.browsing import signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import open_sakip, set_level
from tests.scorecards.evidence.helpers import register
from tests.scorecards.imports.sheets import apply, undo


@pytest.fixture
def before(world: World) -> Scorecard:
    """Last year: 1.a answered BB with a note, two criteria, and a document at page 3."""
    card = open_sakip([world.unit], score_year=2024).scorecards.get()
    set_level(card, "1.a", "BB", world.operator, "Seperti tahun lalu")
    set_level(card, "1.a.3", "yes", world.operator, "Ada")
    set_level(card, "1.a.4", "no", world.operator)
    set_level(card, "1.b", "CC", world.operator)
    _prove(card, "1.a.3", "Renja", world)
    return card


def _prove(card: Scorecard, code: str, title: str, world: World, page: int | None = 1) -> Revision:
    revision = register(world.operator, world.unit, title, government=world.city)
    entry = card.entries.get(node__code=code)
    attach(entry_id=entry.pk, revision_id=revision.pk, page_from=page, page_to=None, by=world.operator)
    return revision


def carry(world: World, code: str = "1.a") -> Any:
    address = reverse("imports:carry", args=[world.scorecard.pk, code])
    return signed_in(world.operator).post(address, follow=True)


def levels(world: World) -> dict[str, str]:
    rows = Mark.objects.filter(entry__scorecard=world.scorecard, party=Mark.Party.UNIT).exclude(level="")
    return dict(rows.values_list("entry__node__code", "level"))


def links(world: World) -> list[tuple[str, int | None]]:
    rows = EvidenceLink.objects.filter(entry__scorecard=world.scorecard)
    return list(rows.values_list("entry__node__code", "page_from"))


def test_one_click_carries_grade_criteria_note_and_document(world: World, before: Scorecard) -> None:
    response = carry(world)

    assert levels(world) == {"1.a": "BB", "1.a.3": "yes", "1.a.4": "no"}
    assert links(world) == [("1.a.3", 1)]
    mark = world.mark("1.a")
    assert mark is not None
    assert mark.note == "Seperti tahun lalu"
    assert "Dibawa dari 2024: 3 baris, 1 dokumen." in response.content.decode()


def test_under_another_edition_the_crosswalk_says_what_is_carried(world: World) -> None:
    set_level(world.scorecard, "1.a", "BB", world.operator)
    set_level(world.scorecard, "1.a.3", "yes", world.operator)
    set_level(world.scorecard, "2.a", "CC", world.operator)
    _prove(world.scorecard, "1.a.3", "Renja", world)
    document = json.loads(read("sakip/2021").canonical) | {"code": "sakip/2030"}
    predecessors = {"1.b": ["1.a"], "1.b.2": ["1.a.3"], "1.a": [], "2.a": ["2.a", "2.b"]}
    for node in document["nodes"]:
        node |= {"predecessor": predecessors[node["code"]]} if node["code"] in predecessors else {}
    load(source=source_of(document))
    cycle = open_cycle(
        government=world.city,
        period=make_period(2026),
        edition=Edition.objects.get(code="sakip/2030"),
        subject=Cycle.Subject.UNITS,
        units=[world.unit],
        windows={},
    )
    found = before_of(cycle.scorecards.get(), world.operator)
    assert found is not None
    assert {code: mark.level for code, mark in found.marks.items()} == {"1.b": "BB", "1.a.3": "yes", "1.b.2": "yes"}
    assert sorted(found.links) == ["1.a.3", "1.b.2"]


def test_it_can_be_undone_with_its_documents(world: World, before: Scorecard) -> None:
    carry(world)

    undo(ImportBatch.objects.get(), world.operator)

    assert levels(world) == {}
    assert links(world) == []


def test_undoing_leaves_a_document_whose_page_was_marked_since(world: World, before: Scorecard) -> None:
    carry(world)
    EvidenceLink.objects.filter(entry__scorecard=world.scorecard).update(page_from=2)

    undo(ImportBatch.objects.get(), world.operator)

    assert links(world) == [("1.a.3", 2)]


def test_what_is_answered_this_year_stays(world: World, before: Scorecard) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator, "Tahun ini")

    carry(world)

    mark = world.mark("1.a")
    assert mark is not None
    assert (mark.level, mark.note) == ("E", "Tahun ini")
    assert levels(world)["1.a.3"] == "yes"


def test_a_second_click_says_that_nothing_is_left(world: World, before: Scorecard) -> None:
    carry(world)

    response = carry(world)

    assert "Tidak ada yang berbeda" in response.content.decode()
    assert ImportBatch.objects.count() == 1


def test_a_document_of_last_year_alone_is_warned_about(world: World, before: Scorecard) -> None:
    Document.objects.update(covers_from=date(2024, 1, 1), covers_to=date(2024, 12, 31))

    page = signed_in(world.operator).get(reverse("entries:entry", args=[world.scorecard.pk, "1.a"])).content.decode()

    assert "hanya mencakup 2024" in page
    assert "Masih berlaku: bawa dari 2024" in page


def test_many_are_looked_at_first(world: World, before: Scorecard) -> None:
    set_level(world.scorecard, "1.b", "E", world.operator)
    address = reverse("imports:last-year", args=[world.scorecard.pk])
    client = signed_in(world.operator)

    assert "2024" in client.get(address).content.decode()
    client.post(address)

    batch = ImportBatch.objects.get()
    assert {row.code: row.use for row in batch.rows.all()} == {"1.a": True, "1.a.3": True, "1.a.4": True, "1.b": False}
    assert levels(world) == {"1.b": "E"}
    page = client.get(reverse("imports:batch", args=[world.scorecard.pk, batch.pk])).content.decode()
    assert "3 jawaban akan diubah" in page
    assert "1 menunggu centang" in page
    apply(batch, world.operator)
    assert levels(world) == {"1.a": "BB", "1.a.3": "yes", "1.a.4": "no", "1.b": "E"}
    assert links(world) == [("1.a.3", 1)]


def test_what_was_handed_in_is_not_offered(world: World, before: Scorecard) -> None:
    set_level(world.scorecard, "1.a", "E", world.operator)
    submit(scorecard_id=world.scorecard.pk, by=world.head)

    signed_in(world.operator).post(reverse("imports:last-year", args=[world.scorecard.pk]))

    assert [row.code for row in ImportBatch.objects.get().rows.all()] == ["1.b"]


def test_a_document_alone_is_carried_without_an_empty_answer(world: World, before: Scorecard) -> None:
    _prove(before, "1.c", "Renstra", world)

    carry(world, "1.c")

    assert links(world) == [("1.c", 1)]
    assert world.mark("1.c") is None


def test_another_units_documents_do_not_come_along(world: World, before: Scorecard) -> None:
    Document.objects.update(unit=world.other_unit)

    carry(world)

    assert links(world) == []
    assert levels(world)["1.a"] == "BB"


def test_the_evaluators_grade_counts_only_when_released(world: World, before: Scorecard) -> None:
    Mark.objects.filter(entry__scorecard=before, entry__node__code="1.b").delete()
    entry = before.entries.get(node__code="1.b")
    Mark.objects.create(entry=entry, party=Mark.Party.EVALUATOR, level="CC", changed_by=world.evaluator)

    carry(world, "1.b")
    hidden = levels(world)
    before.cycle.marks_released_at = timezone.now()
    before.cycle.save()
    carry(world, "1.b")

    assert hidden == {}
    assert levels(world) == {"1.b": "CC"}


def test_another_unit_gets_404(world: World, before: Scorecard) -> None:
    address = reverse("imports:carry", args=[world.scorecard.pk, "1.a"])

    assert signed_in(world.other).post(address).status_code == 404


def test_detaching_it_oneself_is_no_obstacle(world: World, before: Scorecard) -> None:
    carry(world)
    detach(link_id=EvidenceLink.objects.get(entry__scorecard=world.scorecard).pk, by=world.operator)

    undo(ImportBatch.objects.get(), world.operator)

    assert levels(world) == {}


@pytest.mark.parametrize("documents", [1, 3])
def test_the_list_asks_few_queries(
    world: World, before: Scorecard, documents: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(documents - 1):
        _prove(before, f"1.a.{number + 1}", f"Dokumen {number}", world)
    client = signed_in(world.operator)

    with django_assert_max_num_queries(26):
        client.get(reverse("imports:last-year", args=[world.scorecard.pk]))
