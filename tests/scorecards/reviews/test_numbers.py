"""Where the mark is a number: every page of the review writes it with a decimal comma, and nothing mistakes it."""

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from scorecards.domain.numbers import written_grade
from scorecards.entries.models import Entry, Mark
from scorecards.reviews.services import accept
from tests.scorecards.reviews.helpers import City, address, claim_merit, decide

# The history knows the time of each transaction.
pytestmark = pytest.mark.django_db(transaction=True)

WITH_A_POINT = re.compile(r"312\.25|310\.5")


@pytest.fixture
def merit(city: City) -> Entry:
    """The index of the merit system, claimed as 312,25."""
    return claim_merit(city, Decimal("312.25"))


@pytest.mark.parametrize(
    ("kept", "shown"), [("312.25", "312,25"), ("3", "3"), ("3.50", "3,5"), ("BB", "BB"), ("1.a", "1.a"), ("", "")]
)
def test_a_grade_kept_as_text_is_written_as_people_read_it(kept: str, shown: str) -> None:
    assert written_grade(kept) == shown


def test_queue_desk_message_and_timeline_write_a_comma(city: City, desk: Client, merit: Entry) -> None:
    queue = reverse("reviews:queue") + f"?siklus={merit.scorecard.cycle_id}"
    waiting, before = desk.get(queue).content.decode(), desk.get(address(merit))
    decided = decide(desk, merit, "accept", level="310,5", note="Menurut surat KASN.")
    pages = [
        waiting,
        before.content.decode(),
        desk.get(decided["Location"]).content.decode(),
        desk.get(f"{queue}&tampil=diterima").content.decode(),
        desk.get(address(merit)).content.decode(),
    ]

    assert before.context["accept_form"]["level"].value() == "312,25"
    assert "B16 dengan nilai 310,5" in pages[2]
    assert "312,25" in pages[0]
    assert "310,5" in pages[3]
    assert 'value="310,5"' in pages[4]
    assert [WITH_A_POINT.findall(page) for page in pages] == [[]] * len(pages)


def test_the_evaluator_reads_the_assurers_number_with_a_comma(city: City, desk: Client, merit: Entry) -> None:
    Mark.objects.create(entry=merit, party=Mark.Party.ASSURER, value="310.5", changed_by=city.evaluator)

    assert "310,5</strong>" in desk.get(address(merit)).content.decode()


def test_an_unchanged_number_is_no_change_and_its_decision_can_be_taken_back(
    city: City, desk: Client, merit: Entry
) -> None:
    decision = accept(entry_id=merit.pk, level="312.25", note="", seen_version=1, by=city.evaluator)

    page = desk.post(reverse("reviews:undo", args=[merit.pk]), {"keputusan": decision.pk}, follow=True)

    assert "Dibatalkan" in page.content.decode()
    merit.refresh_from_db()
    assert merit.state == "submitted"
