"""How an entry came to stand as it does: decisions, submissions, and what the unit changed in between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db.models import Q

from scorecards.domain.edition import NodeKind
from scorecards.domain.numbers import written
from scorecards.entries.models import Entry, EvidenceLink, Mark, Submission
from scorecards.reviews.models import Decision
from scorecards.reviews.selectors.claims import Claim


class ChangeKind(StrEnum):
    """What the unit changed."""

    GRADE = "grade"
    NOTE = "note"
    CHECK = "check"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_REMOVED = "evidence_removed"
    EVIDENCE_PAGES = "evidence_pages"


@dataclass(frozen=True)
class Change:
    """One difference between then and now; `before` and `after` are codes (grade, yes, no), texts or pages."""

    kind: ChangeKind
    subject: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """One line of an entry's history: a submission by the unit, or a decision on it."""

    at: datetime
    by: str
    submission: Submission | None = None
    decision: Decision | None = None


def timeline(entry: Entry) -> list[Event]:
    """Return decisions and the submissions they answered, oldest first; two queries.

    A scorecard is submitted again for every returned entry, so only those submissions are told that brought this
    entry to the evaluator: the first, and the first after each return.
    """
    decisions = list(entry.decisions.select_related("decided_by"))
    submissions = list(
        Submission.objects.filter(scorecard=entry.scorecard_id, withdrawal=None).select_related("submitted_by")
    )
    begins = [datetime.min.replace(tzinfo=submissions[0].submitted_at.tzinfo)] if submissions else []
    begins += [each.decided_at for each in decisions if each.outcome == Decision.Outcome.RETURNED]
    told = [next((each for each in submissions if each.submitted_at > begin), None) for begin in begins]
    events = [Event(each.submitted_at, str(each.submitted_by), submission=each) for each in told if each]
    events += [Event(each.decided_at, str(each.decided_by), decision=each) for each in decisions]
    return sorted(events, key=lambda event: event.at)


def standing_decisions(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that were not taken back, oldest first; an undo takes back the one before it."""
    found: list[Decision] = []
    for decision in decisions:
        if decision.outcome != Decision.Outcome.UNDONE:
            found.append(decision)
        elif found:
            found.pop()
    return found


def changes_since(entry: Entry, claim: Claim, moment: datetime) -> list[Change]:
    """Return what the unit changed in its claim and evidence since `moment`, from the history; four queries."""
    return _claim_changes(entry, claim, moment) + _evidence_changes(entry, moment)


def _claim_changes(entry: Entry, claim: Claim, moment: datetime) -> list[Change]:
    ids = [entry.pk, *(check.entry_id for check in claim.checks)]
    then = {row.entry_id: row for row in _rows_at("MarkEvent", Q(entry__in=ids, party=Mark.Party.UNIT), moment)}
    grade = then.get(entry.pk)
    changes = [
        Change(ChangeKind.GRADE, claim.node.code, _answer_of(grade), claim.shown),
        Change(ChangeKind.NOTE, claim.node.code, grade.note if grade else "", claim.note),
    ]
    for check in claim.checks:
        before = then[check.entry_id].level if check.entry_id in then else ""
        changes.append(Change(ChangeKind.CHECK, check.node.code, before, check.answer))
    return [change for change in changes if change.before != change.after]


def _answer_of(then: Any) -> str:
    """Return the grade or number of a row of the history as people here read it, or nothing."""
    if then is None:
        return ""
    return then.level if then.value is None else written(then.value)


def _evidence_changes(entry: Entry, moment: datetime) -> list[Change]:
    of_entry = Q(pk=entry.pk) | Q(node__parent=entry.node_id, node__kind=NodeKind.CHECK, item=entry.item_id)
    ids = list(Entry.objects.filter(of_entry, scorecard=entry.scorecard_id).values_list("pk", flat=True))
    then = {row.id: row for row in _rows_at("EvidenceLinkEvent", Q(entry__in=ids), moment)}
    now = {link.pk: link for link in EvidenceLink.objects.filter(entry__in=ids).select_related("revision__document")}
    changes = []
    for pk, link in now.items():
        title = link.revision.document.title
        if pk not in then:
            changes.append(Change(ChangeKind.EVIDENCE_ADDED, title, "", pages(link)))
        elif pages(then[pk]) != pages(link):
            changes.append(Change(ChangeKind.EVIDENCE_PAGES, title, pages(then[pk]), pages(link)))
    removed = [row for pk, row in then.items() if pk not in now]
    changes += [Change(ChangeKind.EVIDENCE_REMOVED, row.revision.document.title, pages(row), "") for row in removed]
    return changes


def pages(link: Any) -> str:
    """Write the pages that a link points to: nothing, 14, or 14-16 with an en dash."""
    if not link.page_from:
        return ""
    if not link.page_to or link.page_to == link.page_from:
        return str(link.page_from)
    return f"{link.page_from}\N{EN DASH}{link.page_to}"


def _rows_at(event_model: str, which: Q, moment: datetime) -> Any:
    """Return the rows as the history knows them at a moment, without those that were deleted by then."""
    events = apps.get_model("entries", event_model)._default_manager
    latest = (
        events.filter(which, pgh_created_at__lte=moment)
        .order_by("pgh_obj_id", "-pgh_created_at", "-pgh_id")
        .distinct("pgh_obj_id")
    )
    rows = events.filter(pk__in=latest.values("pk")).exclude(pgh_label="delete")
    return rows.select_related("revision__document") if event_model == "EvidenceLinkEvent" else rows
