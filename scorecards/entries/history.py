"""Who changed what of an entry, from what to what, when: read from the history that triggers write."""

from collections.abc import Collection, Iterator
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.common.history import Change, actor_names, actor_of, events_of
from portal.units.models import Unit
from scorecards.domain import states
from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.numbers import written
from scorecards.domain.states import State
from scorecards.entries.answers import NO, YES
from scorecards.entries.models import Entry, Mark
from scorecards.evidence.models import Revision

UNTOLD = frozenset({State.VERIFIED}) | states.DECIDED
"""States that are how the review goes."""

MARK_ICONS = {Mark.Party.EVALUATOR: "scale", Mark.Party.IMPORTED: "table-2"}

FORMER = {"accepted": State.FIXED}
"""What events of earlier versions call a state."""


def changes_of(entries: Collection[Entry], *, with_evaluation: bool) -> list[Change]:
    """Return the changes of entries (with their nodes), newest first; seven queries, however many there are.

    `with_evaluation` False leaves out every mark but the unit's own and imported ones, and how the review went, so that
    nothing is told before its release.
    """
    by_pk = {entry.pk: entry for entry in entries}
    parties = list(Mark.Party) if with_evaluation else [Mark.Party.UNIT, Mark.Party.IMPORTED]
    marks = list(events_of("entries", "Mark").filter(entry__in=by_pk, party__in=parties))
    links = list(events_of("entries", "EvidenceLink").filter(entry__in=by_pk))
    moves = list(
        events_of("entries", "Entry").filter(pgh_obj_id__in=[pk for pk, e in by_pk.items() if e.node.kind != "check"])
    )
    shares = list(events_of("entries", "Contribution").filter(entry__in=by_pk))
    names = actor_names([*marks, *links, *moves, *shares])
    titles = _titles(links)
    units = _unit_names([*moves, *shares])
    found = [
        *_mark_changes(marks, by_pk, names),
        *_link_changes(links, by_pk, names, titles),
        *_state_changes(moves, names, with_evaluation=with_evaluation),
        *_lead_changes(moves, names, units),
        *_share_changes(shares, names, units),
    ]
    return sorted(found, key=attrgetter("at", "key"), reverse=True)


def level_words(level: str) -> str:
    """Return a level as people read it: a check's yes and no in words, a grade as it is."""
    words = {
        YES: pgettext("criterion", "Fulfilled"),
        NO: pgettext("criterion", "Not yet"),
        NOT_APPLICABLE: pgettext("criterion", "Does not apply"),
        "": _("not answered"),
    }
    return words.get(level, level)


def _titles(links: list[Any]) -> dict[int, str]:
    revisions = Revision.objects.filter(pk__in={event.revision_id for event in links}).select_related("document")
    return {revision.pk: revision.document.title for revision in revisions}


def _mark_changes(events: list[Any], entries: dict[int, Entry], names: dict[int | None, str]) -> Iterator[Change]:
    before: dict[int, Any] = {}
    for event in events:
        old = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        code = entries[event.entry_id].node.code
        what = _mark_words(code, old, event)
        note = "" if old is not None and old.note == event.note else event.note
        if what or note:
            yield Change(
                event.pgh_id,
                what or _("%(code)s: note changed") % {"code": code},
                names.get(actor_of(event), ""),
                event.pgh_created_at,
                "\n".join(filter(None, (note, event.source if event.pgh_label != "delete" else ""))),
                MARK_ICONS.get(event.party, "pencil"),
            )


def _mark_words(code: str, old: Any, new: Any) -> str:
    if new.party == Mark.Party.IMPORTED and new.pgh_label == "delete":
        return _("%(code)s: import taken back") % {"code": code}
    was, now = (
        level_words(old.level if old else "") if old is None or old.value is None else written(old.value),
        level_words(new.level) if new.value is None else written(new.value),
    )
    if was == now and old is not None:
        return ""
    if new.party == Mark.Party.EVALUATOR:
        return _("%(code)s: evaluator's grade %(now)s") % {"code": code, "now": now}
    if new.party == Mark.Party.IMPORTED:
        return _("%(code)s: %(now)s imported from a table") % {"code": code, "now": now}
    if old is None or not (old.level or old.value is not None):
        return _("%(code)s: %(now)s") % {"code": code, "now": now}
    return _("%(code)s: %(was)s became %(now)s") % {"code": code, "was": was, "now": now}


