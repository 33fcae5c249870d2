"""The page of one sub-component and its history, as each role meets them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from scorecards.entries import services
from scorecards.entries.models import Entry, Mark, Window
from scorecards.reviews.models import Decision
from tests.scorecards.entries.browsing import check, entry_page, post, signed_in, token
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import open_sakip, set_level
from tests.scorecards.evidence.helpers import register


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
        assert "sedang dalam proses penilaian" in html

    def test_what_came_back_shows_the_evaluators_words_and_is_open_again(self, world: World) -> None:
        entry = world.entry("1.a")
        Entry.objects.filter(pk=entry.pk).update(state=Entry.State.RETURNED)
        Decision.objects.create(
            entry=entry,
            outcome=Decision.Outcome.RETURNED,
            reason="Renja belum ditandatangani",
            seen_version=1,
            decided_by=world.evaluator,
        )

        html = entry_page(world).content.decode()

        assert "Renja belum ditandatangani" in html
        assert f"Dikembalikan oleh {world.evaluator}" in html
        assert "data-autosave" in html

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
        assert "Diajukan" in html

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

        with django_assert_num_queries(17):
            client.get(address)
