"""The words, icons and tones of every state that a screen shows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Tone = Literal["neutral", "info", "good", "warn", "bad"]


@dataclass(frozen=True)
class Status:
    """A state as people see it: a word, an icon of static/icons/lucide, and a tone."""

    label: "_StrPromise"
    icon: str
    tone: Tone = "neutral"


STATUSES: dict[str, Status] = {
    # Work on an entry or a scorecard
    "todo": Status(_("Not filled in"), "circle-dashed"),
    "draft": Status(_("Draft"), "pencil"),
    "in_progress": Status(_("In progress"), "circle-dot", "info"),
    "filled": Status(_("Filled in"), "check", "info"),
    "empty": Status(_("Not filled in"), "circle-dashed"),
    "ready": Status(pgettext_lazy("entry", "Ready"), "check", "info"),
    "submitted": Status(_("Submitted"), "send", "info"),
    "resubmitted": Status(_("Submitted again"), "send", "info"),
    "in_review": Status(_("Under review"), "eye", "info"),
    "returned": Status(_("Returned"), "undo-2", "warn"),
    "accepted": Status(_("Accepted"), "circle-check", "good"),
    "rejected": Status(_("Rejected"), "circle-x", "bad"),
    "verified": Status(_("Verified"), "shield-check", "good"),
    "unverified": Status(_("Not verified"), "shield-alert", "warn"),
    "fixed": Status(_("Mark fixed"), "file-check", "good"),
    "disputed": Status(_("Disputed"), "scale", "warn"),
    "final": Status(_("Final"), "lock", "good"),
    "upheld": Status(_("The mark stands"), "lock", "neutral"),
    "changed": Status(_("The mark is changed"), "circle-check", "good"),
    "conflict": Status(_("Conflict"), "triangle-alert", "bad"),
    # Time
    "open": Status(pgettext_lazy("period", "Open"), "clock", "info"),
    "upcoming": Status(_("Not open yet"), "calendar-clock"),
    "closed": Status(pgettext_lazy("period", "Closed"), "lock"),
    "not_set": Status(pgettext_lazy("period", "Not set"), "circle-dashed"),
    "due_soon": Status(_("Due soon"), "clock", "warn"),
    "late": Status(_("Overdue"), "triangle-alert", "bad"),
    # Actions and recommendations
    "planned": Status(_("Planned"), "circle-dashed"),
    "dropped": Status(_("Dropped"), "ban"),
    "no_follow_up": Status(_("No follow-up yet"), "circle-dashed", "warn"),
    "closed_case": Status(_("Closed by the evaluator"), "lock"),
    "expired": Status(_("Expired"), "triangle-alert", "bad"),
    "expiring": Status(_("Expires soon"), "clock", "warn"),
    # Rankings
    "target_unknown": Status(_("Not known whether on target"), "circle-dashed"),
    "no_target": Status(_("No target yet"), "circle-dashed"),
    "official": Status(_("Official"), "lock", "good"),
    "provisional": Status(_("Provisional"), "hourglass", "warn"),
    # Files
    "scanning": Status(_("Waiting for the virus check"), "hourglass", "warn"),
    "infected": Status(_("Virus found"), "ban", "bad"),
    # Documents across units
    "asked": Status(_("Waits for an answer"), "hourglass", "info"),
    "granted": Status(_("Granted"), "circle-check", "good"),
    "declined": Status(_("Declined"), "circle-x", "warn"),
    "withdrawn": Status(_("Withdrawn"), "undo-2"),
    # Web addresses
    "link_pending": Status(_("Being looked at"), "hourglass"),
    "link_open": Status(_("Opens"), "circle-check", "good"),
    "link_closed": Status(_("The evaluator cannot open it"), "lock", "bad"),
    "link_missing": Status(_("Page not found"), "circle-x", "bad"),
    "link_failed": Status(_("Cannot be reached"), "wifi-off", "warn"),
    "link_private": Status(_("Not a public address"), "ban", "bad"),
    # Results
    "published": Status(_("Published"), "landmark", "good"),
    "estimate": Status(_("Estimate"), "chart-column"),
    "pending": Status(_("Incomplete"), "hourglass", "warn"),
    "on_target": Status(_("On target"), "target", "good"),
    "off_target": Status(_("Off target"), "trending-down", "bad"),
    # Jobs
    "queued": Status(_("Waiting"), "hourglass"),
    "running": Status(_("Running"), "loader", "info"),
    "done": Status(_("Done"), "circle-check", "good"),
    "failed": Status(_("Failed"), "circle-x", "bad"),
    "cancelled": Status(_("Cancelled"), "ban"),
    # Certificates
    "issued": Status(_("Issued"), "award", "good"),
    "valid": Status(pgettext_lazy("certificate", "Valid"), "shield-check", "good"),
    "replaced": Status(_("Replaced"), "history", "warn"),
    "revoked": Status(_("Revoked"), "ban", "bad"),
    "void": Status(pgettext_lazy("certificate", "Void"), "ban"),
}
