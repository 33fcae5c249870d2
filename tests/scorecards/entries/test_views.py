"""The pages of scorecards and entries, as each role meets them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries import services
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard, Window
from scorecards.evidence.models import Document
from tests import factories
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import fulfil, open_sakip, set_level
from tests.scorecards.evidence.helpers import register
from tests.scorecards.evidence.pdfs import pdf, text_pdf

HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def entry_page(world: World, code: str = "1.a", user: User | None = None) -> Any:
    return signed_in(user or world.operator).get(reverse("entries:entry", args=[world.scorecard.pk, code]))


def token(world: World, code: str = "1.a") -> str:
    """Return the hidden version of the page as it would be fetched now."""
    return str(entry_page(world, code).context["state"].version)


def post(world: World, data: dict[str, Any], *, user: User | None = None, htmx: bool = True, code: str = "1.a") -> Any:
    address = reverse("entries:save", args=[world.scorecard.pk, code])
    return signed_in(user or world.operator).post(address, data, headers=HTMX if htmx else {})


def check(world: World, code: str) -> str:
    return f"check-{world.entry(code).pk}"


class TestEntryPage:
    def test_it_shows_question_criteria_levels_evidence_and_basis(self, world: World) -> None:
        html = entry_page(world).content.decode()

        assert "Dokumen perencanaan kinerja tersedia" in html
        assert html.count('class="check"') + html.count('class="check check--many"') == 6
        assert "Renstra perangkat daerah 2025" in html
        assert "PermenPANRB 88/2021" in html
        assert html.count("data-grade") == 8

    def test_the_unit_sees_last_year_without_the_evaluators_grade_before_its_release(self, world: World) -> None:
        last = open_sakip([world.unit], score_year=2024).scorecards.get()
        set_level(last, "1.a", "CC", world.operator, "Renja lama")
        Mark.objects.create(
            entry=last.entries.get(node__code="1.a"),
            party=Mark.Party.EVALUATOR,
            level="D",
            note="Kurang lengkap",
            changed_by=world.evaluator,
        )

        html = entry_page(world).content.decode()
        assert "Renja lama" in html
        assert "Kurang lengkap" not in html

        last.cycle.marks_released_at = timezone.now()
        last.cycle.save()
        assert "Kurang lengkap" in entry_page(world).content.decode()

    @pytest.mark.parametrize("who", ["evaluator", "leader"])
    def test_who_reviews_or_leads_reads_it_without_fields_to_save(self, world: World, who: str) -> None:
        html = entry_page(world, user=getattr(world, who)).content.decode()

        assert "data-autosave" not in html
        assert "data-upload" not in html

    def test_another_unit_does_not_learn_that_it_exists(self, world: World) -> None:
        assert entry_page(world, user=world.other).status_code == 404

    def test_a_code_that_is_no_sub_component_does_not_exist(self, world: World) -> None:
        assert entry_page(world, "1.a.1").status_code == 404
        assert entry_page(world, "9.z").status_code == 404

    def test_after_submission_the_unit_can_only_read(self, world: World) -> None:
        Entry.objects.filter(pk=world.entry("1.a").pk).update(state=Entry.State.SUBMITTED)

        html = entry_page(world).content.decode()

        assert "data-autosave" not in html
        assert "berada pada evaluator" in html

    def test_outside_the_window_the_date_is_told(self, world: World) -> None:
        Window.objects.filter(cycle=world.cycle).update(closes_at=timezone.now() - timedelta(hours=1))

        html = entry_page(world).content.decode()

        assert "data-autosave" not in html
        assert "Masa pengisian sudah ditutup" in html

    def test_numbers_in_attributes_carry_no_separators(self, world: World) -> None:
        Entry.objects.filter(pk=world.entry("1.a.6").pk).update(id=1_234_567)

        html = entry_page(world).content.decode()

        assert "check-1234567" in html
        assert "1.234.567" not in html


class TestSaving:
    def test_one_answer_is_saved_and_the_live_part_comes_back(self, world: World) -> None:
        response = post(world, {check(world, "1.a.3"): "yes", "version": token(world)})

        assert response.status_code == 200
        html = response.content.decode()
        assert "Tersimpan" in html
        assert "1 dari 6" in html
        mark = world.mark("1.a.3")
        assert mark is not None
        assert mark.level == "yes"

    def test_a_plain_form_is_led_back_to_the_page(self, world: World) -> None:
        response = post(world, {"level": "E", "note": "", "version": token(world)}, htmx=False)

        assert response.status_code == 302
        assert response["Location"] == reverse("entries:entry", args=[world.scorecard.pk, "1.a"])

    def test_what_the_person_did_not_touch_is_not_sent_on(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a.4", "no", world.head)

        response = post(world, {check(world, "1.a.3"): "yes", check(world, "1.a.4"): "", "version": before})

        assert response.status_code == 200
        mark = world.mark("1.a.4")
        assert mark is not None
        assert (mark.level, mark.version) == ("no", 1)

    def test_two_people_on_one_answer_see_both_values(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head, "Catatan kepala")

        response = post(world, {"level": "CC", "note": "Catatan saya", "version": before})

        assert response.status_code == 409
        html = response.content.decode()
        assert "1.a: CC" in html
        assert "Catatan saya" in html
        assert "1.a: B" in html
        assert "Catatan kepala" in html
        assert str(world.head) in html

    def test_typing_on_in_a_conflict_stays_a_conflict(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head)
        first = post(world, {"level": "CC", "version": before})

        again = post(world, {"level": "C", "version": _version_in(first)})

        assert again.status_code == 409

    def test_ones_own_value_may_be_chosen_over_the_stored_one(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head)
        first = post(world, {"level": "CC", "version": before})

        chosen = post(
            world,
            {"level": "CC", "version": _version_in(first), "overwrite": f"{world.entry('1.a').pk}:1"},
        )

        assert chosen.status_code == 200
        mark = world.mark("1.a")
        assert mark is not None
        assert (mark.level, mark.version) == ("CC", 2)

    def test_a_plain_form_in_conflict_keeps_what_was_typed(self, world: World) -> None:
        before = token(world)
        set_level(world.scorecard, "1.a", "B", world.head)

        response = post(world, {"level": "CC", "note": "Ketikan saya", "version": before}, htmx=False)

        assert response.status_code == 409
        html = response.content.decode()
        assert "Ketikan saya</textarea>" in html
        assert 'value="CC" checked' in html

    def test_the_same_save_sent_twice_makes_one_version(self, world: World) -> None:
        data = {"level": "E", "version": token(world), "submission": uuid4().hex, "client": uuid4().hex}

        first, second = post(world, data), post(world, data)

        assert (first.status_code, second.status_code) == (200, 200)
        mark = world.mark("1.a")
        assert mark is not None
        assert mark.version == 1

    def test_a_page_that_went_back_after_a_lost_reply_is_believed(self, world: World) -> None:
        before, page = token(world), uuid4().hex
        post(world, {"level": "E", "version": before, "submission": uuid4().hex, "client": page})

        # The reply got lost; the person took the answer back, so the fields are as when the page was made.
        post(world, {"level": "", "version": before, "submission": uuid4().hex, "client": page})

        mark = world.mark("1.a")
        assert mark is not None
        assert (mark.level, mark.version) == ("", 2)

    def test_a_level_that_the_scale_lacks_is_refused_in_words(self, world: World) -> None:
        response = post(world, {"level": "Z", "version": token(world)})

        assert response.status_code == 422
        assert "Yang diperbolehkan" in response.content.decode()

    def test_another_unit_gets_404_and_changes_nothing(self, world: World) -> None:
        response = post(world, {"level": "E", "version": ""}, user=world.other)

        assert response.status_code == 404
        assert world.mark("1.a") is None

    @pytest.mark.parametrize("who", ["evaluator", "leader"])
    def test_who_does_not_fill_in_is_refused(self, world: World, who: str) -> None:
        assert post(world, {"level": "E"}, user=getattr(world, who)).status_code == 403

    def test_after_the_window_the_text_stays_and_the_date_is_told(self, world: World) -> None:
        before = token(world)
        Window.objects.filter(cycle=world.cycle).update(closes_at=timezone.now() - timedelta(seconds=1))

        response = post(world, {"level": "E", "note": "Ketikan saya", "version": before}, htmx=False)

        assert response.status_code == 422
        assert "Masa pengisian sudah ditutup" in response.content.decode()

    @pytest.mark.parametrize("garbage", ["", "x", "1:2", "::::", "1:x:y:z", "9" * 500])
    def test_a_broken_version_costs_no_data(self, world: World, garbage: str) -> None:
        set_level(world.scorecard, "1.a", "B", world.head)

        response = post(world, {"level": "CC", "version": garbage})

        assert response.status_code == 409
        mark = world.mark("1.a")
        assert mark is not None
        assert mark.level == "B"

    def test_a_grade_above_its_criteria_is_saved_with_a_warning(self, world: World) -> None:
        response = post(world, {"level": "A", "version": token(world)})

        assert response.status_code == 200
        assert "melebihi batas" in response.content.decode()


def _version_in(response: Any) -> str:
    return str(response.context["state"].version)


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
        [(b"MZ", "bukan berkas PDF"), (b"", "kosong"), (pdf(1, password="x"), "kata sandi"), (b"%PDF-1.4", "rusak")],
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


class TestScorecard:
    def test_it_names_what_is_missing_and_what_the_gates_forbid(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "A", world.operator)

        html = self.page(world, world.operator)

        assert "1.a: diusulkan A, paling tinggi E" in html
        assert "11 sub-komponen belum bernilai" in html

    def test_only_the_head_is_offered_to_submit(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "E", world.operator)
        address = reverse("entries:submit", args=[world.scorecard.pk])

        assert address in self.page(world, world.head)
        assert address not in self.page(world, world.operator)
        assert address not in self.page(world, world.evaluator)

    def test_the_evaluators_grade_waits_for_its_release(self, world: World) -> None:
        self.decide(world, "1.a", "D")

        assert ">Evaluator<" in self.page(world, world.leader)
        assert ">Evaluator<" not in self.page(world, world.operator)

        world.cycle.marks_released_at = timezone.now()
        world.cycle.save()
        assert ">Evaluator<" in self.page(world, world.operator)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_needs_the_same_queries_for_one_row_and_for_three(
        self, db: None, rows: int, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        city = factories.make_government(is_home=True)
        open_sakip([factories.make_unit(city) for _row in range(rows)])
        client = signed_in(factories.make_member(Role.LEADER, city))
        client.get(reverse("entries:index"))

        with django_assert_num_queries(10):
            response = client.get(reverse("entries:index"))

        assert len(response.context["cards"]) == rows

    @pytest.mark.parametrize("filled", [1, 3])
    def test_the_scorecard_needs_the_same_queries_however_much_is_filled_in(
        self, world: World, filled: int, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        for code in ("1.a", "1.b", "1.c")[:filled]:
            fulfil(world.scorecard, code, 2, world.operator)
            set_level(world.scorecard, code, "D", world.operator)
        client = signed_in(world.operator)
        client.get(reverse("entries:scorecard", args=[world.scorecard.pk]))

        with django_assert_num_queries(11):
            client.get(reverse("entries:scorecard", args=[world.scorecard.pk]))

    @pytest.mark.parametrize("documents", [1, 3])
    def test_the_entry_needs_the_same_queries_however_many_documents_prove_it(
        self, world: World, documents: int, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        for number in range(documents):
            revision = register(world.operator, world.unit, f"Dokumen {number}")
            services.attach(
                entry_id=world.entry("1.a").pk, revision_id=revision.pk, page_from=1, page_to=None, by=world.operator
            )
        entry_page(world)
        client = signed_in(world.operator)
        address = reverse("entries:entry", args=[world.scorecard.pk, "1.a"])
        client.get(address)

        with django_assert_num_queries(11):
            client.get(address)

    def page(self, world: World, user: User) -> str:
        address = reverse("entries:scorecard", args=[world.scorecard.pk])
        return str(signed_in(user).get(address).content.decode())

    def decide(self, world: World, code: str, level: str) -> None:
        Mark.objects.create(
            entry=world.entry(code), party=Mark.Party.EVALUATOR, level=level, changed_by=world.evaluator
        )


class TestSubmitting:
    def submit(self, world: World, data: dict[str, Any] | None = None, user: User | None = None) -> Any:
        address = reverse("entries:submit", args=[world.scorecard.pk])
        client = signed_in(user or world.head)
        return client.get(address) if data is None else client.post(address, data)

    def test_the_page_lists_gaps_and_what_has_no_evidence(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "E", world.operator)

        html = self.submit(world).content.decode()

        assert "11 sub-komponen belum bernilai" in html
        assert "1 nilai belum didukung dokumen" in html

    def test_gaps_have_to_be_acknowledged(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "E", world.operator)

        assert self.submit(world, {"note": "Catatan"}).status_code == 422
        assert world.entry("1.a").state == Entry.State.DRAFT

        assert self.submit(world, {"knows_gaps": "yes"}).status_code == 302
        assert world.entry("1.a").state == Entry.State.SUBMITTED

    def test_a_gate_blocks_with_a_link_to_the_sub_component(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "BB", world.operator)

        response = self.submit(world, {"knows_gaps": "yes"})

        assert response.status_code == 409
        assert reverse("entries:entry", args=[world.scorecard.pk, "1.a"]) in response.content.decode()
        assert Scorecard.objects.get(pk=world.scorecard.pk).status == Scorecard.Status.OPEN

    def test_a_second_click_hands_in_nothing_twice(self, world: World) -> None:
        set_level(world.scorecard, "1.a", "E", world.operator)
        self.submit(world, {"knows_gaps": "yes"})

        assert self.submit(world, {"knows_gaps": "yes"}).status_code == 409
        assert world.scorecard.submissions.count() == 1

    @pytest.mark.parametrize(("who", "status"), [("operator", 403), ("evaluator", 403), ("other", 403)])
    def test_nobody_but_the_head_may(self, world: World, who: str, status: int) -> None:
        assert self.submit(world, {}, getattr(world, who)).status_code == status

    def test_the_head_of_another_unit_does_not_learn_that_it_exists(self, world: World) -> None:
        other_head = factories.make_member(Role.HEAD, world.other_unit)

        assert self.submit(world, user=other_head).status_code == 404


class TestHistory:
    def page(self, world: World, user: User) -> str:
        address = reverse("entries:history", args=[world.scorecard.pk, "1.a"])
        return str(signed_in(user).get(address).content.decode())

    def test_it_tells_who_changed_what_from_what_to_what(self, world: World) -> None:
        post(world, {check(world, "1.a.3"): "yes", "level": "E", "version": token(world)})
        post(world, {check(world, "1.a.3"): "yes", "level": "D", "version": token(world)}, user=world.head)

        html = self.page(world, world.operator)

        assert "1.a.3: Terpenuhi" in html
        assert "1.a: E menjadi D" in html
        assert str(world.head) in html

    def test_it_tells_about_evidence_and_states(self, world: World) -> None:
        revision = register(world.operator, world.unit, "Renja")
        link = services.attach(
            entry_id=world.entry("1.a").pk, revision_id=revision.pk, page_from=2, page_to=None, by=world.operator
        )
        services.detach(link_id=link.pk, by=world.operator)
        set_level(world.scorecard, "1.a", "E", world.operator)
        services.submit(scorecard_id=world.scorecard.pk, by=world.head)

        html = self.page(world, world.operator)

        assert "bukti ditambahkan, “Renja”" in html
        assert "bukti dilepas, “Renja”" in html
        assert "Diajukan kepada evaluator" in html

    def test_the_evaluators_marks_are_left_out_until_released(self, world: World) -> None:
        Mark.objects.create(
            entry=world.entry("1.a"),
            party=Mark.Party.EVALUATOR,
            level="D",
            note="Rahasia sampai rilis",
            changed_by=world.evaluator,
        )

        assert "Rahasia sampai rilis" in self.page(world, world.leader)
        assert "Rahasia sampai rilis" not in self.page(world, world.operator)

    @pytest.mark.parametrize("changes", [1, 3])
    def test_it_needs_the_same_queries_however_long_it_is(
        self, world: World, changes: int, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        for level in ("E", "D", "C")[:changes]:
            set_level(world.scorecard, "1.a", level, world.operator)
        revision = register(world.operator, world.unit, "Renja")
        services.attach(
            entry_id=world.entry("1.a").pk, revision_id=revision.pk, page_from=None, page_to=None, by=world.operator
        )
        client = signed_in(world.operator)
        address = reverse("entries:history", args=[world.scorecard.pk, "1.a"])
        client.get(address)

        with django_assert_num_queries(15):
            client.get(address)
