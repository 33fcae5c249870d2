"""Pages on which it is set up who signs and how numbers look."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.certificates import selectors, services
from awards.certificates.models import NumberSeries, Signatory
from awards.certificates.setup_forms import SeriesForm, SignatoryForm, like, words_of
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from portal.units.models import Government

KEEPERS = (Role.COMMITTEE, Role.ADMIN)


@require_safe
@policy(Action.CERTIFICATE_SETUP)
def setup(request: SignedInRequest) -> HttpResponse:
    """Show who signs, and the registers with their next number."""
    governments = request.user.governments_as(*KEEPERS)
    today = timezone.localdate()
    series = NumberSeries.objects.filter(government__in=governments)
    signatories = Signatory.objects.filter(government__in=governments)
    context = {
        "signatories": [(one, one.is_in_term_on(today)) for one in signatories],
        "series": [(one, selectors.number_of(one, one.next, month=today.month)) for one in series],
        "may_read": may(request.user, Action.CERTIFICATE_READ),
    }
    return render(request, "certificates/setup.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.CERTIFICATE_SETUP)
def new_signatory(request: SignedInRequest) -> HttpResponse:
    """Register somebody who signs."""
    government = _own_government(request)
    place = government.name.removeprefix("Kota ").removeprefix("Kabupaten ")
    initial = {"office": f"Wali {government.name}", "place": place}
    form = SignatoryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        signatory = services.create_signatory(government=government, **form.cleaned_data)
        messages.success(request, _("%s can be picked as signatory.") % signatory.title)
        return redirect("certificates:setup")
    context = {"form": form, "title": _("New signatory")}
    return render(request, "certificates/signatory.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.CERTIFICATE_SETUP)
def signatory(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change somebody who signs, for example the end of the term; what is issued stays as it was printed."""
    governments = request.user.governments_as(*KEEPERS)
    found = get_object_or_404(Signatory.objects.filter(government__in=governments), pk=pk)
    form = SignatoryForm(request.POST or None, initial=words_of(found))
    if request.method == "POST" and form.is_valid():
        services.change_signatory(signatory_id=pk, words=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("certificates:setup")
    context = {"form": form, "title": found.title}
    return render(request, "certificates/signatory.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.CERTIFICATE_SETUP)
def new_series(request: SignedInRequest) -> HttpResponse:
    """Open a register for a year, after a look at its first numbers."""
    government = _own_government(request)
    today = timezone.localdate()
    last = NumberSeries.objects.filter(government=government).first()
    form = SeriesForm(request.POST or None, initial=like(last, today.year))
    numbers: list[str] = []
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            numbers = form.first_numbers(month=today.month)
        else:
            try:
                services.open_series(government=government, **form.cleaned_data)
            except services.SeriesTaken:
                form.add_error("name", _("There is a register of this name for this year."))
            else:
                messages.success(request, _("The register is open."))
                return redirect("certificates:setup")
    context = {"form": form, "numbers": numbers}
    return render(request, "certificates/series.html", context, status=422 if form.errors else 200)


def _own_government(request: SignedInRequest) -> Government:
    """Return the government for which the user sets things up."""
    return Government.objects.filter(pk__in=request.user.governments_as(*KEEPERS)).order_by("pk")[:1].get()
