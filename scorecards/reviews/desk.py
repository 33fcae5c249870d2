"""What the page of one entry shows: the dossier, both forms, the way on, and a conflict if there was one."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.common.policy import Action, may
from scorecards.entries import turns
from scorecards.entries.models import Entry, Mark
from scorecards.entries.windows import database_time
from scorecards.reviews.addresses import entry_url, query_of, queue_url
from scorecards.reviews.errors import AlreadyReleased
from scorecards.reviews.forms import AcceptForm, ReturnForm
from scorecards.reviews.models import Decision
from scorecards.reviews.selectors.claims import Claim
from scorecards.reviews.selectors.dossier import Dossier, dossier_of
from scorecards.reviews.selectors.history import Change, Event, changes_since
from scorecards.reviews.selectors.queue import Queue, Show, component_of

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Tile:
    """One grade to choose: its key, whether the gate allows it, and whose it is."""

    key: int
    code: str
    name: str
    text: str
    is_allowed: bool
    is_claimed: bool
    is_chosen: bool


@dataclass(frozen=True)
class Conflict:
    """Why a decision did not go through, and what happened to the entry since the page was opened."""

    sentence: str
    changes: tuple[Change, ...]
    decisions: tuple[Decision, ...]


def desk(
    entry: Entry,
    queue: Queue,
    user: "User",
    *,
    accept: AcceptForm | None = None,
    send_back: ReturnForm | None = None,
    failure: Exception | None = None,
) -> dict[str, Any]:
    """Return the context of the page; after a conflict the forms keep what was typed but know the present state."""
    party = queue.scope.party
    dossier = dossier_of(entry, user, party)
    sent = accept or send_back
    conflict = _conflict(dossier, sent, failure) if sent and failure else None
    before, after = queue.neighbours(entry)
    counts = queue.counts()
    accept = _accept_form(dossier, accept if not conflict else None, typed=accept)
    return {
        "dossier": dossier,
        "entry": entry,
        "claim": dossier.claim,
        "component": component_of(dossier.claim.edition, entry.node.code),
        "scorecard": entry.scorecard,
        "cycle": entry.scorecard.cycle,
        "query": query_of(queue),
        "queue_url": queue_url(queue),
        "before_url": before and entry_url(before, queue),
        "after_url": after and entry_url(after, queue),
        "waiting": counts[Show.WAITING],
        "conflict": conflict,
        "accept_form": accept,
        "return_form": _return_form(dossier, send_back if not conflict else None, typed=send_back),
        "tiles": _tiles(dossier, str(accept["level"].value() or "")),
        "party": party.value,
        "may_recommend": may(user, Action.RECOMMEND),
        "can_return": party != Mark.Party.ASSURER,
        "closed": _why_closed(entry, user, party),
        "undo": _undoable(dossier, user, party),
        "history": [_told(event) for event in reversed(dossier.events)],
        "returning": send_back is not None,
    }


def _accept_form(dossier: Dossier, bound: AcceptForm | None, *, typed: AcceptForm | None) -> AcceptForm:
    """Return the form as it was sent, or a fresh one with what was typed, or with what suggests itself."""
    if bound is not None:
        return bound
    last = dossier.own
    is_accepted = last is not None and last.outcome == Decision.Outcome.ACCEPTED
    stands = last if last and is_accepted and not dossier.changes else None
    suggested = {
        "level": stands.shown if stands else dossier.claim.prefilled_shown,
        "note": stands.reason if stands else "",
    }
    return AcceptForm(initial=_seen(dossier) | suggested | _typed(typed), claim=dossier.claim)


def _return_form(dossier: Dossier, bound: ReturnForm | None, *, typed: ReturnForm | None) -> ReturnForm:
    return bound if bound is not None else ReturnForm(initial=_seen(dossier) | _typed(typed))


def _seen(dossier: Dossier) -> dict[str, Any]:
    """Return what a decision made on this page will say it has seen."""
    return {
        "seen_version": dossier.claim.version,
        "seen_decision": dossier.latest.pk if dossier.latest else 0,
        "opened_at": database_time().isoformat(),
    }


def _typed(form: AcceptForm | ReturnForm | None) -> dict[str, Any]:
    """Return what a person put into a form, without what the page itself had put there."""
    if form is None:
        return {}
    return {name: form[name].value() for name in ("level", "note", "reason", "words") if name in form.fields}


def _conflict(dossier: Dossier, form: AcceptForm | ReturnForm, failure: Exception) -> Conflict:
    opened: datetime | None = form.opened
    changes = changes_since(dossier.entry, dossier.claim, opened) if opened else []
    decisions = [event.decision for event in dossier.events if event.decision]
    since = tuple(each for each in decisions if each.pk > form.cleaned_data["seen_decision"])
    return Conflict(str(failure), tuple(changes), since)


def _tiles(dossier: Dossier, chosen: str) -> list[Tile]:
    claim: Claim = dossier.claim
    return [
        Tile(
            key=int(level.code) if claim.takes_number else key,
            code=level.code,
            name=level.name,
            text=level.text,
            is_allowed=claim.allows(level.code),
            is_claimed=level.code == claim.level,
            is_chosen=level.code == chosen,
        )
        for key, level in enumerate(claim.levels, start=1)
    ]


def _told(event: Event) -> dict[str, Any]:
    """Return one line of the timeline."""
    told: dict[str, Any] = {"who": event.by, "at": event.at}
    if event.decision is None:
        note = event.submission.note if event.submission else ""
        return told | {"what": _("Submitted"), "icon": "send", "tone": "info", "detail": note}
    if event.decision.outcome == Decision.Outcome.ACCEPTED:
        what = ACCEPTED[Mark.Party(event.decision.party)] % {"level": event.decision.shown}
        return told | {"what": what, "icon": "circle-check", "tone": "good", "detail": event.decision.reason}
    if event.decision.outcome == Decision.Outcome.UNDONE:
        return told | {"what": _("Decision taken back"), "icon": "history", "tone": "info", "detail": ""}
    return told | {"what": _("Returned"), "icon": "undo-2", "tone": "warn", "detail": event.decision.reason}


ACCEPTED = {
    Mark.Party.VERIFIER: gettext_lazy("Verified with %(level)s"),
    Mark.Party.ASSURER: gettext_lazy("Quality assurer gives %(level)s"),
    Mark.Party.EVALUATOR: gettext_lazy("Fixed at %(level)s"),
}
"""An acceptance, by the party that made it."""


def _undoable(dossier: Dossier, user: "User", party: Mark.Party) -> Decision | None:
    """Return the decision that the user could take back, as far as is known without asking what changed since."""
    last, cycle = dossier.latest, dossier.entry.scorecard.cycle
    if last is None or last.outcome == Decision.Outcome.UNDONE or last.party != party or last.decided_by_id != user.pk:
        return None
    is_known = party == Mark.Party.EVALUATOR and cycle.marks_released_at is not None
    is_where_it_was_left = dossier.entry.state not in {Entry.State.RESUBMITTED, Entry.State.DISPUTED, Entry.State.FINAL}
    return last if is_where_it_was_left and not is_known else None


def _why_closed(entry: Entry, user: "User", party: Mark.Party) -> str:
    """Return why nothing can be decided here now, or nothing when it can."""
    if entry.state == Entry.State.FIXED and entry.scorecard.cycle.marks_released_at:
        return str(AlreadyReleased())
    window = turns.window_for(user, entry.scorecard, party)
    return turns.why_closed(entry.state, party, window)
