"""Pages of the register of institutions."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from awards.rounds import services
from awards.rounds.conflicts import Difference, differences
from awards.rounds.forms import InstitutionForm
from awards.rounds.models import Institution
from awards.rounds.views.fetch import CONFLICT, INVALID, SAVED, own_government
from portal.common.http import SignedInRequest
from portal.common.policy import Action, may, policy

PER_PAGE = 50


@require_safe
@policy(Action.AWARDS_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """List the institutions, of one kind if the address says so."""
    kind = request.GET.get("jenis", "")
    found = Institution.objects.visible_to(request.user).select_related("unit")
    if kind in Institution.Kind.values:
        found = found.filter(kind=kind)
    found = found.annotate(times=Count("nominations")).order_by(Lower("name"), "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("hal"))
    context = {
        "page": page,
        "kinds": Institution.Kind.choices,
        "kind": kind,
        "may_add": may(request.user, Action.ROUND_MANAGE),
    }
    return render(request, "rounds/institutions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def new(request: SignedInRequest) -> HttpResponse:
    """Put an institution into the register."""
    government = own_government(request)
    form = InstitutionForm(request.POST if request.method == "POST" else None, government=government)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_institution(government=government, words=form.words)
        except services.Taken:
            form.add_error("name", _("An institution of this name or number is in the register."))
        else:
            messages.success(request, _("“%s” is in the register.") % form.words.name)
            return redirect("rounds:institutions")
    context = {"form": form, "title": _("New institution"), "submit": _("Add the institution"), "in_register": True}
    return render(request, "rounds/form.html", context, status=INVALID if form.errors else SAVED)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct an institution."""
    institution = get_object_or_404(Institution.objects.run_by(request.user).select_related("government"), pk=pk)
    form = InstitutionForm(
        request.POST if request.method == "POST" else None,
        government=institution.government,
        institution=institution,
    )
    conflict: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.change_institution(institution_id=pk, words=form.words, version=form.cleaned_data["version"] or 0)
        except services.Changed as other:
            conflict = differences(form, other.stored)
            form.renew(other.version)
        except services.Taken:
            form.add_error("name", _("An institution of this name or number is in the register."))
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:institutions")
    context = {
        "form": form,
        "title": institution.name,
        "submit": _("Save"),
        "conflict": conflict,
        "in_register": True,
    }
    status = CONFLICT if conflict else INVALID if form.errors else SAVED
    return render(request, "rounds/form.html", context, status=status)
