"""Pages of those who issue certificates."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.certificates import designs, outlook, previews, progress, selectors, services
from awards.certificates.file_names import file_name
from awards.certificates.forms import IssueForm, VoidForm
from awards.certificates.models import Certificate, CertificateRevision, NumberSeries, Revocation
from awards.certificates.signing import NoSealKey
from awards.domain.certificate import BadCertificateData
from awards.rounds.models import Round
from awards.rounds.selectors import missing_of, round_of
from portal.common import files, work
from portal.common.http import SignedInRequest
from portal.common.models import Job
from portal.common.pdf import PdfUnavailable
from portal.common.policy import Action, policy

PER_PAGE = 50


@require_safe
@policy(Action.CERTIFICATE_READ)
def register(request: SignedInRequest) -> HttpResponse:
    """Show one number series with every number in it, void ones included."""
    series = list(NumberSeries.objects.filter(government__in=request.user.government_ids))
    chosen = next((one for one in series if str(one.pk) == request.GET.get("seri")), series[0] if series else None)
    certificates = Certificate.objects.visible_to(request.user).filter(series=chosen)
    page = Paginator(selectors.with_words(certificates), PER_PAGE).get_page(request.GET.get("hal"))
    report = chosen and selectors.register_of(chosen, month=timezone.localdate().month)
    context = {"series": series, "chosen": report, "page": page}
    return render(request, "certificates/register.html", context)


@require_safe
@policy(Action.CERTIFICATE_READ)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one certificate: what it says, its file, and what happened to it."""
    certificate = visible_or_404(request, pk)
    revisions = selectors.revisions_of(certificate)
    newest = revisions[0][0]
    revocations = selectors.revocations_of(certificate)
    context = {
        "certificate": certificate,
        "revision": next((one for one, _standing in revisions if one.rendered_at), newest),
        "is_being_made": newest.state == CertificateRevision.State.PENDING,
        "data": newest.words,
        "revisions": revisions,
        "revocations": revocations,
        "proposal": next((one for one in revocations if one.state == Revocation.State.PROPOSED), None),
        "voiding": selectors.voiding_of(certificate),
        "round": certificate.winner.category.round,
        "run_by_me": Certificate.objects.run_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "certificates/detail.html", context)


@require_safe
@policy(Action.CERTIFICATE_READ)
def download(request: SignedInRequest, pk: int, revision: int | None = None) -> HttpResponse:
    """Send the stored bytes of a revision, or of the newest, after comparing them with their hash."""
    certificate = visible_or_404(request, pk)
    stored = certificate.revisions.filter(sha256__gt="").order_by("-revision")
    found = get_object_or_404(stored.filter(revision=revision) if revision else stored[:1])
    return _pdf(files.read(found.sha256), file_name(certificate.number, found.revision), as_attachment=True)


