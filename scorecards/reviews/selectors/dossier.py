"""All that an evaluator wants side by side for one entry: claim, proofs, last year, and what happened so far."""

from dataclasses import dataclass

from django.db.models import Q

from scorecards.domain.edition import NodeKind
from scorecards.entries.answers import YES
from scorecards.entries.models import Entry, EvidenceLink, Mark
from scorecards.entries.selectors import links_of
from scorecards.reviews.models import Decision
from scorecards.reviews.selectors.claims import Check, Claim, claim_of
from scorecards.reviews.selectors.history import Change, Event, changes_since, pages, timeline


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
    """A criterion with the documents that prove it."""

    check: Check
    proofs: tuple[Proof, ...]

    @property
    def lacks_proof(self) -> bool:
        """Return whether it is called fulfilled without any document of its own."""
        return self.check.answer == YES and not self.proofs


@dataclass(frozen=True)
class Prior:
    """What stood for the same criterion in an earlier year; `fixed` is empty where no evaluator decided."""

    year: int
    claimed: str
    fixed: str
    note: str


@dataclass(frozen=True)
class Dossier:
    """One entry as it lies on the evaluator's desk; `changes` is what the unit changed since it was last returned."""

    entry: Entry
    claim: Claim
    proofs: tuple[Proof, ...]
    lines: tuple[CheckLine, ...]
    prior: Prior | None
    events: tuple[Event, ...]
    last: Decision | None
    changes: tuple[Change, ...]

    @property
    def all_proofs(self) -> tuple[Proof, ...]:
        """Return every proof, those of the grade first."""
        return self.proofs + tuple(proof for line in self.lines for proof in line.proofs)

    @property
    def is_resubmitted(self) -> bool:
        """Return whether it was returned last and has come back since."""
        returned = self.last is not None and self.last.outcome == Decision.Outcome.RETURNED
        return returned and self.entry.state == Entry.State.SUBMITTED


def dossier_of(entry: Entry) -> Dossier:
    """Gather the dossier of a graded entry in a fixed number of queries.

    The entry comes with `node` and `scorecard__cycle__edition`, `scorecard__cycle__period` joined.
    """
    claim = claim_of(entry)
    proofs = _proofs([entry.pk, *(check.entry_id for check in claim.checks)])
    events = timeline(entry)
    decisions = [event.decision for event in events if event.decision]
    last = decisions[-1] if decisions else None
    is_back = last and last.outcome == Decision.Outcome.RETURNED and entry.state == Entry.State.SUBMITTED
    return Dossier(
        entry=entry,
        claim=claim,
        proofs=tuple(proofs.get(entry.pk, ())),
        lines=tuple(CheckLine(check, tuple(proofs.get(check.entry_id, ()))) for check in claim.checks),
        prior=prior_of(entry),
        events=tuple(events),
        last=last,
        changes=tuple(changes_since(entry, claim, last.decided_at)) if last and is_back else (),
    )


def prior_of(entry: Entry) -> Prior | None:
    """Return the latest earlier year in which the unit answered the same criterion of the same instrument."""
    scorecard, cycle = entry.scorecard, entry.scorecard.cycle
    earlier = (
        Entry.objects.filter(
            Q(scorecard__unit=scorecard.unit_id) & Q(scorecard__government=scorecard.government_id),
            scorecard__cycle__edition__instrument=cycle.edition.instrument_id,
            scorecard__cycle__period__score_year__lt=cycle.period.score_year,
            node__code=entry.node.code,
            item=None,
        )
        .filter(marks__level__gt="")
        .exclude(node__kind=NodeKind.CHECK)
        .select_related("scorecard__cycle__period")
        .order_by("-scorecard__cycle__period__score_year", "pk")
        .first()
    )
    if earlier is None:
        return None
    marks = {mark.party: mark for mark in earlier.marks.filter(party__in=[Mark.Party.UNIT, Mark.Party.EVALUATOR])}
    unit, evaluator = marks.get(Mark.Party.UNIT), marks.get(Mark.Party.EVALUATOR)
    decided = evaluator if evaluator and earlier.state == Entry.State.ACCEPTED else None
    return Prior(
        year=earlier.scorecard.cycle.period.score_year,
        claimed=unit.level if unit else "",
        fixed=decided.level if decided else "",
        note=decided.note if decided else "",
    )


def _proofs(entry_ids: list[int]) -> dict[int, list[Proof]]:
    found: dict[int, list[Proof]] = {}
    for link in links_of(entry_ids):
        found.setdefault(link.entry_id, []).append(Proof(link))
    return found
