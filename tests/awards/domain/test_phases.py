from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.domain.phases import (
    ORDER,
    CalendarFault,
    Phase,
    Seen,
    Span,
    Viewer,
    calendar_faults,
    next_phase,
    previous_phase,
    sees,
)

DAY = date(2025, 3, 1)


def test_phases_lead_from_nomination_to_decision_and_back() -> None:
    assert [next_phase(phase) for phase in ORDER] == [Phase.SCREENING, Phase.JUDGING, Phase.DECISION, None]
    assert [previous_phase(phase) for phase in ORDER] == [None, Phase.NOMINATION, Phase.SCREENING, Phase.JUDGING]


@pytest.mark.parametrize(
    ("viewer", "phase", "seen"),
    [
        (Viewer.COMMITTEE, Phase.JUDGING, {Seen.NAMES, Seen.PROGRESS}),
        (Viewer.COMMITTEE, Phase.DECISION, set(Seen)),
        (Viewer.JUROR, Phase.SCREENING, set()),
        (Viewer.JUROR, Phase.JUDGING, {Seen.OWN, Seen.NAMES}),
        (Viewer.JUROR, Phase.DECISION, set(Seen)),
        (Viewer.LEADER, Phase.DECISION, {Seen.PROGRESS}),
    ],
)
def test_each_sees_what_the_phase_allows(viewer: Viewer, phase: Phase, seen: set[Seen]) -> None:
    assert sees(viewer, phase) == seen


def test_blind_juror_learns_the_names_with_the_scores_of_the_others() -> None:
    assert sees(Viewer.JUROR, Phase.JUDGING, is_blind=True) == {Seen.OWN}
    assert sees(Viewer.JUROR, Phase.JUDGING, is_blind=True, has_finished=True) == {Seen.OWN, Seen.OTHERS, Seen.NAMES}


def test_nobody_sees_a_ranking_while_sheets_are_open() -> None:
    for viewer, phase, is_blind, has_finished in product(Viewer, ORDER[:3], (False, True), (False, True)):
        assert Seen.RANKING not in sees(viewer, phase, is_blind=is_blind, has_finished=has_finished)


def test_leadership_sees_scores_only_of_a_locked_decision() -> None:
    assert all(Seen.RANKING not in sees(Viewer.LEADER, phase) for phase in ORDER)
    assert Seen.RANKING in sees(Viewer.LEADER, Phase.DECISION, is_locked=True)


def test_calendar_names_what_lies_wrong() -> None:
    spans = {
        Phase.NOMINATION: Span(DAY, DAY - timedelta(days=1)),
        Phase.SCREENING: Span(DAY, DAY),
        Phase.JUDGING: Span(DAY - timedelta(days=1), DAY),
    }

    assert calendar_faults(spans) == {
        Phase.NOMINATION: CalendarFault.ENDS_BEFORE_IT_STARTS,
        Phase.JUDGING: CalendarFault.STARTS_BEFORE_THE_LAST,
    }


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=4, max_size=4))
def test_calendar_without_fault_has_its_beginnings_in_order(days: list[tuple[int, int]]) -> None:
    spans = {
        phase: Span(DAY + timedelta(days=starts), DAY + timedelta(days=ends))
        for phase, (starts, ends) in zip(ORDER, days, strict=True)
    }
    starts = [span.starts_on for span in spans.values()]
    is_sound = starts == sorted(starts) and all(span.starts_on <= span.ends_on for span in spans.values())

    assert (calendar_faults(spans) == {}) == is_sound