@require_http_methods(["GET", "POST"])
@policy(Action.CERTIFICATE_ISSUE)
def void(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then make a certificate void."""
    certificate = get_object_or_404(Certificate.objects.run_by(request.user), pk=pk)
    form = VoidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.void(certificate_id=pk, reason=form.cleaned_data["reason"], by=request.user)
        except services.AlreadyVoid:
            messages.info(request, _("This certificate was void already."))
        except services.AlreadyIssued:
            messages.error(request, _("This certificate has its file by now. Correct it, or propose to revoke it."))
        else:
            messages.success(request, _("%s is void. Its number stays in the register.") % certificate.number)
        return redirect("certificates:detail", pk)
    status = 422 if form.errors else 200
    return render(request, "certificates/void.html", {"certificate": certificate, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
@policy(Action.CERTIFICATE_ISSUE)
def issue(request: SignedInRequest, round_pk: int) -> HttpResponse:
    """Show what will be issued, to whom and under which numbers; then start it."""
    award_round = get_object_or_404(Round.objects.run_by(request.user).select_related("government"), pk=round_pk)
    if missing_of(award_round):
        messages.warning(request, _("This round is not ready yet; the page says what is missing."))
        return redirect("rounds:detail", round_pk)
    if request.method == "GET" and not selectors.to_do(award_round).exists():
        messages.info(request, _("Every winner of this round has a certificate."))
        return redirect("rounds:detail", round_pk)
    form = IssueForm(request.POST or None, award_round=award_round, initial=outlook.first_choice(award_round))
    if request.method == "POST" and form.is_valid():
        return _start(request, award_round, form)
    context = {"round": award_round, "form": form, "outlook": outlook.of(award_round, form)}
    return render(request, "certificates/issue.html", context, status=422 if form.errors else 200)


def _start(request: SignedInRequest, award_round: Round, form: IssueForm) -> HttpResponseRedirect:
    """Issue and go to the job; pressed twice, the second press finds the first one's job."""
    picked = form.cleaned_data
    try:
        job = services.issue(
            round_id=award_round.pk,
            winner_ids=[winner.pk for winner in picked["winners"]],
            signatory_id=picked["signatory"].pk,
            series_id=picked["series"].pk,
            template=picked["template"],
            by=request.user,
        )
    except services.NothingToIssue:
        messages.info(request, _("There was nothing to issue."))
    except NoSealKey as error:
        messages.error(request, _("Nothing was issued, because this installation has no key to seal with: %s.") % error)
    except BadCertificateData as error:
        messages.error(request, _("Nothing was issued, because a text cannot be printed: %s.") % error)
    else:
        return redirect("certificates:job", job.pk)
    return redirect("rounds:detail", award_round.pk)


@require_safe
@policy(Action.CERTIFICATE_ISSUE)
def preview(request: SignedInRequest, round_pk: int) -> HttpResponse:
    """Send examples without number in a design: the longest, the shortest and a usual name."""
    award_round = get_object_or_404(Round.objects.run_by(request.user).select_related("government"), pk=round_pk)
    code = request.GET.get("desain", designs.FIRST)
    if code not in designs.BUNDLED:
        raise Http404
    try:
        pdf = previews.examples(award_round, code)
    except (previews.NoPreview, PdfUnavailable) as error:
        messages.error(request, str(error))
        return redirect("rounds:detail", round_pk)
    return _pdf(pdf, _("preview") + ".pdf", as_attachment=False)


@require_safe
@policy(Action.CERTIFICATE_READ)
def job(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a run is; htmx asks for the bar alone."""
    found, award_round = _job(request, pk)
    run_by_me = Round.objects.run_by(request.user).filter(pk=award_round.pk).exists()
    addresses = progress.addresses(found) if run_by_me else {}
    context = {"job": found, "round": award_round, "run_by_me": run_by_me, **progress.of(found), **addresses}
    template = "certificates/job.html#bar" if request.htmx else "certificates/job.html"
    return render(request, template, context)


@require_POST
@policy(Action.CERTIFICATE_ISSUE)
def cancel_job(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a run; what is issued stays, the rest keeps its numbers and can be taken up again."""
    found, award_round = _job(request, pk)
    get_object_or_404(Round.objects.run_by(request.user), pk=award_round.pk)
    work.cancel(found)
    return redirect("certificates:job", pk)


@require_POST
@policy(Action.CERTIFICATE_ISSUE)
def retry_job(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the failed ones of a run up again."""
    found, award_round = _job(request, pk)
    get_object_or_404(Round.objects.run_by(request.user), pk=award_round.pk)
    work.retry_failed(found)
    return redirect("certificates:job", pk)


def _job(request: SignedInRequest, pk: int) -> tuple[Job, Round]:
    """Return a run and its round, when the user may see the round."""
    found = get_object_or_404(Job, pk=pk, kind=selectors.KIND)
    round_id = round_of(found.subject)
    return found, get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)


def visible_or_404(request: SignedInRequest, pk: int) -> Certificate:
    """Return a certificate that the user may see."""
    certificates = Certificate.objects.visible_to(request.user)
    return get_object_or_404(certificates.select_related("winner__category__round", "created_by"), pk=pk)


def _pdf(content: bytes, name: str, *, as_attachment: bool) -> HttpResponse:
    disposition = content_disposition_header(as_attachment, name) or "attachment"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
