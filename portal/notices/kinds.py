"""The icons and words of the kinds of notices; a kind that is not listed shows a bell."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Kind:
    """How a kind of notice shows."""

    label: "_StrPromise"
    icon: str


KINDS: dict[str, Kind] = {
    "returned": Kind(_("Returned"), "undo-2"),
    "submitted": Kind(_("Submitted"), "send"),
    "withdrawn": Kind(_("Withdrawn"), "undo-2"),
    "released": Kind(_("Marks released"), "flag"),
    "deadline": Kind(_("Deadline"), "calendar-clock"),
    "overdue": Kind(_("Overdue"), "triangle-alert"),
    "task": Kind(_("Action"), "list-checks"),
    "recommendation": Kind(_("Recommendation"), "flag"),
    "request": Kind(_("Request"), "share-2"),
    "infected": Kind(_("Virus found"), "ban"),
    "objection": Kind(_("Objection"), "gavel"),
    "report": Kind(_("Report"), "file-text"),
}

OTHER = Kind(_("Notice"), "bell")


def kind_of(code: str) -> Kind:
    """Return how a kind shows."""
    return KINDS.get(code, OTHER)
