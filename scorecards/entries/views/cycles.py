"""Pages of administrators: which evaluations are open, and from when to when whom lets the portal write."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from portal.units.models import Government
from scorecards.entries import calendar, services, windows
from scorecards.entries.cycle_forms import CycleForm, OwnWindowForm, WindowsForm
from scorecards.entries.models import Cycle, Window

SAVED, INVALID = 200, 422
LONGEST_KEY = 18


@require_safe
@policy(Action.CYCLES_MANAGE)
def index(request: SignedInRequest) -> HttpResponse:
    """List the cycles with their windows as they stand now."""
    found = calendar.calendars(calendar.administered(request.user))
    return render(request, "cycles/index.html", {"calendars": found, "now": windows.database_time()})


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.CYCLES_MANAGE)
def new(request: SignedInRequest) -> HttpResponse:
    """Open an evaluation for a year; `?seperti=` begins as the year after another cycle."""
    government = _administered(request)
    like = _like(request)
    form = CycleForm(request.POST if request.method == "POST" else None, government=government, like=like)
    if request.method == "POST" and form.is_valid():
        given = {role: span for role, span in form.windows.items() if span is not None}
        try:
            cycle = services.open_year(
                government=government,
                score_year=form.cleaned_data["score_year"],
                announced_year=form.cleaned_data["announced_year"],
                edition=form.cleaned_data["edition"],
                subject=Cycle.Subject(form.cleaned_data["subject"]),
                units=form.cleaned_data["units"],
                windows=given,
                grace_minutes=form.cleaned_data["grace_minutes"],
            )
        except services.CycleExists as refusal:
            form.add_error("edition", str(refusal))
        else:
            messages.success(request, _("Opened. The scorecards are ready."))
            return redirect("cycles:detail", cycle.pk)
    return render(request, "cycles/new.html", {"form": form}, status=INVALID if form.errors else SAVED)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.CYCLES_MANAGE)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show and set the windows of a cycle."""
    cycle = _cycle(request, pk)
    form = WindowsForm(request.POST if request.method == "POST" else None, calendar=calendar.calendar_of(cycle))
    if request.method == "POST" and form.is_valid():
        services.set_windows(cycle_id=cycle.pk, windows=form.windows, grace_minutes=form.cleaned_data["grace_minutes"])
        messages.success(request, _("The windows are saved; they count at once."))
        return redirect("cycles:detail", cycle.pk)
    return _page(request, cycle, form, OwnWindowForm(units=calendar.units_of(cycle), auto_id="own-%s"))


@require_POST
@policy(Action.CYCLES_MANAGE)
def own_window(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a unit a time of its own."""
    cycle = _cycle(request, pk)
    form = OwnWindowForm(request.POST, units=calendar.units_of(cycle), auto_id="own-%s")
    if not form.is_valid():
        return _page(request, cycle, WindowsForm(calendar=calendar.calendar_of(cycle)), form)
    services.set_own_window(
        cycle_id=cycle.pk,
        unit=form.cleaned_data["unit"],
        role=Role(form.cleaned_data["role"]),
        span=form.span,
        grace_minutes=form.cleaned_data["grace_minutes"],
    )
    messages.success(request, _("%(unit)s has a time of its own now.") % {"unit": form.cleaned_data["unit"]})
    return redirect("cycles:detail", cycle.pk)


@require_POST
@policy(Action.CYCLES_MANAGE)
def drop_window(request: SignedInRequest, pk: int, window: int) -> HttpResponse:
    """Let the cycle's window count for a unit again."""
    cycle = _cycle(request, pk)
    found = get_object_or_404(Window, cycle=cycle, pk=window, unit__isnull=False)
    services.drop_own_window(window_id=found.pk)
    messages.success(request, _("The cycle's window counts for this unit again."))
    return redirect("cycles:detail", cycle.pk)


def _cycle(request: SignedInRequest, pk: int) -> Cycle:
    return get_object_or_404(calendar.administered(request.user), pk=pk)


def _like(request: SignedInRequest) -> Cycle | None:
    """Return the cycle that the new one begins like, None when the address names none."""
    key = request.GET.get("seperti", "")
    if not (key.isascii() and key.isdecimal() and len(key) < LONGEST_KEY):
        return None
    return calendar.administered(request.user).filter(pk=int(key)).first()


def _administered(request: SignedInRequest) -> Government:
    """Return the government that the user administers."""
    governments = Government.objects.filter(pk__in=request.user.governments_as(Role.ADMIN))
    government = governments.order_by("pk").first()
    if government is None:
        raise Http404
    return government


def _page(request: SignedInRequest, cycle: Cycle, form: WindowsForm, own_form: OwnWindowForm) -> HttpResponse:
    context = {
        "calendar": calendar.calendar_of(cycle),
        "form": form,
        "own_form": own_form,
        "has_units": cycle.subject != Cycle.Subject.GOVERNMENT,
        "now": windows.database_time(),
    }
    failed = form.errors or own_form.errors
    return render(request, "cycles/detail.html", context, status=INVALID if failed else SAVED)
