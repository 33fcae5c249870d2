"""Documents that prove entries."""

import pytest

from scorecards.entries import services
from scorecards.entries.models import Entry, EvidenceLink
from scorecards.evidence import services as evidence
from scorecards.evidence.models import Revision
from tests.scorecards.entries.conftest import World
from tests.scorecards.evidence.helpers import register


@pytest.fixture
def renja(world: World) -> Revision:
    return register(world.operator, world.unit, "Renja 2025", pages=20)


def attach(world: World, revision: Revision, **given: object) -> EvidenceLink:
    arguments = {"page_from": None, "page_to": None, "by": world.operator, **given}
    return services.attach(entry_id=world.entry("1.a").pk, revision_id=revision.pk, **arguments)  # type: ignore[arg-type]


def test_attaching_makes_a_link_at_its_pages_and_a_draft(world: World, renja: Revision) -> None:
    link = attach(world, renja, page_from=3, page_to=5, note="Tabel 2")

    assert (link.revision, link.page_from, link.page_to, link.note) == (renja, 3, 5, "Tabel 2")
    assert world.entry("1.a").state == Entry.State.DRAFT


def test_attaching_twice_keeps_one_link_and_its_pages(world: World, renja: Revision) -> None:
    first = attach(world, renja, page_from=3)

    again = attach(world, renja)

    assert again.pk == first.pk
    assert EvidenceLink.objects.get().page_from == 3


def test_a_document_of_another_unit_cannot_be_used(world: World) -> None:
    foreign = register(world.other, world.other_unit, "Renja Dinsos")

    with pytest.raises(services.RevisionNotUsable):
        attach(world, foreign)

    assert EvidenceLink.objects.count() == 0


def test_a_document_that_was_granted_can_be_used_and_the_use_is_written_down(world: World) -> None:
    foreign = register(world.other, world.other_unit, "Renja Dinsos")
    asked = evidence.ask(asker=world.unit, owner=world.other_unit, words="Renja", by=world.operator)
    given = evidence.grant(request_id=asked.pk, document_id=foreign.document_id, by=world.other)

    attach(world, foreign)

    assert [(use.user, use.what) for use in given.uses.all()] == [(world.operator, "attached")]

    evidence.revoke(grant_id=given.pk, reason="Keliru", by=world.other)
    with pytest.raises(services.RevisionNotUsable):
        services.attach(
            entry_id=world.entry("1.b").pk, revision_id=foreign.pk, page_from=None, page_to=None, by=world.operator
        )
    assert EvidenceLink.objects.count() == 1


def test_a_document_of_the_city_can_be_used(world: World) -> None:
    rpjmd = register(world.leader, None, "RPJMD", government=world.city)

    assert attach(world, rpjmd).revision == rpjmd


@pytest.mark.parametrize(("page_from", "page_to"), [(0, None), (21, None), (5, 4), (20, 21), (None, 3), (-1, 2)])
def test_pages_outside_the_document_are_refused(
    world: World, renja: Revision, page_from: int | None, page_to: int | None
) -> None:
    with pytest.raises(services.BadPages):
        attach(world, renja, page_from=page_from, page_to=page_to)


def test_pages_are_marked_and_unmarked(world: World, renja: Revision) -> None:
    link = attach(world, renja)

    services.set_pages(link_id=link.pk, page_from=14, page_to=None, by=world.operator)
    assert EvidenceLink.objects.get().page_from == 14

    services.set_pages(link_id=link.pk, page_from=None, page_to=None, by=world.operator)
    assert EvidenceLink.objects.get().page_from is None


def test_detaching_returns_what_undoes_it(world: World, renja: Revision) -> None:
    link = attach(world, renja, page_from=3, note="Tabel 2")

    gone = services.detach(link_id=link.pk, by=world.operator)
    assert EvidenceLink.objects.count() == 0

    back = attach(world, gone.revision, page_from=gone.page_from, page_to=gone.page_to, note=gone.note)
    assert (back.page_from, back.note) == (3, "Tabel 2")


def test_evidence_is_locked_with_its_entry(world: World, renja: Revision) -> None:
    link = attach(world, renja)
    Entry.objects.filter(pk=world.entry("1.a").pk).update(state=Entry.State.SUBMITTED)

    with pytest.raises(services.EntryClosed):
        services.detach(link_id=link.pk, by=world.operator)
    with pytest.raises(services.EntryClosed):
        services.set_pages(link_id=link.pk, page_from=1, page_to=None, by=world.operator)
    with pytest.raises(services.EntryClosed):
        attach(world, renja)


def test_another_unit_cannot_touch_the_evidence(world: World, renja: Revision) -> None:
    link = attach(world, renja)

    with pytest.raises(services.EntryClosed):
        services.detach(link_id=link.pk, by=world.other)
