"""Who changed what of an action, when: read from the history that triggers write."""

from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _

from portal.common.fields import typed_number
from portal.common.history import Change, actor_names, actor_of, events_of
from scorecards.actions.models import Action
from scorecards.evidence.models import Revision

SHOWN = 60


def changes_of(action: Action) -> list[Change]:
    """Return the changes of an action's plan, reports and proofs, newest first; six queries."""
    plans = list(events_of("actions", "Action").filter(pgh_obj_id=action.pk))
    reports = list(events_of("actions", "Progress").filter(action=action.pk))
    proofs = list(events_of("actions", "Proof").filter(action=action.pk))
    names = actor_names([*plans, *reports, *proofs])
    titles = _titles(proofs)
    found = [
        *(change for old, new in _pairs(plans) if (change := _plan_change(old, new, names))),
        *(_report_change(old, new, names) for old, new in _pairs(reports)),
        *(_proof_change(event, names, titles) for event in proofs),
    ]
    return sorted(found, key=attrgetter("at", "key"), reverse=True)[:SHOWN]


def _pairs(events: list[Any]) -> list[tuple[Any, Any]]:
    """Return each event with the one before it of the same row."""
    before: dict[int, Any] = {}
    found = []
    for event in events:
        found.append((before.get(event.pgh_obj_id), event))
        before[event.pgh_obj_id] = event
    return found


def _plan_change(old: Any, new: Any, names: dict[int | None, str]) -> Change | None:
    who, at = names.get(actor_of(new), ""), new.pgh_created_at
    if old is None:
        return Change(new.pgh_id, _("Written down"), who, at, icon="plus")
    if old.status != new.status or old.is_settled != new.is_settled:
        what = _("Status: %(now)s") % {"now": Action.Status(new.status).label}
        return Change(new.pgh_id, what, who, at, new.dropped_reason, "flag")
    if old.version != new.version:
        return Change(new.pgh_id, _("Plan changed"), who, at, _changed_words(old, new))
    return None


def _changed_words(old: Any, new: Any) -> str:
    """Name the values that became others."""
    lines = []
    for field in Action._meta.concrete_fields:
        if field.name in {"version", "changed_by", "status", "id", "created_at"}:
            continue
        was, now = getattr(old, field.attname), getattr(new, field.attname)
        if was != now:
            lines.append(f"{field.verbose_name}: {was if was not in (None, '') else '–'} → {now or '–'}")
    return "; ".join(lines)


def _report_change(old: Any, new: Any, names: dict[int | None, str]) -> Change:
    was = "" if old is None or old.value is None else typed_number(old.value)
    now = "–" if new.value is None else typed_number(new.value)
    words = _("TW%(quarter)s: %(was)s became %(now)s") if was and was != now else _("TW%(quarter)s: %(now)s reported")
    what = words % {"quarter": new.quarter, "was": was, "now": now}
    return Change(new.pgh_id, what, names.get(actor_of(new), ""), new.pgh_created_at, new.note, "pencil")


def _proof_change(event: Any, names: dict[int | None, str], titles: dict[int, str]) -> Change:
    words = {
        "insert": _("TW%(quarter)s: document added"),
        "update": _("TW%(quarter)s: pages changed"),
        "delete": _("TW%(quarter)s: document taken away"),
    }[event.pgh_label]
    return Change(
        event.pgh_id,
        words % {"quarter": event.quarter},
        names.get(actor_of(event), ""),
        event.pgh_created_at,
        titles.get(event.revision_id, ""),
        "paperclip",
    )


def _titles(events: list[Any]) -> dict[int, str]:
    revisions = Revision.objects.filter(pk__in={event.revision_id for event in events}).select_related("document")
    return {revision.pk: revision.document.title for revision in revisions}
