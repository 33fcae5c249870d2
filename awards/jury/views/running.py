"""The committee's pages of a jury: rules, criteria, seats, assignment, and moving the round on."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from awards.domain.jury import weights_are_whole
from awards.domain.phases import Phase, previous_phase
from awards.jury import selectors, services
from awards.jury.forms import CriterionForm, RulesForm, SeatForm
from awards.jury.models import Criterion, Juror, Sheet
from awards.jury.services.setup import BEFORE_JUDGING, SEATING
from awards.jury.views.fetch import CONFLICT, INVALID, SAVED, run_category, run_round
from awards.rounds.conflicts import Difference, differences
from awards.rounds.models import Category, Round
from awards.rounds.services import Changed, Followed, RoundDecided, Taken, WrongPhase
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy

REFUSALS = (services.JuryRefused, RoundDecided, WrongPhase, Followed, Taken)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.JURY_MANAGE)
def setup(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the jury of a round, and set its rules."""
    award_round = run_round(request, pk)
    rules = selectors.rules_of(award_round)
    form = RulesForm(request.POST if request.method == "POST" else None, rules=rules)
    conflict: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rules(round_id=pk, values=form.values, version=form.cleaned_data["version"] or 0)
        except Changed as other:
            conflict = differences(form, other.stored)
            form.renew(other.version)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("jury:setup", pk)
    return _page(request, award_round, form, conflict)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.JURY_MANAGE)
def add_criterion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a criterion to a category."""
    category = run_category(request, pk)
    form = CriterionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_criterion(category=category, words=form.words)
        except Taken:
            form.add_error("name", _("There is a criterion of this name."))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("jury:setup", category.round_id)
    context = {"form": form, "category": category, "round": category.round}
    return render(request, "jury/criterion.html", context, status=INVALID if form.errors else SAVED)


@require_POST
@policy(Action.JURY_MANAGE)
def remove_criterion(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a criterion away."""
    rounds = Round.objects.run_by(request.user)
    criterion = get_object_or_404(
        Criterion.objects.filter(category__round__in=rounds).select_related("category"), pk=pk
    )
    return _act(request, criterion.category.round_id, lambda: services.remove_criterion(criterion_id=pk))


@require_POST
@policy(Action.JURY_MANAGE)
def copy_criteria(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the categories without criteria those of this one."""
    category = run_category(request, pk)
    return _act(request, category.round_id, lambda: services.copy_criteria(category=category, to=category.round))


@require_POST
@policy(Action.JURY_MANAGE)
def seat(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give somebody a seat."""
    award_round = run_round(request, pk)
    form = SeatForm(request.POST, award_round=award_round)
    if not form.is_valid():
        messages.error(request, _("Pick somebody who holds the role of a juror."))
        return redirect("jury:setup", pk)
    given = form.cleaned_data
    return _act(request, pk, lambda: services.seat(round_id=pk, user=given["user"], unit=given["unit"]))


@require_POST
@policy(Action.JURY_MANAGE)
def unseat(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a seat away while nothing hangs on it."""
    juror = get_object_or_404(Juror.objects.run_by(request.user), pk=pk)
    return _act(request, juror.round_id, lambda: services.unseat(juror_id=pk))


@require_POST
@policy(Action.JURY_MANAGE)
def fill_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give every nomination the jurors that it lacks."""
    run_round(request, pk)

    def act() -> None:
        lacking = len(services.fill_up(round_id=pk))
        if lacking:
            words = ngettext(
                "%d nomination still has too few jurors: seat another one.",
                "%d nominations still have too few jurors: seat another one.",
                lacking,
            )
            messages.warning(request, words % lacking)

    return _act(request, pk, act)


@require_POST
@policy(Action.JURY_MANAGE)
def take_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a nomination off a juror who has not handed it in."""
    sheet = get_object_or_404(Sheet.objects.run_by(request.user).select_related("juror"), pk=pk)
    return _act(request, sheet.juror.round_id, lambda: services.take_off(sheet_id=pk))


@require_POST
@policy(Action.JURY_MANAGE)
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move a round on, or back while nothing followed, from the phase that was seen."""
    run_round(request, pk)
    seen = request.POST.get("seen", "")
    if seen not in Round.Phase.values:
        messages.error(request, _("Look at the round again, then move it."))
        return redirect("jury:setup", pk)
    step = services.go_back if "back" in request.POST else services.go_on
    return _act(request, pk, lambda: step(round_id=pk, seen=Phase(seen)))


def _act(request: SignedInRequest, round_pk: int, act: Callable[[], object]) -> HttpResponse:
    """Do something and go back to the jury's page, with the reason where it was refused."""
    try:
        act()
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("jury:setup", round_pk)


def _page(request: SignedInRequest, award_round: Round, form: RulesForm, conflict: list[Difference]) -> HttpResponse:
    criteria = selectors.criteria_by_category(award_round)
    phase = Phase(award_round.phase)
    is_open = not award_round.is_decided
    categories = [
        {
            "category": category,
            "criteria": criteria[category.pk],
            "sum": sum(one.weight for one in criteria[category.pk]),
            "is_whole": weights_are_whole(one.weight for one in criteria[category.pk]),
        }
        for category in Category.objects.filter(round=award_round)
    ]
    context = {
        "round": award_round,
        "form": form,
        "conflict": conflict,
        "rules": selectors.rules_of(award_round),
        "categories": categories,
        "lack_criteria": any(not one["criteria"] for one in categories),
        "jurors": selectors.progress_by_juror(award_round),
        "loads": selectors.loads_of(award_round) if phase is Phase.JUDGING else [],
        "seat_form": SeatForm(award_round=award_round),
        "lacks": services.lacks(award_round) if is_open else [],
        "can_go_back": is_open and phase is not Phase.DECISION and previous_phase(phase) is not None,
        "can_set": is_open and phase in BEFORE_JUDGING,
        "can_seat": is_open and phase in SEATING,
        "is_judging": is_open and phase is Phase.JUDGING,
        "is_deciding": is_open and phase is Phase.DECISION,
    }
    status = CONFLICT if conflict else INVALID if form.errors else SAVED
    return render(request, "jury/setup.html", context, status=status)
