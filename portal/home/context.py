"""What every page of the signed-in portal shows around its own content."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Action, may
from portal.units.models import Government

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Place:
    """One entry of the side navigation."""

    label: "_StrOrPromise"
    url: str
    icon: str
    is_current: bool


_PLACES: tuple[tuple[Action, str, "_StrOrPromise", str], ...] = (
    (Action.HOME, "home:index", _("My tasks"), "list-checks"),
    (Action.SCORECARD_VIEW, "entries:index", _("Scorecards"), "clipboard-list"),
    (Action.DASHBOARD, "rankings:dashboard", _("Dashboard"), "gauge"),
    (Action.RANKING_VIEW, "rankings:ranking", _("Unit ranking"), "list-ordered"),
    (Action.REVIEW_QUEUE, "reviews:queue", _("Review"), "clipboard-check"),
    (Action.AWARDS_VIEW, "rounds:index", _("Awards"), "award"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `navigation` (places that the user's roles allow) and `demo` (whether marks are made up)."""
    home = Government.objects.filter(is_home=True).first()
    return {"navigation": _navigation(request), "government": home, "demo": bool(home and home.is_demo)}


def _navigation(request: HttpRequest) -> list[Place]:
    user = getattr(request, "user", None)
    places = []
    for action, name, label, icon in _PLACES:
        if may(user, action):
            url = reverse(name)
            is_current = request.path == url if url == "/" else request.path.startswith(url)
            places.append(Place(label, url, icon, is_current))
    return places
