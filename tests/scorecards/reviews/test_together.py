"""Accepting together what is unchanged since it was accepted before, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.common.policy import Role
from scorecards.entries import services as entering
from scorecards.entries.models import Entry, EvidenceLink, Mark, Window
from scorecards.evidence.models import Document
from scorecards.reviews.errors import NotUnchanged
from scorecards.reviews.models import Decision
from scorecards.reviews.services import accept, accept_unchanged, assign, release_marks, send_back
from tests.factories import make_member
from tests.scorecards.entries.helpers import open_sakip, set_level
from tests.scorecards.reviews.helpers import City, fill, hand_in, make_city, person, prove

# The history knows the time of each transaction.
pytestmark = pytest.mark.django_db(transaction=True)
Party = Mark.Party
URL = "reviews:unchanged"


@pytest.fixture
def city(db: None) -> City:
    """One unit; the verifier has time."""
    return with_verifiers(make_city())


def with_verifiers(city: City) -> City:
    now = timezone.now()
    Window.objects.create(cycle=city.cycle, role=Role.VERIFIER, opens_at=now, closes_at=now + timedelta(days=9))
    return city


def verifier_of(city: City, *codes: str) -> User:
    user = make_member(Role.VERIFIER, city.government)
    nodes = city.cycle.edition.nodes.filter(code__in=codes)
    assign(cycle_id=city.cycle.pk, user=user, node_ids=[node.pk for node in nodes], by=city.evaluator)
    return user


def verified_and_returned(city: City, verifier: User, *codes: str) -> list[Entry]:
    """Let the verifier verify the entries, and the evaluator return them."""
    entries = [fill(city.entry(code, unit), "BB") for unit in city.units for code in codes]
    for entry in entries:
        prove(entry, f"Renja {entry.pk}", page=2)
    for unit in city.units:
        hand_in(city.scorecard(unit))
    for entry in entries:
        accept(entry_id=entry.pk, level="B", note="Cukup.", seen_version=1, by=verifier, party=Party.VERIFIER)
        send_back(entry_id=entry.pk, reason="Lengkapi.", seen_version=1, by=city.evaluator)
    return entries


def listed(client: Client) -> list[str]:
    return [row.entry.node.code for row, _url in client.get(reverse(URL)).context["rows"]]


def press(client: Client, page: Any) -> Any:
    ticked = [f"{row.entry.pk}-{row.seen_version}-{row.seen_decision}" for row, _url in page.context.get("rows", [])]
    return client.post(page.context["action"], {"pilih": ticked}, follow=True)


class TestAcceptedBefore:
    """Rule a: the party's own last decision is an acceptance, and the answer is what it was."""

    def test_what_comes_back_as_it_was_is_accepted_as_it_was(self, city: City, client: Client) -> None:
        verifier = verifier_of(city, "1.a", "1.b")
        entry, _other = verified_and_returned(city, verifier, "1.a", "1.b")
        hand_in(entry.scorecard)
        client.force_login(verifier)

        page = client.get(reverse(URL))
        answer = press(client, page)

        assert "Lengkapi." in page.content.decode()
        entry.refresh_from_db()
        last = entry.decisions.order_by("pk").last()
        assert last is not None
        assert (last.party, last.outcome, last.level, last.reason) == ("verifier", "accepted", "B", "Cukup.")
        assert entry.state == "verified"
        assert "2 isian diterima" in answer.content.decode()

    @pytest.mark.parametrize("what", ["grade", "note", "check", "file", "pages", "removed"])
    def test_any_change_of_the_answer_takes_it_off_the_list(self, city: City, client: Client, what: str) -> None:
        verifier = verifier_of(city, "1.a", "1.b")
        entry, _other = verified_and_returned(city, verifier, "1.a", "1.b")
        change(entry, what)
        hand_in(entry.scorecard)
        client.force_login(verifier)

        assert listed(client) == ["1.b"]

    def test_a_file_that_was_taken_off_and_put_back_at_its_page_is_no_change(self, city: City, client: Client) -> None:
        verifier = verifier_of(city, "1.a")
        (entry,) = verified_and_returned(city, verifier, "1.a")
        link, by = entry.evidence.get(), person(entry, Role.OPERATOR)
        entering.detach(link_id=link.pk, by=by)
        entering.attach(entry_id=entry.pk, revision_id=link.revision_id, page_from=2, page_to=2, by=by)
        hand_in(entry.scorecard)
        client.force_login(verifier)

        assert listed(client) == ["1.a"]

    def test_what_the_party_itself_returned_is_never_accepted_in_passing(self, city: City, client: Client) -> None:
        entry = fill(city.entry("1.a"), "BB")
        hand_in(entry.scorecard)
        accept(entry_id=entry.pk, level="BB", note="", seen_version=1, by=city.evaluator)
        send_back(entry_id=entry.pk, reason="Lengkapi.", seen_version=1, by=city.evaluator)
        hand_in(entry.scorecard)
        client.force_login(city.evaluator)

        assert listed(client) == []

    def test_what_waits_for_the_first_time_is_not_on_the_list(self, city: City, client: Client) -> None:
        hand_in(fill(city.entry("1.a"), "BB").scorecard)
        client.force_login(city.evaluator)

        queue = client.get(reverse("reviews:queue"))

        assert listed(client) == []
        assert queue.context["unchanged"] == 0
        assert reverse(URL) not in queue.content.decode()


