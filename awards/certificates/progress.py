"""How far a run is, in the words of its bar."""

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.certificates import selectors
from portal.common import work
from portal.common.models import Job, Work

REASONS: dict[str, Promise] = {
    "PdfUnavailable": gettext_lazy("the server lacks the library that makes PDFs; ask the administrator"),
    "TemplateChanged": gettext_lazy("the design was edited after the number was taken; ask the administrator"),
    "ForbiddenAddress": gettext_lazy("the design asks for something from outside; ask the administrator"),
    "OSError": gettext_lazy("the file could not be stored; perhaps the disk is full"),
}


def of(job: Job) -> dict[str, Any]:
    """Return what the template shows: figures, state, and each failure with its number and reason."""
    counted = work.progress(job)
    failures = _failures(job)
    return {
        "done": counted.done,
        "total": counted.total,
        "failed": len(failures),
        "failures": failures,
        "finished": counted.is_over,
        "can_resume": counted.is_cancelled and counted.done < counted.total,
        "status": _status(counted),
        "delay": "1s" if counted.total <= 200 else "3s",
        "url": reverse("certificates:job", args=[job.pk]),
    }


def addresses(job: Job) -> dict[str, str]:
    """Return where those who run the round cancel and retry."""
    return {
        "cancel_url": reverse("certificates:cancel-job", args=[job.pk]),
        "retry_url": reverse("certificates:retry-job", args=[job.pk]),
    }


def _status(counted: work.Progress) -> str:
    if counted.is_cancelled:
        return "done" if counted.done == counted.total else "cancelled"
    if counted.is_over:
        return "failed" if counted.failed else "done"
    return "running" if counted.done else "queued"


def _failures(job: Job) -> list[str]:
    """Return a line for each row that failed and is not served yet."""
    rows = Work.objects.filter(job=job, done__lt=F("requested")).exclude(last_error="").order_by("pk")
    errors = list(rows.values_list("key", "last_error", "attempts"))
    numbers = selectors.numbers_by_key([key for key, _error, _attempts in errors])
    return [_in_words(numbers.get(key, key), error, attempts) for key, error, attempts in errors]


def _in_words(number: str, error: str, attempts: int) -> str:
    name, _colon, _detail = error.partition(": ")
    reason = REASONS.get(name, error)
    if attempts < work.PARK_AFTER:
        return _("%(number)s: %(reason)s. It is tried again by itself.") % {"number": number, "reason": reason}
    return _("%(number)s: %(reason)s.") % {"number": number, "reason": reason}
