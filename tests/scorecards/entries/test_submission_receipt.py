"""The receipt of a submission: what was handed in, frozen; the same bytes each time; read by those who may."""

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common import files, work
from portal.common.policy import Role
from scorecards.domain.canonical import canonical_json, sha256_of
from scorecards.entries import services, submission_receipt
from scorecards.entries.models import EvidenceLink, Mark, Submission
from scorecards.evidence.models import Document
from scorecards.reviews.services import accept
from tests import factories
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import fulfil, set_level
from tests.scorecards.entries.rb import entry_of, open_rb
from tests.scorecards.evidence.helpers import register


def prove(world: World, code: str, title: str, pages: tuple[int, int] | None = None) -> EvidenceLink:
    first, last = pages or (None, None)
    revision = register(world.operator, world.unit, title, pages=9)
    return services.attach(
        entry_id=world.entry(code).pk, revision_id=revision.pk, page_from=first, page_to=last, by=world.operator
    )


def submitted(world: World, note: str = "") -> Submission:
    """Hand in 1.a with two documents, one of them behind a criterion, and 1.b with none."""
    fulfil(world.scorecard, "1.a", 6, world.operator)
    set_level(world.scorecard, "1.a", "BB", world.operator, "Lengkap & <rapi>")
    set_level(world.scorecard, "1.b", "E", world.operator)
    prove(world, "1.a", "Renja 2025", (2, 4))
    prove(world, "1.a.1", "RPJMD")
    return services.submit(scorecard_id=world.scorecard.pk, note=note, by=world.head)


def made(submission: Submission) -> Submission:
    """Let the worker do what waits."""
    submission_receipt.make(str(submission.pk))
    return Submission.objects.select_related("withdrawal").get(pk=submission.pk)


def text_of(pdf: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages).split())


def address(submission: Submission) -> str:
    return reverse("entries:submission-receipt", args=[submission.scorecard_id, submission.number])


class TestContent:
    def test_it_holds_who_when_and_everything_that_was_handed_in(self, world: World) -> None:
        submission = submitted(world, "Siap dinilai")

        content = submission.content
        assert (content["unit"], content["scorecard"], content["number"]) == ("Dinas Kesehatan", "SAKIP 2025", 1)
        assert content["submitted_by"] == {"name": str(world.head), "role": "head"}
        assert datetime.fromisoformat(content["submitted_at"]) == submission.submitted_at
        assert content["submitted_at"].endswith("+07:00")
        assert content["edition"]["sha256"] == world.cycle.edition.sha256
        first = content["components"][0]
        assert (first["of"], first["filled"], first["evidenced"], first["handed_in"]) == (3, 2, 1, 2)
        claims = [(e["code"], e["claim"], e["fulfilled"], e["of"]) for e in content["entries"]]
        assert claims == [("1.a", "BB", 6, 6), ("1.b", "E", 0, content["entries"][1]["of"])]
        assert content["entries"][0]["checks"]["1.a.1"] == "yes"

    def test_it_names_each_file_with_pages_size_and_hash(self, world: World) -> None:
        proofs = submitted(world).content["entries"][0]["evidence"]

        assert [(p["code"], p["title"], p["page_from"], p["page_to"]) for p in proofs] == [
            ("1.a", "Renja 2025", 2, 4),
            ("1.a.1", "RPJMD", None, None),
        ]
        for proof in proofs:
            stored = files.read(proof["sha256"])
            assert len(stored) == proof["size"]

    def test_what_changes_later_changes_nothing_of_it(self, world: World) -> None:
        submission = submitted(world)
        before = sha256_of(submission.content)

        Document.objects.update(title="Judul lain")
        services.withdraw(scorecard_id=world.scorecard.pk, number=1, reason="Keliru", by=world.head)
        set_level(world.scorecard, "1.a", "E", world.operator)
        EvidenceLink.objects.all().delete()

        assert sha256_of(Submission.objects.get().content) == before

    def test_the_database_refuses_to_change_it(self, world: World) -> None:
        submission = submitted(world)

        with pytest.raises(ProgrammingError), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(content={})

    def test_nothing_of_a_reviewer_is_in_it(self, world: World) -> None:
        submission = submitted(world)
        before = canonical_json(submission.content)
        accept(entry_id=world.entry("1.a").pk, level="B", note="Rahasia", seen_version=1, by=world.evaluator)

        pdf = submission_receipt.stored_pdf(made(submission))

        assert pdf is not None
        assert canonical_json(Submission.objects.get().content) == before
        assert "Rahasia" not in text_of(pdf)

    def test_a_lead_hands_in_its_part_of_the_citys_scorecard(self, world: World) -> None:
        card = open_rb({"B7": world.unit, "B3": world.other_unit})
        entry_id = entry_of(card, "B7").pk
        value = Decimal("3.5")
        services.save_mark(
            entry_id=entry_id, party=Mark.Party.UNIT, value=value, version=0, save_key=None, by=world.operator
        )

        content = services.submit(scorecard_id=card.pk, by=world.head).content

        assert content["unit"] == "Dinas Kesehatan"
        assert [(entry["code"], entry["claim"]) for entry in content["entries"]] == [("B7", "3,5")]
        assert sum(row["of"] for row in content["components"]) == 1


