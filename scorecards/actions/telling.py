"""Whom actions and recommendations concern, and in what words they are told."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.models import Unit
from portal.units.selectors import holders_at
from scorecards.actions.models import Action, Recommendation

if TYPE_CHECKING:
    from portal.accounts.models import User

UNIT_ROLES = (Role.OPERATOR, Role.HEAD)


def assigned(action: Action, contributors: Iterable[Unit], *, by: "User") -> None:
    """Tell the people of the owner and of the helping units; not the one who wrote it."""
    units = [action.unit_id, *(unit.pk for unit in contributors)]
    people = [user for _unit, _role, user in holders_at(units, UNIT_ROLES) if user.pk != by.pk]
    with our_language():
        words = _("%(kind)s; carried out by %(unit)s until %(date)s.")
        notify(
            kind="task",
            recipients=people,
            title=action.title,
            reason=words
            % {
                "kind": action.get_kind_display(),
                "unit": action.unit.short_name,
                "date": date_format(action.due_date),
            },
            url=reverse("actions:detail", args=[action.pk]),
            key=f"action:{action.pk}:v{action.version}",
        )


def assigned_together(actions: Collection[Action], *, url: str, key: str, by: "User") -> None:
    """Tell the people of one unit once of all the actions that it has to carry out; not the one who wrote them."""
    unit, last = next(iter(actions)).unit, max(action.due_date for action in actions)
    people = [user for _unit, _role, user in holders_at([unit.pk], UNIT_ROLES) if user.pk != by.pk]
    with our_language():
        words = ngettext(
            "A plan was accepted: one action for %(unit)s",
            "A plan was accepted: %(count)s actions for %(unit)s",
            len(actions),
        )
        notify(
            kind="task",
            recipients=people,
            title=words % {"count": len(actions), "unit": unit.short_name},
            reason=_("To be carried out until %(date)s.") % {"date": date_format(last)},
            url=url,
            key=key,
        )


def finished(action: Action, *, by: "User") -> None:
    """Tell who wrote the action down that it is done."""
    if action.created_by_id == by.pk:
        return
    with our_language():
        notify(
            kind="task",
            recipients=[action.created_by],
            title=_("Done: %(title)s") % {"title": action.title},
            reason=_("%(unit)s reported everything that was planned.") % {"unit": action.unit.short_name},
            url=reverse("actions:detail", args=[action.pk]),
            key=f"action:{action.pk}:done:v{action.version}",
        )


def recommended(rows: Iterable[Recommendation]) -> None:
    """Tell each unit once how many recommendations it got now."""
    rows = [row for row in rows if row.unit_id]
    people = holders_at({row.unit_id or 0 for row in rows}, UNIT_ROLES)
    with our_language():
        for unit_id in sorted({row.unit_id or 0 for row in rows}):
            own = [row for row in rows if row.unit_id == unit_id]
            notify(
                kind="recommendation",
                recipients=[user for unit, _role, user in people if unit == unit_id],
                title=_("New recommendations: %(n)s") % {"n": len(own)},
                reason="; ".join(f"{row.node.code}: {row.text}" for row in own)[:500],
                url=reverse("recommendations:index"),
                key=f"recommendations:{own[-1].pk}",
            )
