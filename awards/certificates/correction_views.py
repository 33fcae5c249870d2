"""Pages that correct an issued certificate, or revoke it by two people."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from awards.certificates import corrections
from awards.certificates.forms import CorrectForm, RevokeForm
from awards.certificates.models import Certificate, Revocation
from awards.certificates.services import TemplateChanged
from awards.certificates.signing import NoSealKey
from awards.domain.certificate import BadCertificateData
from portal.accounts.models import User
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy


@require_http_methods(["GET", "POST"])
@policy(Action.CERTIFICATE_ISSUE)
def correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the corrected words, then make them the next revision of the same number."""
    certificate = get_object_or_404(Certificate.objects.run_by(request.user), pk=pk)
    said = certificate.newest.words
    form = CorrectForm(request.POST or None, initial={"recipient": said.recipient, "work_name": said.work})
    if request.method == "POST" and form.is_valid():
        try:
            job = corrections.correct(certificate_id=pk, by=request.user, **form.cleaned_data)
        except corrections.NothingCorrected:
            form.add_error("recipient", _("These are the words that are printed already."))
        except BadCertificateData as error:
            form.add_error(None, _("A text cannot be printed: %s.") % error)
        except NoSealKey as error:
            form.add_error(None, _("This installation has no key to seal with: %s.") % error)
        except TemplateChanged:
            form.add_error(None, _("The design was edited after it had been used; ask the administrator."))
        except (corrections.NotIssued, corrections.CorrectionUnderWay):
            messages.error(request, _("This certificate cannot be corrected now: it has no file in force."))
            return redirect("certificates:detail", pk)
        else:
            return redirect("certificates:job", job.pk)
    context = {"certificate": certificate, "data": said, "form": form}
    return render(request, "certificates/correct.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@policy(Action.CERTIFICATE_ISSUE)
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then propose to revoke a certificate."""
    certificate = get_object_or_404(Certificate.objects.run_by(request.user), pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.propose_revocation(certificate_id=pk, reason=form.cleaned_data["reason"], by=request.user)
        except corrections.NotIssued:
            messages.error(request, _("Only an issued certificate can be revoked."))
        except corrections.AlreadyProposed:
            messages.info(request, _("Somebody proposed this already. It waits for a second person."))
        else:
            messages.success(request, _("Proposed. The certificate counts until a second person confirms."))
        return redirect("certificates:detail", pk)
    context = {"certificate": certificate, "data": certificate.newest.words, "form": form}
    return render(request, "certificates/revoke.html", context, status=422 if form.errors else 200)


@require_POST
@policy(Action.CERTIFICATE_REVOKE)
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Revoke a certificate as the second person."""
    done = _("The certificate is revoked. Its number and its file stay in the register.")
    return _decide(request, pk, lambda user: corrections.confirm_revocation(revocation_id=pk, by=user), done)


@require_POST
@policy(Action.CERTIFICATE_REVOKE)
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline a proposal, or take one's own back."""
    done = _("The proposal is closed. The certificate stays valid.")
    return _decide(request, pk, lambda user: corrections.decline_revocation(revocation_id=pk, by=user), done)


def _decide(request: SignedInRequest, pk: int, act: Callable[[User], Revocation], done: str) -> HttpResponse:
    visible = Revocation.objects.filter(certificate__in=Certificate.objects.visible_to(request.user))
    revocation = get_object_or_404(visible, pk=pk)
    try:
        act(request.user)
    except corrections.SecondPersonNeeded:
        messages.error(request, _("You proposed this yourself. Somebody else has to confirm it."))
    except corrections.NotOpen:
        messages.info(request, _("This proposal was decided already."))
    else:
        messages.success(request, done)
    return redirect("certificates:detail", revocation.certificate_id)