def change(entry: Entry, what: str) -> None:
    """Let the unit change one thing."""
    by, link = person(entry, Role.OPERATOR), entry.evidence.get()
    if what == "grade":
        fill(entry, "A")
    elif what == "note":
        fill(entry, "BB", note="Sudah.")
    elif what == "check":
        set_level(entry.scorecard, "1.a.2", "yes", by, note="Sudah.")
    elif what == "file":
        prove(entry, "Tambahan")
    elif what == "pages":
        entering.set_pages(link_id=link.pk, page_from=3, page_to=3, by=by)
    else:
        entering.detach(link_id=link.pk, by=by)


class TestRace:
    """What the page showed and what stands at the press."""

    def test_what_changed_between_page_and_press_is_told_and_left(self, city: City, client: Client) -> None:
        verifier = verifier_of(city, "1.a", "1.b")
        changed, same = verified_and_returned(city, verifier, "1.a", "1.b")
        hand_in(same.scorecard)
        client.force_login(verifier)
        page = client.get(reverse(URL))
        send_back(entry_id=changed.pk, reason="Sekali lagi.", seen_version=1, by=city.evaluator)
        change(changed, "note")
        hand_in(changed.scorecard)

        answer = press(client, page).content.decode()

        changed.refresh_from_db()
        same.refresh_from_db()
        assert (changed.state, same.state) == ("resubmitted", "verified")
        assert "1 isian diterima" in answer
        assert "1.a" in answer

    def test_a_second_press_decides_nothing_twice(self, city: City, client: Client) -> None:
        verifier = verifier_of(city, "1.a")
        (entry,) = verified_and_returned(city, verifier, "1.a")
        hand_in(entry.scorecard)
        client.force_login(verifier)
        page = client.get(reverse(URL))

        press(client, page)
        press(client, page)

        assert entry.decisions.filter(outcome=Decision.Outcome.ACCEPTED).count() == 2

    def test_a_forged_key_accepts_nothing(self, city: City, client: Client) -> None:
        first = fill(city.entry("1.a"), "BB")
        outside = fill(city.entry("2.a"), "BB")
        hand_in(first.scorecard)
        verifier = verifier_of(city, "1.a")
        client.force_login(verifier)

        client.post(reverse(URL), {"pilih": [f"{first.pk}-1-0", f"{outside.pk}-1-0", "1-2", "x-1-0", "9" * 30]})

        assert not Decision.objects.exists()
        for entry in (first, outside):
            with pytest.raises(NotUnchanged):
                accept_unchanged(entry_id=entry.pk, seen_version=1, seen_decision=0, by=verifier)
        with pytest.raises(NotUnchanged):
            accept_unchanged(entry_id=first.pk, seen_version=1, seen_decision=0, by=person(first, Role.HEAD))

    def test_a_slice_holds_here_too(self, city: City, client: Client) -> None:
        verifier = verifier_of(city, "1.a", "1.b")
        entry, _other = verified_and_returned(city, verifier, "1.a", "1.b")
        hand_in(entry.scorecard)
        client.force_login(verifier_of(city, "2.a"))

        assert listed(client) == []


