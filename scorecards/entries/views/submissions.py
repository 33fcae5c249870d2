"""A submission's receipt, and taking a submission back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.common import work
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from scorecards.entries import services, submission_receipt, submissions
from scorecards.entries.forms import WithdrawForm
from scorecards.entries.models import Scorecard, Submission
from scorecards.entries.services import CannotWithdraw, EntryClosed
from scorecards.entries.views import fetch
from scorecards.entries.views.context import crumbs_of
from scorecards.entries.words import title_of


@require_safe
@policy(Action.SCORECARD_VIEW)
def submission_receipt_pdf(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Send the receipt's stored bytes, after comparing them with their hash; say so while it is being made."""
    card = fetch.readable(request, pk)
    found = _submission(request, card, number)
    pdf = submission_receipt.stored_pdf(found)
    if pdf is None:
        if work.is_parked(submission_receipt.KIND, found.pk):
            messages.error(request, _("The receipt could not be made. Tell the administrator; the submission stands."))
        else:
            messages.info(request, _("The receipt is being made. Open it again in a moment."))
        return redirect("entries:scorecard", card.pk)
    place = card.unit.short_name if card.unit else str(found.unit or card.government)
    what = pgettext("file name", "receipt")
    name = slugify(f"{what} {title_of(card)} {place} {number}") + ".pdf"
    disposition = content_disposition_header(as_attachment=False, filename=name) or "inline"
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.SCORECARD_SUBMIT)
def withdraw(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Ask for the reason, then take a submission back; when a reviewer was faster, say so."""
    card = fetch.editable(request, pk)
    found = _headed(request, card, number)
    form = WithdrawForm(request.POST or None)
    error, status = submissions.why_not_withdrawn(found), 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(scorecard_id=pk, number=number, reason=form.cleaned_data["reason"], by=request.user)
        except (EntryClosed, CannotWithdraw) as refusal:
            error, status = str(refusal), 409
        else:
            messages.success(request, _("Withdrawn: your unit can change it again. Submit it again when it is ready."))
            return redirect("entries:scorecard", pk)
    context = {
        "scorecard": card,
        "submission": found,
        "entries": list(found.entries.select_related("node")),
        "title": title_of(card),
        "crumbs": crumbs_of(card),
        "form": form,
        "error": error,
    }
    return render(request, "entries/withdraw.html", context, status=status)


def _submission(request: SignedInRequest, card: Scorecard, number: int) -> Submission:
    return get_object_or_404(submissions.of(card).visible_to(request.user), number=number)


def _headed(request: SignedInRequest, card: Scorecard, number: int) -> Submission:
    """Return a submission of a unit that the person heads."""
    units = request.user.units_as(Role.HEAD)
    return get_object_or_404(submissions.of(card).of_units(units), number=number)
