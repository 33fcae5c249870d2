"""Pages of units for those who lead and review, and of people for administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.services import AccountTaken
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, may, policy
from portal.units import selectors
from portal.units.forms import FocalForm, MembershipForm, PersonForm
from portal.units.models import Government, Membership, PeerGroup, Unit
from portal.units.services import people as services

PER_PAGE = 50


@require_safe
@policy(Action.UNITS_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """List the units by kind, with what is still to be confirmed."""
    units = Unit.objects.visible_to(request.user)
    groups = PeerGroup.objects.filter(government__in=request.user.government_ids)
    context = {
        "groups": selectors.groups_of(units),
        "unconfirmed": units.filter(is_confirmed=False).count(),
        "peer_groups": groups,
        "today": timezone.localdate(),
    }
    return render(request, "units/index.html", context)


@require_safe
@policy(Action.UNITS_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one unit: its people, whom to call, and how roles came and went."""
    unit = _unit(request, pk)
    today = timezone.localdate()
    memberships = selectors.memberships_at(unit)
    current = [row for row in memberships if selectors.is_current(row, today)]
    manages = may(request.user, Action.PEOPLE_MANAGE)
    context = {
        "unit": unit,
        "current": current,
        "former": [row for row in memberships if row not in current],
        "operators": [row for row in current if row.role == Role.OPERATOR],
        "focal_persons": selectors.focal_persons_of(unit),
        "parts": unit.parts.order_by("name", "pk"),
        "predecessors": unit.predecessors.all(),
        "manages": manages,
        "changes": selectors.changes_of(governments=[unit.government_id], unit=unit) if manages else [],
    }
    return render(request, "units/detail.html", context)


@require_POST
@policy(Action.PEOPLE_MANAGE)
def focal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name whom to call about a unit's data for an instrument."""
    unit = _unit(request, pk)
    form = FocalForm(request.POST, unit=unit)
    if form.is_valid():
        membership = form.cleaned_data["membership"]
        services.set_focal_person(unit=unit, instrument=form.cleaned_data["instrument"], membership=membership)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Nothing was changed: pick an operator whom the unit has today."))
    return redirect("units:detail", pk=unit.pk)


@require_safe
@policy(Action.PEOPLE_MANAGE)
def people(request: SignedInRequest) -> HttpResponse:
    """List the people of the administrator's government, by search."""
    words = request.GET.get("cari", "").strip()
    found = selectors.search(selectors.people_of(request.user), words)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("hal"))
    return render(request, "units/people.html", {"page": page, "words": words, "today": timezone.localdate()})


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.PEOPLE_MANAGE)
def new_person(request: SignedInRequest) -> HttpResponse:
    """Make an account with its first role."""
    government = _administered(request)
    form = PersonForm(request.POST or None, government=government)
    if request.method == "POST" and form.is_valid():
        try:
            person = services.create_person(government=government, **form.cleaned_data)
        except AccountTaken as taken:
            form.add_error(taken.field, _("Another account has this already."))
        else:
            messages.success(
                request, _("The account is made. Its owner asks for a first password on the sign-in page.")
            )
            return redirect("people:detail", pk=person.pk)
    return render(request, "units/new_person.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.PEOPLE_MANAGE)
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one person's roles, and give another."""
    user = get_object_or_404(selectors.people_of(request.user), pk=pk)
    government = _administered(request)
    form = MembershipForm(request.POST or None, government=government)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_membership(user=user, government=government, **form.cleaned_data)
        except services.AlreadyHeld:
            form.add_error(None, _("This person holds that role there in that time already."))
        except services.EndsBeforeItBegins:
            form.add_error("valid_to", _("The last day lies before the first."))
        else:
            messages.success(request, _("The role is given."))
            return redirect("people:detail", pk=user.pk)
    return render(
        request, "units/person.html", _person_context(request, user, form), status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.PEOPLE_MANAGE)
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask, then end a membership at once."""
    governments = request.user.governments_as(Role.ADMIN)
    memberships = Membership.objects.filter(government__in=governments).select_related("user", "unit", "government")
    membership = get_object_or_404(memberships, pk=pk)
    if request.method != "POST":
        return render(request, "units/end.html", {"membership": membership})
    try:
        services.end_membership(membership_id=membership.pk)
    except services.LastAdministrator:
        messages.error(request, _("Nothing was changed: without this role nobody could manage people any more."))
    else:
        messages.success(request, _("The role has ended."))
    return redirect("people:detail", pk=membership.user_id)


def _unit(request: SignedInRequest, pk: int) -> Unit:
    units = Unit.objects.visible_to(request.user).select_related("parent", "successor", "government")
    return get_object_or_404(units, pk=pk)


def _administered(request: SignedInRequest) -> Government:
    """Return the government that the user administers."""
    government = Government.objects.filter(pk__in=request.user.governments_as(Role.ADMIN)).order_by("pk").first()
    if government is None:
        raise Http404
    return government


def _person_context(request: SignedInRequest, user: User, form: MembershipForm) -> dict[str, object]:
    governments = request.user.governments_as(Role.ADMIN)
    today = timezone.localdate()
    memberships = user.memberships.filter(government__in=governments).select_related("unit", "government")
    rows = [(row, selectors.is_current(row, today)) for row in memberships.order_by("-valid_from", "-pk")]
    changes = selectors.changes_of(governments=governments, user=user)
    return {"person": user, "memberships": rows, "form": form, "changes": changes}