class TestPdf:
    def test_the_same_content_gives_the_same_bytes(self, world: World) -> None:
        submission = submitted(world)

        assert submission_receipt.receipt_pdf(submission) == submission_receipt.receipt_pdf(submission)

    def test_it_prints_everything_and_carries_the_content_whose_hash_it_prints(self, world: World) -> None:
        submission = submitted(world, "Siap dinilai")

        pdf = submission_receipt.receipt_pdf(submission)

        words = text_of(pdf)
        at = timezone.localtime(submission.submitted_at)
        for expected in (
            "Dinas Kesehatan",
            "SAKIP 2025",
            f"{world.head}, Kepala OPD",
            f"{at:%H.%M.%S} WIB",
            "Siap dinilai",
            "Lengkap & <rapi>",
            "Renja 2025",
            "2–4",
            "6/6",
        ):
            assert expected in words, expected
        (content,) = pypdf.PdfReader(BytesIO(pdf)).attachments["pengajuan.json"]
        digest = hashlib.sha256(content).hexdigest()
        assert digest == sha256_of(submission.content)
        squeezed = words.replace(" ", "")
        assert digest in squeezed
        for proof in json.loads(content)["entries"][0]["evidence"]:
            assert proof["sha256"] in squeezed

    def test_a_withdrawn_one_says_so_above_the_same_content(self, world: World) -> None:
        submission = submitted(world)
        first = made(submission).receipt_sha256
        services.withdraw(scorecard_id=world.scorecard.pk, number=1, reason="Salah berkas", by=world.head)

        again = made(submission)

        assert again.receipt_sha256 != first
        pdf = files.read(again.receipt_sha256)
        assert "Pengajuan ini sudah ditarik" in text_of(pdf)
        assert "Salah berkas" in text_of(pdf)
        assert sha256_of(submission.content) in text_of(pdf).replace(" ", "")

    def test_data_of_a_demo_say_so(self, world: World) -> None:
        world.city.is_demo = True
        world.city.save()

        assert "DATA CONTOH" in text_of(submission_receipt.receipt_pdf(submitted(world)))


class TestWork:
    def test_handing_in_and_taking_back_ask_for_it(self, world: World) -> None:
        submission = submitted(world)
        assert work.is_open(submission_receipt.KIND, submission.pk)

        made(submission)
        services.withdraw(scorecard_id=world.scorecard.pk, number=1, reason="Keliru", by=world.head)

        assert Submission.objects.get().receipt_sha256 == ""

    def test_twice_is_harmless(self, world: World) -> None:
        submission = submitted(world)

        assert made(submission).receipt_sha256 == made(submission).receipt_sha256

    def test_a_withdrawal_while_it_is_made_is_not_overwritten(self, world: World) -> None:
        submission = submitted(world)
        pdf = submission_receipt.receipt_pdf(submission)
        services.withdraw(scorecard_id=world.scorecard.pk, number=1, reason="Keliru", by=world.head)

        submission_receipt.keep(submission, pdf)

        assert Submission.objects.get().receipt_sha256 == ""


class TestPage:
    def get(self, client: Client, user: User, submission: Submission) -> Any:
        client.force_login(user)
        return client.get(address(submission))

    def test_those_who_may_read_it_get_the_stored_bytes(self, world: World, client: Client) -> None:
        submission = made(submitted(world))

        for who in (world.operator, world.head, world.evaluator, world.leader):
            response = self.get(client, who, submission)
            assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
            assert hashlib.sha256(response.content).hexdigest() == submission.receipt_sha256
        assert 'filename="tanda-terima-sakip-2025-' in response["Content-Disposition"]

    @pytest.mark.parametrize(("role", "status"), [(Role.ADMIN, 403), (Role.JUROR, 403)])
    def test_others_do_not(self, world: World, client: Client, role: Role, status: int) -> None:
        submission = made(submitted(world))

        assert self.get(client, factories.make_member(role, world.city), submission).status_code == status
        assert self.get(client, world.other, submission).status_code == 404

    def test_a_unit_does_not_read_what_another_handed_in_on_the_same_scorecard(
        self, world: World, client: Client
    ) -> None:
        card = open_rb({"B3": world.unit, "B4": world.other_unit})
        foreign = Submission.objects.create(
            scorecard=card, unit=world.unit, number=1, submitted_by=world.head, submitted_at=timezone.now()
        )

        assert self.get(client, world.other, foreign).status_code == 404
        page = client.get(reverse("entries:scorecard", args=[card.pk]))
        assert page.status_code == 200
        assert "Pengajuan 1" not in page.content.decode()

    def test_while_it_is_made_the_reader_is_told(self, world: World, client: Client) -> None:
        submission = submitted(world)

        response = self.get(client, world.head, submission)

        assert response.status_code == 302
        assert "sedang dibuat" in client.get(response["Location"]).content.decode()

    def test_a_lost_file_is_made_again(self, world: World, client: Client) -> None:
        submission = made(submitted(world))
        Submission.objects.filter(pk=submission.pk).update(receipt_sha256="0" * 64)

        assert self.get(client, world.head, submission).status_code == 302
        assert work.is_open(submission_receipt.KIND, submission.pk)
        made(submission)
        assert self.get(client, world.head, submission).status_code == 200

    def test_the_scorecard_lists_them_with_the_same_queries_for_one_and_three(
        self, world: World, client: Client, django_assert_num_queries: Any
    ) -> None:
        client.force_login(world.operator)
        page = reverse("entries:scorecard", args=[world.scorecard.pk])
        set_level(world.scorecard, "1.a", "E", world.operator)
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)
        client.get(page)
        with django_assert_num_queries(15):
            client.get(page)
        for code in ("1.b", "1.c"):
            set_level(world.scorecard, code, "E", world.operator)
            services.submit(scorecard_id=world.scorecard.pk, by=world.head)

        with django_assert_num_queries(15):
            html = client.get(page).content.decode()

        assert all(f"Tanda terima {number} (PDF)" in html for number in (1, 2, 3))
