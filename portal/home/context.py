"""What every page of the signed-in portal shows around its own content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.policy import Action, may
from portal.demo.accounts import sign_ins
from portal.notices.selectors import unread_of
from portal.units.models import Government
from scorecards.reviews.selectors.returns import corrections_of

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Place:
    """One entry of the side navigation."""

    label: "_StrOrPromise"
    url: str
    icon: str
    is_current: bool
    count: int = 0


_PLACES: tuple[tuple[Action, str, "_StrOrPromise", str], ...] = (
    (Action.HOME, "home:index", _("My tasks"), "list-checks"),
    (Action.SCORECARD_VIEW, "entries:index", _("Scorecards"), "clipboard-list"),
    (Action.ENTRY_EDIT, "reviews:corrections", _("Corrections"), "undo-2"),
    (Action.EVIDENCE_READ, "evidence:index", _("Evidence"), "folder-open"),
    (Action.ACTION_VIEW, "actions:index", _("Actions"), "flag"),
    (Action.RECOMMENDATION_VIEW, "recommendations:index", _("Recommendations"), "lightbulb"),
    (Action.DASHBOARD, "rankings:dashboard", _("Dashboard"), "gauge"),
    (Action.RANKING_VIEW, "rankings:ranking", _("Unit ranking"), "list-ordered"),
    (Action.TARGET_VIEW, "rankings:targets", _("Targets"), "target"),
    (Action.REPORTS, "reports:index", _("Reports"), "file-text"),
    (Action.REVIEW_QUEUE, "reviews:queue", _("Review"), "clipboard-check"),
    (Action.AWARDS_VIEW, "rounds:index", _("Awards"), "award"),
    (Action.CERTIFICATE_SETUP, "certificates:setup", _("Signatories and registers"), "stamp"),
    (Action.JURY_SCORE, "jury:index", _("Jury"), "scale"),
    (Action.COLLABORATION_VIEW, "collaboration:index", _("Collaboration"), "share-2"),
    (Action.SURVEY_VIEW, "surveys:index", _("Surveys"), "message-square"),
    (Action.LEADS_ASSIGN, "entries:city", _("Leads"), "network"),
    (Action.UNITS_VIEW, "units:index", _("Units"), "building-2"),
    (Action.PEOPLE_MANAGE, "people:index", _("People"), "users"),
    (Action.CYCLES_MANAGE, "cycles:index", _("Cycles"), "calendar-clock"),
    (Action.PUBLISHED_IMPORT, "rankings:published", _("Announced values"), "landmark"),
    (Action.COMPOSITE_POLICY_SET, "rankings:composite-policy", _("Composite weights"), "scale"),
    (Action.WORK_WATCH, "work:index", _("Background work"), "loader"),
    (Action.EDITIONS_MANAGE, "editions:index", _("Editions"), "table-2"),
)

_INSIDE = {
    "certificates": "rounds:index",
    **{f"certificates:{name}": "certificates:setup" for name in ("setup", "new-signatory", "signatory", "new-series")},
    "reviews:corrections": "reviews:corrections",
    "entries:city": "entries:city",
    "entries:leads": "entries:city",
}
"""Namespace or address -> the place that its pages belong to, where their addresses do not say so."""


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame of every page, in the shape that docs/design-language.md gives.

    `demo` tells that marks are made up; on the sign-in page of such an installation `demo_accounts` follow.
    """
    user = getattr(request, "user", None)
    if isinstance(user, User):
        home = (
            Government.objects.filter(is_home=True)
            .annotate(unread=unread_of(user), corrections=corrections_of(user))
            .first()
        )
        bell = {"unread": getattr(home, "unread", 0)}
        return {
            **_frame(home),
            "navigation": _navigation(request, user, {"reviews:corrections": getattr(home, "corrections", 0)}),
            "actor": _actor(user),
            "bell": bell,
        }
    home = Government.objects.filter(is_home=True).first()
    frame = _frame(home)
    if frame["demo"]:
        frame["demo_accounts"] = [
            {"role": role, "username": username, "password": password} for role, username, password in sign_ins()
        ]
    return frame


def _frame(home: Government | None) -> dict[str, Any]:
    return {"government": home, "demo": bool(home and home.is_demo)}


def _actor(user: User) -> dict[str, str]:
    """Say who is signed in, as what, and where."""
    memberships = user.current_memberships
    roles = dict.fromkeys(str(membership.get_role_display()) for membership in memberships)
    units = dict.fromkeys(membership.unit.short_name for membership in memberships if membership.unit)
    return {"name": str(user), "role": ", ".join(roles), "unit": ", ".join(units)}


def _navigation(request: HttpRequest, user: User, counts: Mapping[str, int]) -> list[Place]:
    """List the places that the user's roles allow, with what waits there by address."""
    places = []
    for action, name, label, icon in _PLACES:
        if may(user, action):
            url = reverse(name)
            is_current = request.path == url if url == "/" else request.path.startswith(url)
            inside = _inside(request)
            is_current = inside == name if inside else is_current
            places.append(Place(label, url, icon, is_current, counts.get(name, 0)))
    return places


def _inside(request: HttpRequest) -> str | None:
    """Return the place that the page belongs to by its namespace; an error page belongs to none."""
    match = request.resolver_match
    if match is None:
        return None
    return _INSIDE.get(match.view_name) or _INSIDE.get(match.namespace)
