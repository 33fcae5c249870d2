"""Evaluations that are filled in another way: the unit reports and the evaluator marks, or numbers are typed."""

import re
import uuid
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse

from portal.accounts.models import User
from scorecards.editions.selectors import edition_of
from scorecards.entries import services
from scorecards.entries.board import board_of
from scorecards.entries.models import Cycle, Entry, Mark, Scorecard
from scorecards.entries.typed import Unreadable, read_number
from scorecards.rankings.models import Result
from scorecards.rankings.services.recompute import recompute
from scorecards.reviews.errors import NoteRequired, UnknownLevel, UnknownNumber
from scorecards.reviews.services import accept
from tests import factories
from tests.scorecards.entries.browsing import HTMX, signed_in
from tests.scorecards.entries.conftest import World
from tests.scorecards.entries.helpers import usual_windows
from tests.scorecards.entries.rb import entry_of, open_rb

TOKEN = re.compile(r'name="version"[^>]*>')
"""The hidden field that says what the page knew; nobody reads it."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def lokus(world: World) -> Scorecard:
    """PEKPPP of the unit."""
    return open_lokus(world, "pekppp/2022")


def open_lokus(world: World, edition: str) -> Scorecard:
    cycle = services.open_cycle(
        government=world.city,
        period=factories.make_period(2025),
        edition=factories.make_edition(edition),
        subject=Cycle.Subject.LOKUS,
        units=[world.unit],
        windows=usual_windows(),
    )
    return cycle.scorecards.get()


def type_in(scorecard: Scorecard, code: str, by: User, **data: str) -> int:
    address = reverse("entries:save", args=[scorecard.pk, code])
    return int(signed_in(by).post(address, data, headers=HTMX).status_code)


class TestReport:
    """F-01: the unit reports in words and evidence."""

    def test_a_report_counts_as_filled_in_and_a_number_is_not_taken(self, world: World, lokus: Scorecard) -> None:
        assert type_in(lokus, "1", world.operator, note="Ditetapkan 2024.", value="5", level="5") == 200

        mark = Mark.objects.get(entry=entry_of(lokus, "1"))
        assert (mark.note, mark.level, mark.value) == ("Ditetapkan 2024.", "", None)
        assert board_of(lokus).progress.filled == 1

    def test_the_service_refuses_a_mark_of_the_unit(self, world: World, lokus: Scorecard) -> None:
        for code in ("1", "F03"):
            with pytest.raises(services.NotClaimed):
                services.save_mark(
                    entry_id=entry_of(lokus, code).pk,
                    party=Mark.Party.UNIT,
                    value=Decimal(5),
                    version=0,
                    save_key=None,
                    by=world.operator,
                )

    def test_nobody_is_asked_for_what_citizens_answer(self, lokus: Scorecard) -> None:
        board = board_of(lokus)

        assert "F03" not in [row.node.code for row in board.missing]
        assert board.progress.total == 31

    def test_what_was_reported_is_handed_in(self, world: World, lokus: Scorecard) -> None:
        type_in(lokus, "1", world.operator, note="Ditetapkan 2024.")

        services.submit(scorecard_id=lokus.pk, by=world.head)

        assert entry_of(lokus, "1").state == Entry.State.SUBMITTED
        assert entry_of(lokus, "2").state == Entry.State.EMPTY


class TestRubric:
    """F-02: the evaluator's mark is the score."""

    @pytest.fixture
    def handed_in(self, world: World, lokus: Scorecard) -> Entry:
        type_in(lokus, "1", world.operator, note="Ditetapkan 2024.")
        services.submit(scorecard_id=lokus.pk, by=world.head)
        return entry_of(lokus, "1")

    def test_a_step_needs_no_note_and_is_kept_as_a_number(self, world: World, handed_in: Entry) -> None:
        accept(entry_id=handed_in.pk, level="4", note="", seen_version=1, by=world.evaluator)

        assert Mark.objects.get(entry=handed_in, party=Mark.Party.EVALUATOR).value == Decimal(4)
        assert Entry.objects.get(pk=handed_in.pk).state == Entry.State.FIXED

    def test_there_is_no_sixth_step(self, world: World, handed_in: Entry) -> None:
        with pytest.raises(UnknownLevel):
            accept(entry_id=handed_in.pk, level="6", note="", seen_version=1, by=world.evaluator)

    def test_the_desk_offers_the_steps_by_their_own_keys(self, world: World, handed_in: Entry) -> None:
        html = signed_in(world.evaluator).get(reverse("reviews:entry", args=[handed_in.pk])).content.decode()

        for step in range(6):
            assert f'value="{step}" data-key="{step}"' in html

    def test_the_page_takes_the_step(self, world: World, handed_in: Entry) -> None:
        client = signed_in(world.evaluator)
        client.post(
            reverse("reviews:accept", args=[handed_in.pk]), {"level": "0", "seen_version": 1, "seen_decision": 0}
        )

        assert Mark.objects.get(entry=handed_in, party=Mark.Party.EVALUATOR).value == Decimal(0)

    def test_answers_from_outside_count_at_once(self, world: World, lokus: Scorecard) -> None:
        """Until citizens have answered, the survey can bring anything from nothing to its full quarter."""
        entries = [entry for entry in lokus.entries.select_related("node") if entry.node.kind != "survey"]
        changes = [services.MarkChange(entry.pk, version=0, note="Ada.") for entry in entries]
        services.save_marks(changes=changes, party=Mark.Party.UNIT, by=world.operator)
        services.submit(scorecard_id=lokus.pk, by=world.head)
        for entry in entries:
            accept(entry_id=entry.pk, level="4", note="", seen_version=1, by=world.evaluator)
        recompute(cycle_id=lokus.cycle_id)
        before = Result.objects.get(scorecard=lokus)
        assert (before.verified, before.reachable) == (Decimal("3.00"), Decimal("4.25"))

        Mark.objects.create(
            entry=entry_of(lokus, "F03"), party=Mark.Party.EXTERNAL, value=Decimal("4.4"), changed_by=world.evaluator
        )
        recompute(cycle_id=lokus.cycle_id)

        after = Result.objects.get(scorecard=lokus)
        assert (after.verified, after.reachable) == (Decimal("4.10"), Decimal("4.10"))