class TestAsLastYear:
    """Rule b: the grade that was fixed last year, on the same answer, with documents that are about this year."""

    @pytest.fixture
    def again(self, city: City) -> Entry:
        """1.a as it was fixed for 2024, with a document of several years, claimed for 2025 in the same words."""
        before = City(city.government, city.evaluator, open_sakip(city.units, score_year=2024))
        old, new = before.entry("1.a"), city.entry("1.a")
        fill(old, "A")
        link = prove(old, "RPJMD", page=2)
        Document.objects.update(covers_from="2023-01-01", covers_to="2026-12-31")
        hand_in(old.scorecard)
        accept(entry_id=old.pk, level="BB", note="Cukup.", seen_version=1, by=city.evaluator)
        release_marks(cycle_id=before.cycle.pk, by=city.evaluator)
        fill(new, "BB")
        entering.attach(
            entry_id=new.pk,
            revision_id=link.revision_id,
            page_from=2,
            page_to=2,
            by=person(new, Role.OPERATOR),
        )
        return new

    def waiting(self, entry: Entry, client: Client, city: City) -> list[str]:
        """Hand in, and return what the evaluator may accept together."""
        hand_in(entry.scorecard)
        client.force_login(city.evaluator)
        return listed(client)

    def test_the_same_answer_gets_the_same_grade(self, city: City, client: Client, again: Entry) -> None:
        assert self.waiting(again, client, city) == ["1.a"]
        queue = client.get(reverse("reviews:queue"))
        answer = press(client, client.get(reverse(URL)))

        again.refresh_from_db()
        assert "Terima 1 yang tidak berubah" in queue.content.decode()
        assert (answer.status_code, again.state) == (200, "fixed")
        assert again.marks.get(party=Party.EVALUATOR).level == "BB"

    @pytest.mark.parametrize("what", ["grade", "note", "check", "file", "pages", "removed"])
    def test_anything_else_than_last_year_is_not_on_the_list(
        self, city: City, client: Client, again: Entry, what: str
    ) -> None:
        change(again, what)

        assert self.waiting(again, client, city) == []

    @pytest.mark.parametrize("dates", [("2024-01-01", "2024-12-31"), (None, None)])
    def test_a_document_that_is_not_about_this_year_is_looked_at(
        self, city: City, client: Client, again: Entry, dates: tuple[str | None, str | None]
    ) -> None:
        Document.objects.update(covers_from=dates[0], covers_to=dates[1])

        assert self.waiting(again, client, city) == []

    def test_marks_that_were_not_released_count_for_nothing(self, city: City, client: Client, again: Entry) -> None:
        type(city.cycle).objects.update(marks_released_at=None)

        assert self.waiting(again, client, city) == []

    def test_an_entry_that_was_returned_this_year_is_looked_at(self, city: City, client: Client, again: Entry) -> None:
        hand_in(again.scorecard)
        send_back(entry_id=again.pk, reason="Lengkapi.", seen_version=1, by=city.evaluator)

        assert self.waiting(again, client, city) == []


@pytest.mark.parametrize("units", [1, 4])
def test_the_list_asks_no_more_for_more_rows(client: Client, units: int, django_assert_num_queries: Any) -> None:
    city = with_verifiers(make_city(units))
    verifier = verifier_of(city, "1.a", "1.b")
    for entry in verified_and_returned(city, verifier, "1.a", "1.b")[::2]:
        hand_in(entry.scorecard)
    client.force_login(verifier)
    client.get(reverse(URL))

    with django_assert_num_queries(15):
        page = client.get(reverse(URL))

    assert len(page.context["rows"]) == 2 * units
    assert EvidenceLink.objects.count() == 2 * units
