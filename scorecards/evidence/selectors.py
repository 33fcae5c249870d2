"""Reads of the register."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery

from scorecards.evidence.models import Revision

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.units.models import Unit


def usable_by(unit: "Unit", *, without: Collection[int] = ()) -> "QuerySet[Revision]":
    """Return the newest revision of each document that a unit may use: its own and the city's, by title."""
    newest = Revision.objects.filter(document=OuterRef("document")).order_by("-number").values("pk")[:1]
    owned = Q(document__unit=unit) | Q(document__unit__isnull=True, document__government=unit.government_id)
    rows = Revision.objects.filter(owned, pk=Subquery(newest)).exclude(pk__in=without)
    return rows.select_related("document", "file").order_by(F("document__title"), "pk")
