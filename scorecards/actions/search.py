"""Actions and recommendations that a person may see, for the search box."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Action as Act
from portal.common.policy import may
from portal.search.matching import Words, matching
from portal.search.sources import MOST, Group, Hit, group_of
from scorecards.actions.models import Action, Recommendation

if TYPE_CHECKING:
    from portal.accounts.models import User


def find_actions(user: "User", words: Words) -> Group | None:
    """Find actions by what is done, output and indicator."""
    if not may(user, Act.ACTION_VIEW):
        return None
    rows = Action.objects.visible_to(user).select_related("unit")
    found = matching(rows, words, "title", "output", "indicator")[: MOST + 1]
    hits = (
        Hit(row.title, reverse("actions:detail", args=[row.pk]), f"{row.get_kind_display()} · {row.unit.short_name}")
        for row in found
    )
    more = f"{reverse('actions:index')}?{urlencode({'q': words.text})}"
    return group_of(_("Actions"), "flag", hits, more_url=more)


def find_recommendations(user: "User", words: Words) -> Group | None:
    """Find recommendations by their words."""
    if not may(user, Act.RECOMMENDATION_VIEW):
        return None
    rows = Recommendation.objects.visible_to(user).select_related("unit", "node")
    found = matching(rows, words, "text")[: MOST + 1]
    url = reverse("recommendations:index")
    hits = (
        Hit(row.text, f"{url}#r{row.pk}", f"{row.node.code} · {row.unit.short_name if row.unit else row.score_year}")
        for row in found
    )
    return group_of(_("Recommendations"), "lightbulb", hits, more_url=url)
