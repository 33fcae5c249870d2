"""What was returned, as the reviewer and as the unit read it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.common.policy import Role
from scorecards.entries.models import Entry, Mark, Window
from scorecards.reviews.models import Decision
from scorecards.reviews.services import accept, assign, send_back, undo
from tests.factories import make_member
from tests.scorecards.reviews.helpers import City, claim, fill, hand_in, make_city, person

pytestmark = pytest.mark.django_db
REASON = "Halaman belum ditandai."


def listed(client: Client, name: str) -> list[tuple[str, str]]:
    rows = client.get(reverse(name)).context["rows"]
    found = [row["row"] if isinstance(row, dict) else row[0] for row in rows]
    return [(row.entry.node.code, row.decision.reason) for row in found]


def returned(entry: Entry, city: City, reason: str = REASON) -> Decision:
    return send_back(entry_id=entry.pk, reason=reason, seen_version=1, by=city.evaluator)


def count_beside(client: Client, page: str) -> int:
    places = client.get(reverse(page)).context["navigation"]
    counts: dict[str, int] = {place.url: place.count for place in places}
    return counts[reverse("reviews:corrections")]


class TestReviewer:
    """Everything that the party returned, whether it came back or not."""

    def test_open_ones_come_first_and_those_that_came_back_are_told(self, desk: Client, city: City) -> None:
        for code in ("1.a", "1.b"):
            fill(city.entry(code), "BB")
        hand_in(city.scorecard())
        returned(city.entry("1.a"), city)
        hand_in(city.scorecard())
        returned(city.entry("1.b"), city, "Tahun lain.")

        page = desk.get(reverse("reviews:returned"))
        text = page.content.decode()

        assert listed(desk, "reviews:returned") == [("1.b", "Tahun lain."), ("1.a", REASON)]
        assert "Pada OPD" in text
        assert "Sudah kembali" in text
        assert [tab["count"] for tab in page.context["tabs"] if tab["name"] == "returned"] == [1]

    def test_what_was_taken_back_was_not_returned(self, desk: Client, city: City) -> None:
        entry = claim(city.entry("1.a"), "BB")
        made = returned(entry, city)
        undo(entry_id=entry.pk, seen_decision=made.pk, by=city.evaluator)

        assert listed(desk, "reviews:returned") == []

    def test_a_verifier_lists_its_own_returns_in_its_slice(self, city: City, client: Client) -> None:
        now = timezone.now()
        Window.objects.create(cycle=city.cycle, role=Role.VERIFIER, opens_at=now, closes_at=now + timedelta(9))
        for code in ("1.a", "1.b", "2.a"):
            fill(city.entry(code), "BB")
        hand_in(city.scorecard())
        verifier = make_member(Role.VERIFIER, city.government)
        nodes = city.cycle.edition.nodes.filter(code__in=["1.a", "1.b"])
        assign(cycle_id=city.cycle.pk, user=verifier, node_ids=[node.pk for node in nodes], by=city.evaluator)
        party = Mark.Party.VERIFIER
        send_back(entry_id=city.entry("1.a").pk, reason="Dari kami.", seen_version=1, by=verifier, party=party)
        for code in ("1.b", "2.a"):
            returned(city.entry(code), city)
        client.force_login(verifier)

        assert listed(client, "reviews:returned") == [("1.a", "Dari kami.")]

    def test_an_assurer_returns_nothing_and_has_no_such_tab(self, city: City, client: Client) -> None:
        client.force_login(make_member(Role.ASSURER, city.government))

        tabs = client.get(reverse("reviews:queue")).context["tabs"]

        assert "returned" not in {tab["name"] for tab in tabs}


class TestUnit:
    """What waits for a correction, and nothing of how the review goes."""

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.HEAD])
    def test_reason_party_and_due_date_with_the_way_to_it(self, city: City, client: Client, role: Role) -> None:
        entry = claim(city.entry("1.a"), "BB")
        returned(entry, city)
        client.force_login(person(entry, role))

        text = client.get(reverse("reviews:corrections")).content.decode()

        assert listed(client, "reviews:corrections") == [("1.a", REASON)]
        assert "Evaluator" in text
        assert "30 hari lagi" in text or "29 hari lagi" in text
        assert reverse("entries:entry", args=[entry.scorecard_id, "1.a"]) in text
        assert count_beside(client, "home:index") == 1

    def test_it_is_gone_once_it_is_handed_in_again(self, city: City, client: Client) -> None:
        entry = claim(city.entry("1.a"), "BB")
        returned(entry, city)
        hand_in(entry.scorecard)
        client.force_login(person(entry, Role.OPERATOR))

        assert listed(client, "reviews:corrections") == []
        assert count_beside(client, "home:index") == 0

    def test_acceptances_change_neither_list_nor_count(self, city: City, client: Client) -> None:
        for code in ("1.a", "1.b"):
            fill(city.entry(code), "BB")
        hand_in(city.scorecard())
        returned(city.entry("1.a"), city)
        client.force_login(person(city.entry("1.a"), Role.OPERATOR))
        before = (listed(client, "reviews:corrections"), count_beside(client, "home:index"))

        accept(entry_id=city.entry("1.b").pk, level="C", note="Rahasia.", seen_version=1, by=city.evaluator)

        assert (listed(client, "reviews:corrections"), count_beside(client, "home:index")) == before
        assert "1.b" not in client.get(reverse("reviews:corrections")).content.decode()

    def test_other_units_see_nothing_of_it(self, client: Client) -> None:
        city = make_city(2)
        first, second = city.units
        returned(claim(city.entry("1.a", first), "BB"), city)
        client.force_login(person(city.entry("1.a", second), Role.OPERATOR))

        assert listed(client, "reviews:corrections") == []
        assert count_beside(client, "home:index") == 0


@pytest.mark.parametrize("codes", [("1.a",), ("1.a", "1.b", "2.a")])
def test_the_lists_ask_no_more_for_more_rows(
    city: City, client: Client, codes: tuple[str, ...], django_assert_num_queries: Any
) -> None:
    for code in codes:
        fill(city.entry(code), "BB")
    hand_in(city.scorecard())
    for code in codes:
        returned(city.entry(code), city)
    client.force_login(city.evaluator)
    with django_assert_num_queries(10):
        client.get(reverse("reviews:returned"))
    client.force_login(person(city.entry("1.a"), Role.OPERATOR))
    with django_assert_num_queries(7):
        client.get(reverse("reviews:corrections"))
