"""The list of scorecards, one scorecard, and handing it in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries import services
from scorecards.entries.models import Entry, Mark, Scorecard
from tests import factories
from tests.scorecards.entries.browsing import entry_page, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import fulfil, open_sakip, set_level
from tests.scorecards.evidence.helpers import register


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

        with django_assert_num_queries(12):
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

        with django_assert_num_queries(15):
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

        with django_assert_num_queries(17):
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
