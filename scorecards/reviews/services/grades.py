"""What a grade that a reviewer gives has to be, and how it is kept."""

from decimal import Decimal
from typing import TypedDict

from scorecards.domain.numbers import plain
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Entry
from scorecards.entries.typed import Unreadable, read_number
from scorecards.reviews.errors import AboveGate, NoteRequired, UnknownLevel, UnknownNumber
from scorecards.reviews.selectors.claims import Claim


class Grade(TypedDict):
    """A grade as a mark keeps it: a level of the scale, or a number."""

    level: str
    value: Decimal | None


def as_mark(entry: Entry, grade: str) -> Grade:
    """Return what a mark keeps of a grade that `require_grade` let pass; nothing of no grade."""
    edition = edition_of(entry.scorecard.cycle.edition)
    is_number = bool(grade) and not edition.scale_of(edition.node(entry.node.code)).levels
    return Grade(level="" if is_number else grade, value=Decimal(grade) if is_number else None)


def require_grade(claim: Claim, level: str, note: str) -> None:
    """Refuse what the scale does not have, what the gate forbids, and another grade than the claim without a word.

    A number comes in its plain form, as the form writes it.
    """
    known = tuple(each.code for each in claim.levels)
    if claim.takes_number and not known:
        _check_number(claim, level)
    elif level not in known:
        raise UnknownLevel(level, known)
    if not claim.allows(level):
        raise AboveGate(level, claim.cap, claim.standing.fulfilled, claim.standing.of)
    if level != claim.prefilled and not note and claim.needs_reason:
        raise NoteRequired


def _check_number(claim: Claim, text: str) -> None:
    """Refuse what is not a number of the scale in its plain form, as the form writes it."""
    try:
        value = read_number(claim.edition.scale_of(claim.node), text)
    except Unreadable as error:
        raise UnknownNumber(str(error)) from error
    if plain(value) != text:
        raise UnknownNumber(plain(value))
