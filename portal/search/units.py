"""Units, for those who may open their pages."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Action, may
from portal.search.matching import Words, matching
from portal.search.sources import MOST, Group, Hit, group_of
from portal.units.models import Unit

if TYPE_CHECKING:
    from portal.accounts.models import User


def find(user: "User", words: Words) -> Group | None:
    """Find units of the person's government by name."""
    if not may(user, Action.UNITS_VIEW):
        return None
    rows = matching(Unit.objects.visible_to(user), words, "name", "short_name")[: MOST + 1]
    hits = (Hit(row.name, reverse("units:detail", args=[row.pk]), row.short_name) for row in rows)
    return group_of(_("Units"), "building-2", hits, more_url=reverse("units:index"))
