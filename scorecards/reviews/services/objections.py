"""Objecting to a fixed mark, answering as the second reader, and letting marks become final.

The head objects once, in the days after the release; an evaluator who did not fix the mark answers with reasons; what
nobody objected to becomes final when the days are over. Each answer is a Decision too, so that the entry's history
tells it like every other.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.common.clock import database_time
from portal.common.policy import Role
from scorecards.domain.states import Actor, Event, State
from scorecards.entries.models import Mark, Scorecard
from scorecards.entries.services import locks, settle_mark
from scorecards.entries.services.states import move
from scorecards.evidence.models import Document, Revision
from scorecards.reviews import telling
from scorecards.reviews.errors import (
    AlreadyAnswered,
    NoGrounds,
    NoObjection,
    NotSecondReader,
    ObjectionClosed,
    ReasonRequired,
    SameMark,
)
from scorecards.reviews.models import Decision, Objection, ObjectionProof
from scorecards.reviews.selectors.claims import claim_of
from scorecards.reviews.selectors.objections import answer_due, lapsed, own_period
from scorecards.reviews.services.grades import as_mark, require_grade

if TYPE_CHECKING:
    from portal.accounts.models import User

Party = Mark.Party


@dataclass(frozen=True)
class Pointer:
    """A document at its pages that an objection points at."""

    revision_id: int
    page_from: int | None = None
    page_to: int | None = None


@transaction.atomic
def file_objection(*, entry_id: int, wanted: str, grounds: str, proofs: Collection[Pointer], by: "User") -> Objection:
    """Object to a fixed mark in the name of the unit that answers the entry; sent twice it is one objection.

    `wanted` is the grade, or the number in its plain form, that the unit holds to be right. Raises ReviewError:
    outside the days for it, by who does not head the unit, without grounds or documents, or for the same mark.
    """
    entry, grounds = locks.locked_entry(entry_id), grounds.strip()
    made = Objection.objects.filter(entry=entry).first()
    if made is not None and (made.filed_by_id, made.wanted, made.grounds) == (by.pk, wanted, grounds):
        return made
    period = own_period(entry)
    if period is None or entry.state != State.FIXED or not period.is_open or made is not None:
        raise ObjectionClosed(period.closes_at if period else None)
    if entry.owner_id not in by.units_as(Role.HEAD):
        raise ObjectionClosed(None)
    stands = period.mark.grade
    require_grade(claim_of(entry), wanted, grounds)
    if wanted == stands:
        raise SameMark
    wanted_files = {each.revision_id for each in proofs}
    readable = Document.objects.visible_to(by).values("pk")
    known = Revision.objects.filter(pk__in=wanted_files, document__in=readable).count()
    if not grounds or not proofs or known != len(wanted_files):
        raise NoGrounds
    move([entry], Event.DISPUTE, Actor.HEAD)
    made = Objection.objects.create(
        entry=entry,
        disputed=stands,
        wanted=wanted,
        grounds=grounds,
        fixed_by=period.mark.changed_by,
        filed_by=by,
        answer_due=answer_due(period.release, database_time()),
    )
    ObjectionProof.objects.bulk_create(
        ObjectionProof(objection=made, revision_id=one.revision_id, page_from=one.page_from, page_to=one.page_to)
        for one in {each.revision_id: each for each in proofs}.values()
    )
    telling.objected(made)
    return made


@transaction.atomic
def answer_objection(*, entry_id: int, grade: str, answer: str, by: "User") -> Objection:
    """Answer an objection as the second reader: `grade` is the mark from now on, the one that stood or another.

    The mark is final then. Raises ReviewError: by who fixed the mark, without a reason, with a grade that is not on
    the scale or above the gate, or when it is answered already.
    """
    entry, answer = locks.locked_entry(entry_id), answer.strip()
    found = Objection.objects.filter(entry=entry).first()
    if found is None:
        raise NoObjection
    if (found.answered_by_id, found.settled, found.answer) == (by.pk, grade, answer):
        return found
    if found.outcome:
        raise AlreadyAnswered(found.answered_by)
    if by.pk == found.fixed_by_id:
        raise NotSecondReader
    if not answer:
        raise ReasonRequired
    claim = claim_of(entry)
    if grade != found.disputed:
        require_grade(claim, grade, answer)
        settle_mark(entry_id=entry.pk, note=answer, by=by, **as_mark(entry, grade))
    before = entry.state
    move([entry], Event.RESOLVE, Actor.SECOND_READER)
    found.outcome = Objection.Outcome.UPHELD if grade == found.disputed else Objection.Outcome.CHANGED
    found.answer, found.settled, found.answered_by, found.answered_at = answer, grade, by, database_time()
    found.save()
    Decision.objects.create(
        entry=entry,
        party=Party.EVALUATOR,
        outcome=Decision.Outcome.ACCEPTED,
        level=grade,
        reason=answer,
        seen_version=claim.version,
        state_before=before,
        decided_by=by,
    )
    telling.answered(found)
    return found


@transaction.atomic
def let_lapse(_day: str = "") -> None:
    """Make final what can no longer be objected to; done every day, safe to repeat."""
    cards = Scorecard.objects.filter(entries__in=lapsed()).values("pk")
    list(Scorecard.objects.select_for_update(of=("self",)).filter(pk__in=cards).order_by("pk"))
    move(list(lapsed()), Event.LAPSE, Actor.CLOCK)
