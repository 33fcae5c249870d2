"""The course of a round: its phases in their order, its calendar, and what each viewer may see when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Phase(StrEnum):
    """One stage of a round; the committee moves it on, the calendar announces when."""

    NOMINATION = "nomination"
    SCREENING = "screening"
    JUDGING = "judging"
    DECISION = "decision"


ORDER = tuple(Phase)


class Viewer(StrEnum):
    """As what somebody looks at a round."""

    COMMITTEE = "committee"
    JUROR = "juror"
    LEADER = "leader"


class Seen(StrEnum):
    """What there is to see of the jury's work."""

    NAMES = "names"
    """Who stands behind a nomination that one scores."""
    OWN = "own"
    """The scores that one gave."""
    OTHERS = "others"
    """What other jurors gave to nominations that one has scored."""
    PROGRESS = "progress"
    """How many sheets are in, and nothing of what they say."""
    RANKING = "ranking"
    """Every score, the totals and the order."""


def next_phase(phase: Phase) -> Phase | None:
    """Return the phase that follows, None after the last."""
    place = ORDER.index(phase) + 1
    return ORDER[place] if place < len(ORDER) else None


def previous_phase(phase: Phase) -> Phase | None:
    """Return the phase before, None before the first."""
    place = ORDER.index(phase)
    return ORDER[place - 1] if place else None


def sees(
    viewer: Viewer, phase: Phase, *, is_blind: bool = False, has_finished: bool = False, is_locked: bool = False
) -> frozenset[Seen]:
    """Return what `viewer` may see of the jury's work.

    `has_finished`: the juror has submitted every sheet. Nobody sees a score of anybody else while sheets are open, the
    committee neither: it could steer the rest. In a blind round a juror learns the names with the others' scores.
    """
    if is_locked or (phase is Phase.DECISION and viewer is Viewer.COMMITTEE):
        return frozenset(Seen) if viewer is not Viewer.LEADER else frozenset(Seen) - {Seen.OWN}
    if viewer is Viewer.COMMITTEE:
        return frozenset({Seen.NAMES, Seen.PROGRESS})
    if viewer is Viewer.LEADER:
        return frozenset({Seen.PROGRESS})
    return _juror_sees(phase, is_blind=is_blind, has_finished=has_finished)


def _juror_sees(phase: Phase, *, is_blind: bool, has_finished: bool) -> frozenset[Seen]:
    """Return what a juror sees of a round that is not locked."""
    if phase is Phase.DECISION:
        return frozenset(Seen)
    if phase is not Phase.JUDGING:
        return frozenset()
    found = {Seen.OWN}
    if has_finished:
        found |= {Seen.OTHERS, Seen.NAMES}
    elif not is_blind:
        found.add(Seen.NAMES)
    return frozenset(found)


@dataclass(frozen=True)
class Span:
    """From which day to which day a phase is announced, both included."""

    starts_on: date
    ends_on: date


class CalendarFault(StrEnum):
    """What is wrong with the dates of a phase."""

    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    STARTS_BEFORE_THE_LAST = "starts_before_the_last"


def calendar_faults(spans: Mapping[Phase, Span]) -> dict[Phase, CalendarFault]:
    """Return the faults of a calendar by phase: each ends after it starts, none starts before the one before it."""
    faults: dict[Phase, CalendarFault] = {}
    latest: date | None = None
    for phase in ORDER:
        span = spans.get(phase)
        if span is None:
            continue
        if span.ends_on < span.starts_on:
            faults[phase] = CalendarFault.ENDS_BEFORE_IT_STARTS
        elif latest is not None and span.starts_on < latest:
            faults[phase] = CalendarFault.STARTS_BEFORE_THE_LAST
        latest = span.starts_on if latest is None else max(latest, span.starts_on)
    return faults