def _link_changes(
    events: list[Any], entries: dict[int, Entry], names: dict[int | None, str], titles: dict[int, str]
) -> Iterator[Change]:
    for event in events:
        given = {"code": entries[event.entry_id].node.code, "title": titles.get(event.revision_id, "?")}
        what, icon = {
            "insert": (_("%(code)s: evidence added, “%(title)s”"), "paperclip"),
            "delete": (_("%(code)s: evidence removed, “%(title)s”"), "x"),
        }.get(event.pgh_label, (_("%(code)s: page marked in “%(title)s”"), "flag"))
        detail = "" if event.page_from is None or event.pgh_label == "delete" else page_words(event)
        yield Change(event.pgh_id, what % given, names.get(actor_of(event), ""), event.pgh_created_at, detail, icon)


def page_words(link: Any) -> str:
    """Return the pages of a link in words."""
    if link.page_to and link.page_to != link.page_from:
        return _("pages %(first)s to %(last)s") % {"first": link.page_from, "last": link.page_to}
    return _("page %(page)s") % {"page": link.page_from}


def _state_changes(events: list[Any], names: dict[int | None, str], *, with_evaluation: bool) -> Iterator[Change]:
    words = {
        State.SUBMITTED: (_("Submitted"), "send", "info"),
        State.RESUBMITTED: (_("Corrected and submitted again"), "send", "info"),
        State.RETURNED: (_("Returned for correction"), "undo-2", "warn"),
        State.VERIFIED: (_("Verified by the verifier"), "shield-check", "good"),
        State.FIXED: (_("Mark fixed by the evaluator"), "file-check", "good"),
        State.DISPUTED: (_("Objection filed"), "scale", "warn"),
        State.FINAL: (_("Mark final"), "lock", "good"),
    }
    before: dict[int, str] = {}
    for event in events:
        old, now = before.get(event.pgh_obj_id, ""), FORMER.get(event.state, event.state)
        before[event.pgh_obj_id] = now
        is_quiet = not with_evaluation and (now in UNTOLD or (old in UNTOLD and now != State.RETURNED))
        if now in words and old != now and not is_quiet:
            what, icon, tone = words[State(now)]
            yield Change(event.pgh_id, what, names.get(actor_of(event), ""), event.pgh_created_at, "", icon, tone)


def _unit_names(events: list[Any]) -> dict[int, str]:
    """Return the names of the units that lead or contribute; no query where there are none, as on a unit's own."""
    keys = {key for event in events if (key := getattr(event, "lead_id", None) or getattr(event, "unit_id", None))}
    return dict(Unit.objects.filter(pk__in=keys).values_list("pk", "short_name")) if keys else {}


def _lead_changes(events: list[Any], names: dict[int | None, str], units: dict[int, str]) -> Iterator[Change]:
    before: dict[int, int | None] = {}
    for event in events:
        old, now = before.get(event.pgh_obj_id), event.lead_id
        before[event.pgh_obj_id] = now
        if old == now:
            continue
        what = _("Lead: %(unit)s") % {"unit": units.get(now, "?")} if now else _("No lead any more")
        detail = _("before: %(unit)s") % {"unit": units.get(old, "?")} if old else ""
        yield Change(event.pgh_id, what, names.get(actor_of(event), ""), event.pgh_created_at, detail, "users")


def _share_changes(events: list[Any], names: dict[int | None, str], units: dict[int, str]) -> Iterator[Change]:
    before: dict[int, Any] = {}
    for event in events:
        old = before.get(event.pgh_obj_id)
        before[event.pgh_obj_id] = event
        unit = {"unit": units.get(event.unit_id, "?")}
        if event.pgh_label == "delete":
            what, detail = _("%(unit)s contributes no longer") % unit, event.note
        elif old is None or old.wanted != event.wanted:
            what, detail = _("%(unit)s is asked to contribute") % unit, event.wanted
        elif old.note != event.note:
            what, detail = _("%(unit)s: note about its share") % unit, event.note
        else:
            continue
        yield Change(event.pgh_id, what, names.get(actor_of(event), ""), event.pgh_created_at, detail, "share-2")
