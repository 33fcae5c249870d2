"""The city's scorecard: each indicator has a unit that answers it, and units that contribute."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.entries import services, worklist
from scorecards.entries.models import Contribution, Entry, EvidenceLink, Mark, Scorecard
from scorecards.entries.selectors import leads_of
from scorecards.entries.services import LeadChange
from tests import factories
from tests.scorecards.entries.browsing import HTMX, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.rb import entry_of, open_rb
from tests.scorecards.evidence.helpers import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def rb(world: World) -> Scorecard:
    """RB: the unit leads B7 and C1, the other unit leads B3; everybody else leads nothing."""
    return open_rb({"B7": world.unit, "C1": world.unit, "B3": world.other_unit})


@pytest.fixture
def third(world: World) -> Unit:
    return factories.make_unit(world.city, name="Dinas Ketiga")


def save(scorecard: Scorecard, code: str, value: str, by: User) -> Mark:
    return services.save_mark(
        entry_id=entry_of(scorecard, code).pk,
        party=Mark.Party.UNIT,
        value=Decimal(value),
        version=0,
        save_key=None,
        by=by,
    )


def status(user: User, name: str, *args: object) -> int:
    return int(signed_in(user).get(reverse(f"entries:{name}", args=args)).status_code)


class TestWhoSees:
    def test_a_lead_sees_its_own_indicators_and_no_other(self, world: World, rb: Scorecard) -> None:
        assert status(world.operator, "entry", rb.pk, "B7") == 200
        assert status(world.operator, "entry", rb.pk, "B3") == 404
        assert status(world.operator, "history", rb.pk, "B3") == 404
        assert status(world.other, "entry", rb.pk, "B3") == 200

    def test_its_page_lists_only_those(self, world: World, rb: Scorecard) -> None:
        html = signed_in(world.operator).get(reverse("entries:scorecard", args=[rb.pk])).content.decode()

        assert "B7 " in html
        assert "C1 " in html
        assert "Tingkat maturitas SPIP" not in html

    def test_a_unit_that_leads_nothing_does_not_know_of_the_scorecard(self, rb: Scorecard, third: Unit) -> None:
        stranger = factories.make_member(Role.OPERATOR, third)

        assert status(stranger, "scorecard", rb.pk) == 404
        assert status(stranger, "entry", rb.pk, "B7") == 404

    def test_leadership_and_evaluators_read_all(self, world: World, rb: Scorecard) -> None:
        for reader in (world.leader, world.evaluator):
            assert status(reader, "entry", rb.pk, "B7") == 200
            assert status(reader, "entry", rb.pk, "B3") == 200
            assert status(reader, "entry", rb.pk, "A1") == 200

    def test_the_ways_to_ask_agree(self, world: World, rb: Scorecard) -> None:
        """What the list shows is what the page opens, for everybody."""
        for person in (world.operator, world.head, world.other, world.leader, world.evaluator):
            visible = Entry.objects.visible_to(person).filter(scorecard=rb).values_list("node__code", flat=True)
            for code in ("A1", "B3", "B7", "C1"):
                assert (status(person, "entry", rb.pk, code) == 200) == (code in set(visible)), (person, code)


class TestWhoAnswers:
    def test_the_lead_saves_its_own_and_not_a_neighbours(self, world: World, rb: Scorecard) -> None:
        client = signed_in(world.operator)

        own = client.post(reverse("entries:save", args=[rb.pk, "B7"]), {"value": "3,5"}, headers=HTMX)
        foreign = client.post(reverse("entries:save", args=[rb.pk, "B3"]), {"value": "3,5"}, headers=HTMX)

        assert (own.status_code, foreign.status_code) == (200, 404)
        assert Mark.objects.get(entry__scorecard=rb).value == Decimal("3.5")

    def test_the_service_refuses_a_neighbour_too(self, world: World, rb: Scorecard) -> None:
        with pytest.raises(services.EntryClosed):
            save(rb, "B3", "3", world.operator)

    def test_the_head_submits_its_part_and_leaves_the_rest(self, world: World, rb: Scorecard) -> None:
        save(rb, "B7", "3", world.operator)
        save(rb, "B3", "2", world.other)

        done = services.submit(scorecard_id=rb.pk, by=world.head)

        states = dict(rb.entries.filter(node__code__in=["B7", "B3", "C1"]).values_list("node__code", "state"))
        assert states == {"B7": "submitted", "B3": "draft", "C1": "empty"}
        assert done.unit == world.unit
        rb.refresh_from_db()
        assert rb.status == Scorecard.Status.OPEN

    def test_a_head_without_a_part_cannot_submit(self, world: World, rb: Scorecard, third: Unit) -> None:
        save(rb, "B7", "3", world.operator)

        with pytest.raises(services.EntryClosed):
            services.submit(scorecard_id=rb.pk, by=factories.make_member(Role.HEAD, third))

    def test_the_worklist_asks_each_lead_for_its_own(self, world: World, rb: Scorecard) -> None:
        (task,) = [task for task in worklist.tasks(world.other) if "RB" in task.title]

        assert task.total == 1
        assert task.url == reverse("entries:entry", args=[rb.pk, "B3"])

    def test_evidence_goes_into_the_leads_register(self, world: World, rb: Scorecard) -> None:
        own, foreign = (
            register(world.operator, world.unit, "Peta SPBE"),
            register(world.other, world.other_unit, "Lain"),
        )
        entry = entry_of(rb, "B7")

        services.attach(entry_id=entry.pk, revision_id=own.pk, page_from=1, page_to=None, by=world.operator)

        with pytest.raises(services.RevisionNotUsable):
            services.attach(entry_id=entry.pk, revision_id=foreign.pk, page_from=1, page_to=None, by=world.operator)


class TestContributor:
    @pytest.fixture
    def share(self, world: World, rb: Scorecard) -> Contribution:
        return services.add_contributor(
            entry_id=entry_of(rb, "B7").pk, unit_id=world.other_unit.pk, wanted="Data", by=world.evaluator
        )

    def test_it_sees_the_indicator_but_cannot_set_the_mark(
        self, world: World, rb: Scorecard, share: Contribution
    ) -> None:
        client = signed_in(world.other)
        page = client.get(reverse("entries:entry", args=[rb.pk, "B7"]))

        assert page.status_code == 200
        assert page.context["can_answer"] is False
        assert client.post(reverse("entries:save", args=[rb.pk, "B7"]), {"value": "3"}).status_code == 404

    def test_it_proves_with_its_own_documents(self, world: World, rb: Scorecard, share: Contribution) -> None:
        revision = register(world.other, world.other_unit, "Data dinas sosial")
        address = reverse("entries:reuse", args=[rb.pk, "B7"])

        response = signed_in(world.other).post(address, {"revision": revision.pk}, headers=HTMX)

        assert response.status_code == 200
        assert EvidenceLink.objects.get(entry__scorecard=rb).revision == revision

    def test_it_is_led_to_no_document_of_the_lead_that_it_may_not_open(
        self, world: World, rb: Scorecard, share: Contribution
    ) -> None:
        revision = register(world.operator, world.unit, "Peta SPBE")
        services.attach(
            entry_id=entry_of(rb, "B7").pk, revision_id=revision.pk, page_from=1, page_to=None, by=world.operator
        )
        opened, address = reverse("evidence:view", args=[revision.pk]), reverse("entries:entry", args=[rb.pk, "B7"])

        page = signed_in(world.other).get(address).content.decode()

        assert "Peta SPBE" in page
        assert opened not in page
        assert signed_in(world.other).get(opened).status_code == 404
        assert opened in signed_in(world.operator).get(address).content.decode()
        assert opened in signed_in(world.evaluator).get(address).content.decode()

    def test_it_takes_away_only_its_own(self, world: World, rb: Scorecard, share: Contribution) -> None:
        revision = register(world.operator, world.unit, "Peta SPBE")
        link = services.attach(
            entry_id=entry_of(rb, "B7").pk, revision_id=revision.pk, page_from=1, page_to=None, by=world.operator
        )

        with pytest.raises(services.RevisionNotUsable):
            services.detach(link_id=link.pk, by=world.other)
        address = reverse("entries:detach", args=[rb.pk, "B7", link.pk])
        assert signed_in(world.other).post(address, headers=HTMX).status_code == 404
        services.detach(link_id=link.pk, by=world.operator)

    def test_its_note_knows_a_conflict(self, world: World, share: Contribution) -> None:
        services.save_share_note(contribution_id=share.pk, note="Terlampir", version=1, by=world.other)
        services.save_share_note(contribution_id=share.pk, note="Terlampir", version=1, by=world.other)

        with pytest.raises(services.ContributionChanged) as caught:
            services.save_share_note(contribution_id=share.pk, note="Lain", version=1, by=world.other)
        assert caught.value.stored.note == "Terlampir"

    def test_the_lead_cannot_contribute_to_itself(self, world: World, rb: Scorecard) -> None:
        with pytest.raises(services.LeadsItself):
            services.add_contributor(
                entry_id=entry_of(rb, "B7").pk, unit_id=world.unit.pk, wanted="", by=world.evaluator
            )


class TestNaming:
    def test_two_who_choose_at_once(self, world: World, rb: Scorecard) -> None:
        entry = entry_of(rb, "A1")
        services.set_leads(scorecard_id=rb.pk, changes=[LeadChange(entry.pk, None, world.unit.pk)])

        with pytest.raises(services.LeadsChanged, match="A1"):
            services.set_leads(scorecard_id=rb.pk, changes=[LeadChange(entry.pk, None, world.other_unit.pk)])
        assert services.set_leads(scorecard_id=rb.pk, changes=[LeadChange(entry.pk, None, world.unit.pk)]) == 0

    def test_a_units_scorecard_has_no_other_lead(self, world: World) -> None:
        change = LeadChange(world.entry("1.a").pk, None, world.other_unit.pk)

        with pytest.raises(services.NoLeadHere):
            services.set_leads(scorecard_id=world.scorecard.pk, changes=[change])

    def test_a_unit_of_another_city_cannot_lead(self, world: World, rb: Scorecard) -> None:
        change = LeadChange(entry_of(rb, "A1").pk, None, factories.make_unit().pk)

        with pytest.raises(services.UnitNotUsable):
            services.set_leads(scorecard_id=rb.pk, changes=[change])


class TestPage:
    """The administrator names leads and contributors."""

    @pytest.fixture
    def admin(self, world: World) -> User:
        return factories.make_member(Role.ADMIN, world.city)

    def test_saving_sends_on_what_changed(self, world: World, rb: Scorecard, admin: User) -> None:
        entry, led = entry_of(rb, "A1"), entry_of(rb, "B7")
        address = reverse("entries:leads", args=[rb.pk])
        data = {f"lead-{entry.pk}": world.unit.pk, f"seen-{entry.pk}": "", f"lead-{led.pk}": "", f"seen-{led.pk}": ""}

        response = signed_in(admin).post(address, data)

        assert response.status_code == 302
        assert entry_of(rb, "A1").lead == world.unit
        assert entry_of(rb, "B7").lead == world.unit, "it was not touched on the page"

    def test_a_race_keeps_what_was_chosen(self, world: World, rb: Scorecard, admin: User) -> None:
        entry = entry_of(rb, "B7")
        data = {f"lead-{entry.pk}": world.other_unit.pk, f"seen-{entry.pk}": ""}

        response = signed_in(admin).post(reverse("entries:leads", args=[rb.pk]), data)

        assert response.status_code == 409
        rows = [row for group in response.context["groups"] for row in group["rows"]]
        (row,) = [row for row in rows if row["entry"].pk == entry.pk]
        assert row["chosen"] == str(world.other_unit.pk)
        assert entry_of(rb, "B7").lead == world.unit

    def test_a_contributor_comes_and_goes(self, world: World, rb: Scorecard, admin: User) -> None:
        client = signed_in(admin)
        client.post(
            reverse("entries:contributor-add", args=[rb.pk, "B7"]), {"unit_id": world.other_unit.pk, "wanted": "Data"}
        )
        share = Contribution.objects.get(entry__scorecard=rb)
        assert "Data" in client.get(reverse("entries:leads", args=[rb.pk])).content.decode()

        client.post(reverse("entries:contributor-remove", args=[rb.pk, "B7", share.pk]))

        assert not Contribution.objects.exists()

    @pytest.mark.parametrize("shares", [1, 3])
    def test_it_needs_the_same_queries_for_one_contributor_and_for_three(
        self, world: World, rb: Scorecard, admin: User, shares: int, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        for number in range(shares):
            unit = factories.make_unit(world.city, name=f"Dinas {number}")
            services.add_contributor(entry_id=entry_of(rb, "B7").pk, unit_id=unit.pk, wanted="", by=admin)
        client = signed_in(admin)
        client.get(reverse("entries:leads", args=[rb.pk]))

        with django_assert_num_queries(10):
            client.get(reverse("entries:leads", args=[rb.pk]))

    def test_the_proposal_fills_only_what_is_free(self, admin: User) -> None:
        call_command("load_units", verbosity=0)
        city = Government.objects.get(code="19.71")
        inspektorat, setwan = (city.units.get(code=code) for code in ("inspektorat", "setwan"))
        scorecard = open_rb({"B7": setwan})

        services.apply_proposal(scorecard_id=scorecard.pk, by=admin)

        assert entry_of(scorecard, "B7").lead == setwan
        assert entry_of(scorecard, "B3").lead == inspektorat
        assert not [entry for entry in leads_of(scorecard) if entry.lead is None]