class TestNumber:
    """Values that are typed."""

    @pytest.fixture
    def rb(self, world: World) -> Scorecard:
        return open_rb({"B7": world.unit, "B16": world.unit})

    @pytest.mark.parametrize(
        ("code", "typed", "kept"),
        [("B7", "3,5", "3.5"), ("B7", "3.500", "3.5"), ("B16", "312,25", "312.25"), ("B16", "0", "0")],
    )
    def test_it_is_read_as_people_here_write_it(
        self, world: World, rb: Scorecard, code: str, typed: str, kept: str
    ) -> None:
        assert type_in(rb, code, world.operator, value=typed) == 200
        assert Mark.objects.get(entry=entry_of(rb, code)).value == Decimal(kept)

    @pytest.mark.parametrize("typed", ["5,01", "-1", "lima", "3,5,5"])
    def test_what_does_not_fit_is_refused_and_changes_nothing(self, world: World, rb: Scorecard, typed: str) -> None:
        assert type_in(rb, "B7", world.operator, value=typed) == 422
        assert not Mark.objects.exists()

    def test_the_page_names_the_range_and_shows_a_comma(self, world: World, rb: Scorecard) -> None:
        type_in(rb, "B16", world.operator, value="312,25")

        html = signed_in(world.operator).get(reverse("entries:entry", args=[rb.pk, "B16"])).content.decode()

        assert "Angka dari 0 sampai 400." in html
        assert 'value="312,25"' in html

    def test_every_place_that_shows_it_writes_a_comma(self, world: World, rb: Scorecard) -> None:
        type_in(rb, "B16", world.operator, value="312,25")
        other = {"value": "56.61", "client": str(uuid.uuid4())}
        address = reverse("entries:save", args=[rb.pk, "B16"])
        client = signed_in(world.operator)

        shown = [
            client.post(address, other, headers=HTMX).content.decode(),  # the conflict
            client.get(reverse("entries:grid", args=[rb.pk])).content.decode(),
            client.get(reverse("entries:history", args=[rb.pk, "B16"])).content.decode(),
        ]

        assert "56,61" in shown[0]
        for html in shown:
            assert "312,25" in html
            assert not re.search(r"312\.25|56\.61", TOKEN.sub("", html))

    def test_a_number_with_two_readings_is_told_with_a_comma(self, world: World) -> None:
        edition = edition_of(factories.make_edition("rb/2023"))
        scale = replace(edition.scale_of(edition.node("B16")), maximum=Fraction(9999))

        with pytest.raises(Unreadable, match="3\\.500 dapat berarti 3,5 atau 3500"):
            read_number(scale, "3.500")

    def test_the_evaluator_fixes_it_or_types_another_with_a_note(self, world: World, rb: Scorecard) -> None:
        type_in(rb, "B7", world.operator, value="3,5")
        type_in(rb, "B16", world.operator, value="300")
        services.submit(scorecard_id=rb.pk, by=world.head)
        first, second = entry_of(rb, "B7"), entry_of(rb, "B16")

        accept(entry_id=first.pk, level="3.5", note="", seen_version=1, by=world.evaluator)
        with pytest.raises(NoteRequired):
            accept(entry_id=second.pk, level="299", note="", seen_version=1, by=world.evaluator)
        with pytest.raises(UnknownNumber):
            accept(entry_id=second.pk, level="401", note="x", seen_version=1, by=world.evaluator)
        client = signed_in(world.evaluator)
        data = {"level": "298,5", "note": "Menurut surat KASN.", "seen_version": 1, "seen_decision": 0}
        client.post(reverse("reviews:accept", args=[second.pk]), data)

        values = Mark.objects.filter(party=Mark.Party.EVALUATOR).order_by("entry__node__position")
        assert list(values.values_list("value", flat=True)) == [Decimal("3.5"), Decimal("298.5")]

    def test_satisfaction_is_computed_from_its_nine_elements(self, world: World) -> None:
        skm = open_lokus(world, "skm/2017")
        for number, value in enumerate(("3,31", "3,25", "3,20", "3,45", "3,28", "3,22", "3,30", "3,16", "3,35"), 1):
            assert type_in(skm, f"U{number}", world.operator, value=value) == 200

        assert board_of(skm).total == Decimal("82.00")
