"""Documents against what a sub-component asks for; moving links to a newer revision; where a document is used."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from portal.accounts.models import User
from scorecards.domain.edition import Evidence
from scorecards.entries import services
from scorecards.entries.models import Entry, EvidenceLink
from scorecards.entries.proofs import period_warnings
from scorecards.evidence.models import Document, Grant, Revision
from scorecards.evidence.services import add_revision, sharing
from scorecards.evidence.usage import uses_of
from tests.scorecards.entries.browsing import entry_page, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.evidence.helpers import register
from tests.scorecards.evidence.pdfs import text_pdf

BOTH = [Evidence("Renja", "n-1"), Evidence("Renja", "n"), Evidence("IKU", "n")]


def document(kind: str, first: int | None, last: int | None = None) -> Document:
    return Document(
        kind=kind,
        covers_from=date(first, 1, 1) if first else None,
        covers_to=date(last or first, 12, 31) if first else None,
    )


@pytest.mark.parametrize(
    ("given", "asked", "words"),
    [
        (document("renja", 2025), BOTH, ""),
        (document("renja", 2024), BOTH, ""),
        (document("renja", 2023), BOTH, "Tentang 2023; diminta: 2024 atau 2025."),
        (document("iku", 2024), BOTH, "Tentang 2024; diminta: 2025."),
        (document("renstra", 2019, 2024), [Evidence("Renstra perangkat daerah", "n")], "Tentang 2019–2024"),
        (document("renstra", 2024, 2029), [Evidence("Renstra perangkat daerah", "n")], ""),
        (document("renja", None), BOTH, "Dokumen ini tentang tahun berapa?"),
        (document("sop", 2019), BOTH, ""),
        (document("lainnya", 2019), BOTH, ""),
        (document("renja", 2019), [Evidence("Renja")], ""),
    ],
)
def test_the_period_is_compared_with_what_the_criterion_asks(
    given: Document, asked: list[Evidence], words: str
) -> None:
    found = period_warnings(given, asked, 2025)

    assert [bool(words)] == [bool(found)]
    assert words in "".join(found)


def attach(world: World, revision: Revision, code: str = "1.a", by: User | None = None) -> EvidenceLink:
    return services.attach(
        entry_id=world.entry(code).pk, revision_id=revision.pk, page_from=2, page_to=3, by=by or world.operator
    )


def test_the_page_warns_of_another_year_and_of_an_expired_document(world: World) -> None:
    link = attach(world, register(world.operator, world.unit, "Renja 2019"))
    Document.objects.update(
        covers_from=date(2019, 1, 1),
        covers_to=date(2019, 12, 31),
        expires_on=timezone.localdate() - timedelta(days=1),
    )

    html = entry_page(world).content.decode()

    assert link.revision.document.kind == "renja"
    assert "Tentang 2019; diminta: 2024 atau 2025." in html
    assert "Kedaluwarsa sejak" in html


def test_what_is_asked_for_is_offered_first(world: World) -> None:
    for title in ("Arsip foto", "Renja 2025", "Zonasi"):
        register(world.operator, world.unit, title)

    context = entry_page(world).context

    assert [row.document.title for row in context["fitting"]] == ["Renja 2025"]
    assert [row.document.title for row in context["register"]] == ["Arsip foto", "Zonasi"]


def follow_up(world: World, first: Revision, pages: int = 5) -> Revision:
    return add_revision(
        document_id=first.document_id,
        upload=ContentFile(text_pdf(pages, "Perubahan")),
        file_name="Renja perubahan.pdf",
        by=world.operator,
    )


def move(world: World, revision: Revision, user: User | None = None) -> Any:
    address = reverse("entries:move-links", args=[revision.document_id])
    return signed_in(user or world.operator).post(address)


def test_links_keep_their_revision_until_they_are_moved(world: World) -> None:
    first = register(world.operator, world.unit, "Renja", pages=4)
    link = attach(world, first)
    second = follow_up(world, first)

    link.refresh_from_db()
    assert link.revision == first
    page = signed_in(world.operator).get(reverse("evidence:view", args=[second.pk])).content.decode()
    assert "Pindahkan 1 isian" in page

    assert move(world, first)["Location"] == reverse("evidence:view", args=[second.pk])
    link.refresh_from_db()
    assert (link.revision, link.page_from, link.page_to) == (second, 2, 3)


def test_pages_beyond_the_end_of_the_new_revision_are_forgotten(world: World) -> None:
    first = register(world.operator, world.unit, "Renja", pages=4)
    link = attach(world, first)
    follow_up(world, first, pages=2)

    move(world, first)

    link.refresh_from_db()
    assert (link.page_from, link.page_to) == (None, None)


def test_an_entry_that_has_both_keeps_the_newer_one(world: World) -> None:
    first = register(world.operator, world.unit, "Renja", pages=4)
    attach(world, first)
    second = follow_up(world, first)
    attach(world, second)

    move(world, first)

    assert EvidenceLink.objects.get().revision == second


def test_what_was_handed_in_keeps_the_revision_that_was_seen(world: World) -> None:
    first = register(world.operator, world.unit, "Renja", pages=4)
    submitted, still_open = attach(world, first), attach(world, first, "1.b")
    second = follow_up(world, first)
    Entry.objects.filter(pk=submitted.entry_id).update(state=Entry.State.SUBMITTED)

    move(world, first)

    submitted.refresh_from_db()
    still_open.refresh_from_db()
    assert (submitted.revision, still_open.revision) == (first, second)


def test_a_unit_moves_its_own_links_of_a_city_document_and_no_others(world: World) -> None:
    first = register(world.leader, None, "RPJMD", government=world.city, pages=4)
    own = attach(world, first)
    entry = Entry.objects.get(scorecard__unit=world.other_unit, node__code="1.a")
    other = services.attach(entry_id=entry.pk, revision_id=first.pk, page_from=1, page_to=1, by=world.other)
    second = follow_up(world, first)

    move(world, first)

    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.revision, other.revision) == (second, first)
    assert move(world, register(world.other, world.other_unit, "Rahasia")).status_code == 404


def test_each_reader_sees_the_uses_that_they_may_know_of(world: World) -> None:
    rpjmd = register(world.leader, None, "RPJMD", government=world.city, pages=4)
    attach(world, rpjmd, "1.a.4")

    (use,) = uses_of(world.operator, [rpjmd.pk])

    assert use.url == reverse("entries:entry", args=[world.scorecard.pk, "1.a"])
    assert use.place == "SAKIP 2025 · Dinas Kesehatan"
    assert use.pages == "hlm. 2–3"
    assert use.is_open
    assert uses_of(world.other, [rpjmd.pk]) == []
    assert [one.is_open for one in uses_of(world.evaluator, [rpjmd.pk])] == [False]


def test_the_register_counts_only_the_uses_that_its_reader_may_know_of(world: World) -> None:
    rpjmd = register(world.leader, None, "RPJMD", government=world.city, pages=4)
    attach(world, rpjmd)

    counts = [
        signed_in(user).get(reverse("evidence:index")).context["page"][0].uses
        for user in (world.operator, world.other, world.evaluator)
    ]

    assert counts == [1, 0, 1]


def html_of(world: World, user: User | None = None) -> str:
    return str(entry_page(world, "1.a", user).content.decode())


def granted_and_attached(world: World, code: str = "1.a") -> Revision:
    """The other unit grants a document, and the unit proves something by it."""
    revision = register(world.other, world.other_unit, f"Pohon kinerja {code}")
    asked = sharing.ask(asker=world.unit, owner=world.other_unit, words="Pohon kinerja", by=world.operator)
    sharing.grant(request_id=asked.pk, document_id=revision.document_id, by=world.other)
    attach(world, revision, code)
    return revision


def test_a_document_whose_grant_was_revoked_says_so_and_what_to_do(world: World) -> None:
    revision = granted_and_attached(world)
    link = f'href="{reverse("evidence:view", args=[revision.pk])}?halaman=2'
    assert link in html_of(world)
    grant = Grant.objects.get()
    sharing.revoke(grant_id=grant.pk, reason="Ada versi baru", by=world.other)

    html = html_of(world)

    day = date_format(timezone.localdate())
    assert f"mencabut izin memakainya pada {day}: Ada versi baru" in html
    assert reverse("evidence:request", args=[grant.request_id]) in html
    assert link not in html
    reviewed = html_of(world, world.evaluator)
    assert "Ada versi baru" not in reviewed
    assert link in reviewed


def test_a_document_of_the_whole_city_can_still_be_opened_after_its_grant_ended(world: World) -> None:
    revision = granted_and_attached(world)
    Document.objects.filter(pk=revision.document_id).update(confidentiality=Document.Confidentiality.CITY)
    sharing.revoke(grant_id=Grant.objects.get().pk, reason="Ada versi baru", by=world.other)

    html = html_of(world)

    assert "Ada versi baru" in html
    assert f'href="{reverse("evidence:view", args=[revision.pk])}?halaman=2' in html


def test_a_grant_that_was_given_again_takes_the_note_away(world: World) -> None:
    revision = granted_and_attached(world)
    sharing.revoke(grant_id=Grant.objects.get().pk, reason="Ada versi baru", by=world.other)
    again = sharing.ask(asker=world.unit, owner=world.other_unit, words="Lagi", by=world.operator)
    sharing.grant(request_id=again.pk, document_id=revision.document_id, by=world.other)

    assert "mencabut izin" not in html_of(world)


def test_the_jump_to_the_evidence_counts_it(world: World) -> None:
    attach(world, register(world.operator, world.unit, "Renja 2025"))

    assert '<span class="sidenav__count">1</span>' in html_of(world)
