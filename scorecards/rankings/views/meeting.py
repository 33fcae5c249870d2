"""A meeting on one screen: what was promised, what needs a decision, the minutes."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, retarget

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.actions import services
from scorecards.actions.errors import ActionError, MinutesChanged, NotPromised
from scorecards.actions.meeting_forms import DecisionForm, MeetingForm, MinutesForm, VerdictForm
from scorecards.actions.models import Action as Promised
from scorecards.actions.models import Meeting, Verdict
from scorecards.actions.promises import promises_of
from scorecards.entries.models import Cycle
from scorecards.rankings.presenters import agenda
from scorecards.rankings.selectors import ranking
from scorecards.rankings.views.choosing import city_of


@require_safe
@policy(Action.MEETING_HOLD)
def meeting(request: SignedInRequest) -> HttpResponse:
    """Show the agenda; before a meeting is begun, with the form that begins one."""
    return _screen(request, agenda.open_meeting_of(city_of(request)))


@require_POST
@policy(Action.MEETING_HOLD)
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin a meeting, or join the one that is being held."""
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _screen(request, None, begin_form=form)
    services.open_meeting(government=city_of(request), by=request.user, **form.cleaned_data)
    return redirect("rankings:meeting")


@require_POST
@policy(Action.MEETING_HOLD)
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a decision an action, and stay on the screen."""
    held = _meeting(request, pk)
    cycle = _cycle(request, held)
    form = DecisionForm(request.POST, units=agenda.units_of(held.government), key=_key(request))
    if not form.is_valid():
        return _decision(request, held, form, status=422) if request.htmx else _screen(request, held, typed=form)
    year = cycle.period.score_year if cycle else None
    try:
        made = services.decide(meeting_id=held.pk, key=form.cleaned_data["key"], plan=form.plan(year), by=request.user)
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return _again(request)
    if request.htmx:
        return _decision(request, held, form)
    messages.success(request, _("Decided: %(unit)s is told.") % {"unit": made.unit.short_name})
    return redirect(reverse("rankings:meeting") + "#keputusan")


@require_POST
@policy(Action.MEETING_HOLD)
def review(request: SignedInRequest, pk: int, action: int) -> HttpResponse:
    """Keep what the meeting found about a promise."""
    held = _meeting(request, pk)
    promise = get_object_or_404(Promised, pk=action, government=held.government)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        messages.error(
            request,
            _("Not kept: press one of the three buttons, with a note of at most 2,000 letters and a day that exists."),
        )
        return _again(request)
    try:
        verdict = services.review_promise(
            meeting_id=held.pk,
            action_id=promise.pk,
            outcome=Verdict.Outcome(form.cleaned_data["outcome"]),
            note=form.cleaned_data["note"],
            due_date=form.new_day(promise.due_date),
            by=request.user,
        )
    except NotPromised as refusal:
        raise Http404 from refusal
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return _again(request)
    if request.htmx:
        return _reviewed(request, held, promise)
    messages.success(request, f"{promise.title}: {verdict.get_outcome_display()}")
    return redirect(reverse("rankings:meeting") + f"#janji-{promise.pk}")


@require_POST
@policy(Action.MEETING_HOLD)
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep the minutes; with `close` the meeting ends, and its page for paper is shown."""
    held = _meeting(request, pk)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _screen(request, held, minutes_form=form)
    act = services.close_meeting if "close" in request.POST else services.write_minutes
    try:
        act(meeting_id=held.pk, by=request.user, **form.cleaned_data)
    except MinutesChanged as refusal:
        typed = request.POST.copy()
        typed["version"] = str(held.version)  # saving again replaces what the person has been told of
        form = MinutesForm(typed)
        form.is_valid()
        form.add_error("minutes", str(refusal))
        return _screen(request, held, minutes_form=form, status=409)
    except ActionError as refusal:
        messages.error(request, str(refusal))
        return redirect("actions:meeting", pk=held.pk)
    if "close" in request.POST:
        messages.success(request, _("The meeting is closed; the next one begins with what was promised here."))
        return redirect("actions:meeting", pk=held.pk)
    messages.success(request, _("Saved."))
    return redirect(reverse("rankings:meeting") + "#notulen")


def _decision(request: SignedInRequest, held: Meeting, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    """Answer only the place of a decision, so that what is typed elsewhere on the screen stays."""
    typed = form if form.errors else None
    found = agenda.agenda_of(held.government, held, _cycle(request, held), request.user, typed=typed)
    key = form.fields["key"].initial
    context = {"agenda": found, "is_new": not form.errors}
    for item in found.items:
        if item.key == key:
            return render(request, "rankings/_meeting_matter.html", context | {"item": item}, status=status)
    return retarget(render(request, "rankings/_meeting_others.html", context, status=status), "#putusan-lain")


def _reviewed(request: SignedInRequest, held: Meeting, action: Promised) -> HttpResponse:
    """Answer only the promise and the counts."""
    found = promises_of(held.government, held, timezone.localdate())
    (one,) = (each for each in found.all if each.action.pk == action.pk)
    context = {"agenda": {"meeting": held}, "promises": found, "promise": one, "outcomes": _buttons()}
    return render(request, "rankings/_meeting_reviewed.html", context)


def _again(request: SignedInRequest) -> HttpResponse:
    """Show the whole screen, with the message that waits."""
    if request.htmx:
        return HttpResponseClientRedirect(reverse("rankings:meeting"))
    return redirect("rankings:meeting")


def _screen(
    request: SignedInRequest,
    held: Meeting | None,
    *,
    typed: DecisionForm | None = None,
    minutes_form: MinutesForm | None = None,
    begin_form: MeetingForm | None = None,
    status: int = 422,
) -> HttpResponse:
    government = held.government if held else city_of(request)
    found = agenda.agenda_of(government, held, _cycle(request, held), request.user, typed=typed, minutes=minutes_form)
    context = {
        "city": government,
        "agenda": found,
        "begin_form": begin_form or MeetingForm(initial=_usual()),
        "outcomes": _buttons(),
        "stored_minutes": held.minutes if held and status == 409 else "",
        "navigation": (),
        "bell": None,
    }
    is_refused = found.is_refused or begin_form is not None
    return render(request, "rankings/meeting.html", context, status=status if is_refused else 200)


def _usual() -> dict[str, object]:
    today = timezone.localdate()
    return {"title": _("Leadership meeting of %(day)s") % {"day": date_format(today)}, "held_on": today}


def _buttons() -> list[tuple[str, str, str]]:
    icons = {Verdict.Outcome.DONE: "check", Verdict.Outcome.LATE: "clock", Verdict.Outcome.CONTINUED: "arrow-right"}
    return [(outcome.value, str(outcome.label), icons[outcome]) for outcome in Verdict.Outcome]


def _key(request: SignedInRequest) -> UUID:
    """Return the key of what was sent; one that cannot be read is refused by the form."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _meeting(request: SignedInRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("government"), pk=pk)


def _cycle(request: SignedInRequest, held: Meeting | None) -> Cycle | None:
    government = held.government_id if held else city_of(request).pk
    return next((one for one in ranking.cycles_of(request.user) if one.government_id == government), None)
