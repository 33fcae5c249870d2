"""Pages on which the committee opens rounds and sets their calendar and categories."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from awards.rounds import services
from awards.rounds.conflicts import Difference, differences
from awards.rounds.forms import CategoryForm, NewRoundForm, ProgrammeForm, RoundForm
from awards.rounds.models import Category
from awards.rounds.views.fetch import CONFLICT, INVALID, SAVED, own_government, own_round
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def new_programme(request: SignedInRequest) -> HttpResponse:
    """Add a yearly award."""
    government = own_government(request)
    form = ProgrammeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.create_programme(
                government=government,
                code=form.code,
                name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"],
                position=government.award_programmes.count() + 1,
            )
        except services.Taken:
            form.add_error("name", _("There is a programme of this name."))
        else:
            messages.success(request, _("The programme is there. Open its first round."))
            return redirect("rounds:new")
    context = {"form": form, "title": _("New programme"), "submit": _("Add the programme")}
    return render(request, "rounds/form.html", context, status=INVALID if form.errors else SAVED)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def new(request: SignedInRequest) -> HttpResponse:
    """Open a round of a programme."""
    government = own_government(request)
    form = NewRoundForm(request.POST if request.method == "POST" else None, government=government)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = services.open_round(programme=given["programme"], setting=form.setting, like=given["like"])
        except services.Taken:
            form.add_error("name", _("The programme has a round of this name in this year."))
        else:
            messages.success(request, _("The round is open. Add who is nominated."))
            return redirect("rounds:nominations", made.pk)
    return render(request, "rounds/setup.html", {"form": form}, status=INVALID if form.errors else SAVED)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set name, year, award date and calendar of a round."""
    award_round = own_round(request, pk)
    form = RoundForm(request.POST if request.method == "POST" else None, award_round=award_round)
    conflict: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.change_round(round_id=pk, setting=form.setting, version=form.cleaned_data["version"] or 0)
        except services.Changed as other:
            conflict = differences(form, other.stored)
            form.renew(other.version)
        except services.Taken:
            form.add_error("name", _("The programme has a round of this name in this year."))
        except services.RoundDecided as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:detail", pk)
    status = CONFLICT if conflict else INVALID if form.errors else SAVED
    context = {"form": form, "round": award_round, "conflict": conflict}
    return render(request, "rounds/setup.html", context, status=status)


@require_POST
@policy(Action.ROUND_MANAGE)
def add_category(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a category to a round."""
    award_round = own_round(request, pk)
    form = CategoryForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the category a name."))
        return redirect("rounds:nominations", pk)
    try:
        services.create_category(award_round=award_round, name=form.cleaned_data["name"])
    except services.Taken:
        messages.error(request, _("There is a category of this name."))
    except services.RoundDecided as refusal:
        messages.error(request, str(refusal))
    return redirect("rounds:nominations", pk)


@require_POST
@policy(Action.ROUND_MANAGE)
def remove_category(request: SignedInRequest, pk: int, category: int) -> HttpResponse:
    """Take an empty category away."""
    award_round = own_round(request, pk)
    found = get_object_or_404(Category, round=award_round, pk=category)
    try:
        services.remove_category(category=found)
    except (services.Followed, services.RoundDecided) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%s” is taken away.") % found.name)
    return redirect("rounds:nominations", pk)
