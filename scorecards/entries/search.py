"""Criteria of the scorecards that a person may read, for the search box."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Action, may
from portal.search.matching import Words, matching
from portal.search.sources import MOST, Group, Hit, group_of
from scorecards.entries.models import Entry
from scorecards.entries.turns import CHECK
from scorecards.entries.words import title_of

if TYPE_CHECKING:
    from portal.accounts.models import User


def find(user: "User", words: Words) -> Group | None:
    """Find sub-components and criteria by code or words, newest year first."""
    if not may(user, Action.SCORECARD_VIEW):
        return None
    rows = Entry.objects.visible_to(user).filter(item__isnull=True)
    code = Q(node__code__iexact=words.text)
    related = ("node__parent", "scorecard__cycle__edition__instrument", "scorecard__cycle__period", "scorecard__unit")
    found = matching(rows.select_related(*related), words, "node__name", also=code)
    ordered = found.order_by("-scorecard__cycle__period__score_year", *found.query.order_by)
    return group_of(_("Criteria"), "clipboard-list", map(_hit, ordered[: MOST + 1]))


def _hit(entry: Entry) -> Hit:
    node, card = entry.node, entry.scorecard
    page = node.parent.code if node.kind == CHECK and node.parent else node.code
    place = card.unit.short_name if card.unit else str(card.government)
    return Hit(
        f"{node.code} {node.name}", reverse("entries:entry", args=[card.pk, page]), f"{title_of(card)} · {place}"
    )
