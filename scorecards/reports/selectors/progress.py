"""How far a person's reports are, read from their work rows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.common.models import Work
from portal.common.work import PARK_AFTER
from scorecards.reports.models import Report

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise, _StrPromise

    from portal.accounts.models import User

WORK_KIND = "report"
LISTED = 100

REASONS: dict[str, "_StrPromise"] = {
    "PdfUnavailable": _("the server lacks the library that makes PDFs; ask the administrator"),
    "NotYours": _("you may not have this report any more"),
    "OSError": _("the file could not be stored; perhaps the disk is full"),
}


@dataclass(frozen=True)
class Item:
    """A report with its state (a code of portal.common.statuses) and why it failed, if it did."""

    report: Report
    state: str
    reason: "_StrOrPromise"

    @property
    def is_ready(self) -> bool:
        """Return whether there is a file, perhaps of an earlier request."""
        return bool(self.report.sha256)


def items_of(user: "User") -> list[Item]:
    """Return the newest reports of a person; two queries."""
    return with_states(Report.objects.visible_to(user).order_by("-job", "pk")[:LISTED])


def items_in(job_id: int) -> list[Item]:
    """Return what a job makes; two queries."""
    return with_states(Report.objects.filter(job=job_id).order_by("scorecard__unit__name", "pk"))


def with_states(reports: QuerySet[Report]) -> list[Item]:
    """Put the state beside each report."""
    related = ("scorecard__unit", "scorecard__cycle__period", "scorecard__cycle__edition__instrument", "government")
    of_cycle = ("cycle__period", "cycle__edition__instrument", "job")
    found = list(reports.select_related(*related, *of_cycle))
    rows = {row.key: row for row in Work.objects.filter(kind=WORK_KIND, key__in=[str(one.pk) for one in found])}
    return [_item(one, rows.get(str(one.pk))) for one in found]


def reason_of(error: str) -> "_StrOrPromise":
    """Return why something failed, in words where we have them."""
    return REASONS.get(error.partition(": ")[0], error)


def _item(report: Report, row: Work | None) -> Item:
    if row is None or row.done >= row.requested:
        return Item(report, "done" if report.sha256 else "cancelled", "")
    if report.job is not None and report.job.cancelled_at is not None:
        return Item(report, "cancelled", "")
    if row.attempts >= PARK_AFTER:
        return Item(report, "failed", reason_of(row.last_error))
    return Item(report, "running" if row.attempts else "queued", reason_of(row.last_error))
