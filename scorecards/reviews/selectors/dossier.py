"""All that an evaluator wants side by side for one entry: claim, proofs, last year, and what happened so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorecards.domain import states
from scorecards.entries.answers import YES
from scorecards.entries.lastyear import LastYear, last_year_of
from scorecards.entries.models import Entry, EvidenceLink, Mark
from scorecards.entries.selectors import links_of
from scorecards.reviews.models import Decision
from scorecards.reviews.selectors.claims import Check, Claim, claim_of
from scorecards.reviews.selectors.history import Change, Event, changes_since, pages, standing_decisions, timeline

if TYPE_CHECKING:
    from portal.accounts.models import User


BEFORE: Mapping[str, tuple[str, ...]] = {
    Mark.Party.VERIFIER: (),
    Mark.Party.ASSURER: (Mark.Party.VERIFIER,),
    Mark.Party.EVALUATOR: (Mark.Party.VERIFIER, Mark.Party.ASSURER),
}
"""Whose marks a party sees beside its own: those that come before it, never those that come after."""


@dataclass(frozen=True)
class Proof:
    """A document at its pages, as the unit linked it."""

    link: EvidenceLink

    @property
    def title(self) -> str:
        """Return the document's title."""
        return self.link.revision.document.title

    @property
    def pages(self) -> str:
        """Return the pages in figures, nothing when the whole document is meant."""
        return pages(self.link)

    @property
    def page(self) -> int:
        """Return the page to open."""
        return self.link.page_from or 1

    def is_about(self, year: int) -> bool:
        """Return whether the document's period touches a year; a document without period is taken at its word."""
        document = self.link.revision.document
        begins = document.covers_from is None or document.covers_from.year <= year
        return begins and (document.covers_to is None or document.covers_to.year >= year)


@dataclass(frozen=True)
class CheckLine:
    """A criterion with the documents that prove it, and the unit's answer of last year."""

    check: Check
    proofs: tuple[Proof, ...]
    last_year: str

    @property
    def lacks_proof(self) -> bool:
        """Return whether it is called fulfilled without any document of its own."""
        return self.check.answer == YES and not self.proofs


@dataclass(frozen=True)
class Dossier:
    """One entry as it lies on a reviewer's desk.

    `since` is the decision from which on the unit's changes are told: the party's own last one, or whoever's return
    when the party has not decided yet. `latest` is the newest decision, taken back or not. `others` are the marks of
    the parties that come before this one.
    """

    entry: Entry
    claim: Claim
    proofs: tuple[Proof, ...]
    lines: tuple[CheckLine, ...]
    last_year: LastYear | None
    events: tuple[Event, ...]
    latest: Decision | None
    own: Decision | None
    since: Decision | None
    changes: tuple[Change, ...]
    others: tuple[Mark, ...]

    @property
    def all_proofs(self) -> tuple[Proof, ...]:
        """Return every proof, those of the grade first."""
        return self.proofs + tuple(proof for line in self.lines for proof in line.proofs)

    @property
    def is_resubmitted(self) -> bool:
        """Return whether it was returned and has come back."""
        return self.entry.state == Entry.State.RESUBMITTED


def dossier_of(entry: Entry, user: "User", party: Mark.Party) -> Dossier:
    """Gather the dossier of a graded entry in a fixed number of queries.

    The entry comes with `node` and `scorecard__cycle__edition`, `scorecard__cycle__period` joined.
    """
    claim = claim_of(entry)
    proofs = _proofs([entry.pk, *(check.entry_id for check in claim.checks)])
    last_year = last_year_of(user, entry.scorecard, entry.node.code)
    before = last_year.checks if last_year else {}
    events = timeline(entry)
    decisions = [event.decision for event in events if event.decision]
    stand = standing_decisions(decisions)
    own = next((each for each in reversed(stand) if each.party == party), None)
    returned = next((each for each in reversed(stand) if each.outcome == Decision.Outcome.RETURNED), None)
    since = (own or returned) if entry.state in states.IN_REVIEW else None
    return Dossier(
        entry=entry,
        claim=claim,
        proofs=tuple(proofs.get(entry.pk, ())),
        lines=tuple(
            CheckLine(check, tuple(proofs.get(check.entry_id, ())), before.get(check.node.code, ""))
            for check in claim.checks
        ),
        last_year=last_year,
        events=tuple(event for event in events if _is_told(event, party)),
        latest=decisions[-1] if decisions else None,
        own=own,
        since=since,
        changes=tuple(changes_since(entry, claim, since.decided_at)) if since else (),
        others=_marks_of(entry, BEFORE[party]),
    )


def _marks_of(entry: Entry, parties: tuple[str, ...]) -> tuple[Mark, ...]:
    if not parties:
        return ()
    marks = Mark.objects.filter(entry=entry, party__in=parties).exclude(level="", value=None)
    return tuple(marks.select_related("changed_by").order_by("pk"))


def _is_told(event: Event, party: Mark.Party) -> bool:
    """Return whether a party is told of an event: of every return, and of what it and those before it decided."""
    made = event.decision
    return made is None or made.outcome == Decision.Outcome.RETURNED or made.party in {party, *BEFORE[party]}


def _proofs(entry_ids: list[int]) -> dict[int, list[Proof]]:
    found: dict[int, list[Proof]] = {}
    for link in links_of(entry_ids):
        found.setdefault(link.entry_id, []).append(Proof(link))
    return found
