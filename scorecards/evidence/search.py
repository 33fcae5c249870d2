"""Documents that a person may read, for the search box."""

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Action, may
from portal.search.matching import Words, matching
from portal.search.sources import MOST, Group, Hit, group_of
from scorecards.evidence.models import Document, Revision

if TYPE_CHECKING:
    from portal.accounts.models import User


def find(user: "User", words: Words) -> Group | None:
    """Find documents by title; each leads to its newest revision."""
    if not may(user, Action.EVIDENCE_READ):
        return None
    newest = Revision.objects.filter(document=OuterRef("pk")).order_by("-number").values("pk")[:1]
    rows = Document.objects.visible_to(user).annotate(newest=Subquery(newest)).filter(newest__isnull=False)
    found = matching(rows.select_related("unit", "government"), words, "title")[: MOST + 1]
    hits = (
        Hit(row.title, reverse("evidence:view", args=[getattr(row, "newest", 0)]), str(row.unit or row.government))
        for row in found
    )
    return group_of(_("Documents"), "file-text", hits)
