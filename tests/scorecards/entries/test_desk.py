"""Many answers are saved together: as many queries for a whole worksheet as for a few answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.common.policy import Role
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.services import MarkChange, save_marks
from tests.factories import make_member, make_scorecard

pytestmark = pytest.mark.django_db


@pytest.fixture
def scorecard() -> Scorecard:
    return make_scorecard()


def answer(entry: Entry, version: int = 0, *, level: str = "") -> MarkChange:
    return MarkChange(entry.pk, version, level or ("yes" if entry.node.kind == "check" else "C"))


def test_a_whole_worksheet_takes_no_more_queries_than_a_few_answers(scorecard: Scorecard) -> None:
    assert scorecard.unit is not None
    operator = make_member(Role.OPERATOR, scorecard.unit)
    entries = list(scorecard.entries.select_related("node").order_by("node__position"))
    few, rest = entries[:3], entries[3:]

    with CaptureQueriesContext(connection) as for_few:
        save_marks(changes=map(answer, few), party=Mark.Party.UNIT, by=operator)
    with CaptureQueriesContext(connection) as for_rest:
        report = save_marks(changes=map(answer, rest), party=Mark.Party.UNIT, by=operator)

    assert len(report.saved) == 89
    assert len(for_rest) <= len(for_few)
    assert Mark.objects.filter(entry__scorecard=scorecard, version=1).count() == 92
    assert set(scorecard.entries.filter(node__kind="criterion").values_list("state", flat=True)) == {"draft"}


def test_two_changes_of_one_answer_both_stand_in_the_history(scorecard: Scorecard) -> None:
    assert scorecard.unit is not None
    operator = make_member(Role.OPERATOR, scorecard.unit)
    entry = scorecard.entries.select_related("node").get(node__code="1.a")

    report = save_marks(
        changes=[answer(entry, level="C"), answer(entry, 1, level="B")], party=Mark.Party.UNIT, by=operator
    )

    mark = report.saved[entry.pk]
    mark.refresh_from_db()
    assert (mark.level, mark.version) == ("B", 2)
    events = mark.events.order_by("pgh_id")  # type: ignore[attr-defined]
    assert list(events.values_list("pgh_label", "level")) == [("insert", "C"), ("update", "B")]
