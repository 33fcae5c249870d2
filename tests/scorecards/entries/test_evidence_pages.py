"""Documents on the page of a sub-component."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from scorecards.entries import services
from scorecards.entries.models import Entry, EvidenceLink
from scorecards.evidence.models import Document
from tests.scorecards.entries.browsing import HTMX, entry_page, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.evidence.helpers import register
from tests.scorecards.evidence.pdfs import pdf, text_pdf


class TestEvidence:
    def upload(self, world: World, content: bytes, name: str = "Renja_2025.pdf", **data: Any) -> Any:
        address = reverse("entries:upload", args=[world.scorecard.pk, "1.a"])
        file = SimpleUploadedFile(name, content, "application/pdf")
        return signed_in(world.operator).post(address, {"file": file, **data}, headers=HTMX)

    def test_a_pdf_is_stored_titled_by_its_name_and_attached(self, world: World) -> None:
        response = self.upload(world, text_pdf(4), year_from="2024", year_to="2025")

        assert response.status_code == 200
        link = EvidenceLink.objects.get()
        document = link.revision.document
        assert (link.entry, document.title, document.unit) == (world.entry("1.a"), "Renja 2025", world.unit)
        assert (str(document.covers_from), str(document.covers_to)) == ("2024-01-01", "2025-12-31")
        assert "Renja 2025" in response.content.decode()

    def test_it_may_prove_one_criterion(self, world: World) -> None:
        self.upload(world, text_pdf(), entry=str(world.entry("1.a.4").pk))

        assert EvidenceLink.objects.get().entry == world.entry("1.a.4")

    def test_it_can_prove_nothing_of_another_scorecard(self, world: World) -> None:
        foreign = Entry.objects.get(scorecard__unit=world.other_unit, node__code="1.a.4")

        self.upload(world, text_pdf(), entry=str(foreign.pk))

        assert EvidenceLink.objects.get().entry == world.entry("1.a")

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"MZ", "Ini bukan PDF"), (b"", "kosong"), (pdf(1, password="x"), "kata sandi"), (b"%PDF-1.4", "rusak")],
    )
    def test_a_bad_file_is_refused_with_its_reason(self, world: World, content: bytes, words: str) -> None:
        response = self.upload(world, content)

        assert response.status_code == 422
        assert words in response.content.decode()
        assert Document.objects.count() == 0

    def test_the_same_file_again_is_found_in_the_register(self, world: World) -> None:
        register(world.operator, world.unit, "Renja")

        response = self.upload(world, text_pdf(3, "Renja"), name="salinan.pdf")

        assert "sudah ada dalam daftar" in response.content.decode()
        assert Document.objects.count() == 1

    def test_a_web_address_is_attached_and_says_whether_it_opens(self, world: World) -> None:
        address = reverse("entries:add-link", args=[world.scorecard.pk, "1.a"])

        response = signed_in(world.operator).post(address, {"url": "https://contoh.example/sop"}, headers=HTMX)

        assert response.status_code == 200
        assert "Sedang diperiksa" in response.content.decode()
        assert EvidenceLink.objects.get().revision.file_name == "https://contoh.example/sop"

    def test_what_is_no_web_address_is_refused_with_its_reason(self, world: World) -> None:
        address = reverse("entries:add-link", args=[world.scorecard.pk, "1.a"])

        response = signed_in(world.operator).post(address, {"url": "renja.pdf"}, headers=HTMX)

        assert response.status_code == 422
        assert "https://" in response.content.decode()

    def test_a_document_of_the_register_is_used_in_one_step(self, world: World) -> None:
        revision = register(world.operator, world.unit, "Renja")
        address = reverse("entries:reuse", args=[world.scorecard.pk, "1.a"])

        response = signed_in(world.operator).post(address, {"revision": revision.pk}, headers=HTMX)

        assert response.status_code == 200
        assert EvidenceLink.objects.get().revision == revision

    def test_a_foreign_document_is_neither_offered_nor_accepted(self, world: World) -> None:
        foreign = register(world.other, world.other_unit, "Rahasia Dinsos")
        address = reverse("entries:reuse", args=[world.scorecard.pk, "1.a"])

        response = signed_in(world.operator).post(address, {"revision": foreign.pk}, headers=HTMX)

        assert response.status_code == 422
        assert "Rahasia Dinsos" not in response.content.decode()
        assert "Rahasia Dinsos" not in entry_page(world).content.decode()
        assert EvidenceLink.objects.count() == 0

    def test_a_page_is_marked(self, world: World) -> None:
        link = self.attached(world)
        address = reverse("entries:pages", args=[world.scorecard.pk, "1.a", link.pk])

        response = signed_in(world.operator).post(address, {"page_from": "2"}, headers=HTMX)

        assert "halaman 2 dari 3" in response.content.decode()

    def test_a_page_beyond_the_end_is_refused(self, world: World) -> None:
        link = self.attached(world)
        address = reverse("entries:pages", args=[world.scorecard.pk, "1.a", link.pk])

        response = signed_in(world.operator).post(address, {"page_from": "9"}, headers=HTMX)

        assert response.status_code == 422

    def test_detaching_can_be_undone(self, world: World) -> None:
        link = self.attached(world)
        client = signed_in(world.operator)

        response = client.post(reverse("entries:detach", args=[world.scorecard.pk, "1.a", link.pk]), headers=HTMX)

        assert EvidenceLink.objects.count() == 0
        assert "Urungkan" in response.content.decode()

    def test_a_link_of_another_sub_component_does_not_exist_here(self, world: World) -> None:
        link = self.attached(world)
        address = reverse("entries:detach", args=[world.scorecard.pk, "1.b", link.pk])

        assert signed_in(world.operator).post(address, headers=HTMX).status_code == 404

    def test_without_scripts_every_step_leads_back_to_the_page(self, world: World) -> None:
        link = self.attached(world)
        client = signed_in(world.operator)
        page = reverse("entries:entry", args=[world.scorecard.pk, "1.a"])

        for name, data in (("pages", {"page_from": "1"}), ("detach", {})):
            response = client.post(reverse(f"entries:{name}", args=[world.scorecard.pk, "1.a", link.pk]), data)
            assert response["Location"] == page

    def attached(self, world: World) -> EvidenceLink:
        revision = register(world.operator, world.unit, "Renja")
        return services.attach(
            entry_id=world.entry("1.a").pk, revision_id=revision.pk, page_from=None, page_to=None, by=world.operator
        )
