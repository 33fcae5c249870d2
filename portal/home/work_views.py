"""What the background work could not do, why, and taking it up again."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from portal.common import work
from portal.common.http import SignedInRequest
from portal.common.models import Work
from portal.common.policy import Action, Role, policy
from portal.units.models import Government

NAMES: dict[str, Promise] = {
    "ranking": gettext_lazy("Computing a ranking"),
    "report": gettext_lazy("Making a report"),
    "minutes": gettext_lazy("Making minutes"),
    "certificate": gettext_lazy("Making a certificate"),
    "weekly-brief": gettext_lazy("Asking for the weekly briefs"),
}
LONGEST_REASON = 160


@require_safe
@policy(Action.WORK_WATCH)
def index(request: SignedInRequest) -> HttpResponse:
    """List what failed, with the reason, and whether it is tried again by itself."""
    rows = [_row(one) for one in work.failing()] if _runs_this(request) else []
    return render(request, "home/work.html", {"rows": rows})


@require_POST
@policy(Action.WORK_WATCH)
def retry(request: SignedInRequest) -> HttpResponse:
    """Take up one row."""
    wanted = request.POST.get("pekerjaan", "")
    if _runs_this(request) and wanted.isascii() and wanted.isdigit() and work.retry(int(wanted)):
        messages.success(request, _("It is taken up again."))
    else:
        messages.info(request, _("This is done already, or waits for nothing."))
    return redirect("work:index")


def _runs_this(request: SignedInRequest) -> bool:
    """Return whether the user administers the government of this installation; the work is the installation's."""
    return Government.objects.filter(pk__in=request.user.governments_as(Role.ADMIN), is_home=True).exists()


def _row(one: Work) -> dict[str, Any]:
    # Only the first line: what a database adds below it may quote a row.
    reason = (one.last_error.splitlines() or [""])[0]
    return {
        "work": one,
        "name": NAMES.get(one.kind, one.kind),
        "reason": reason[:LONGEST_REASON],
        "is_parked": one.attempts >= work.PARK_AFTER,
    }
