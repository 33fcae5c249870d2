"""The list for the apel, and the page of who was honoured in which year."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from awards.rounds import ceremony as ceremonies
from awards.rounds.models import Round
from awards.rounds.services import Changed
from awards.rounds.services.ceremony import CallWords, order_of, set_calls
from awards.rounds.views.fetch import CONFLICT, own_round
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy

LONGEST_YEAR = 4
LONGEST_NAME = 160


@require_safe
@policy(Action.AWARDS_VIEW)
def ceremony(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show in which order winners are called up, and who hands over; made to be printed."""
    award_round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    return _page(request, award_round)


@require_POST
@policy(Action.ROUND_MANAGE)
def arrange(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the order and who hands over."""
    award_round = own_round(request, pk)
    if not award_round.is_decided:
        messages.error(request, _("The ceremony is arranged once the decision is locked."))
        return redirect("rounds:ceremony", pk)
    called = ceremonies.called_up(award_round)
    number, text = (
        forms.IntegerField(min_value=1, max_value=999),
        forms.CharField(max_length=LONGEST_NAME, required=False),
    )
    try:
        typed = [(one.category.pk, number.clean(request.POST.get(f"place-{one.category.pk}"))) for one in called]
        names = {one.category.pk: text.clean(request.POST.get(f"presenter-{one.category.pk}", "")) for one in called}
        versions = {one.category.pk: number_or_zero(request.POST.get(f"version-{one.category.pk}")) for one in called}
    except forms.ValidationError:
        messages.error(request, _("Give each category a place, 1 for the first."))
        return redirect("rounds:ceremony", pk)
    places = order_of([(key, place or 1) for key, place in typed])
    calls = {key: CallWords(places[key], names[key], versions[key]) for key in places}
    try:
        set_calls(round_id=pk, calls=calls)
    except Changed as other:
        messages.error(
            request,
            _("Somebody else arranged this first (%s); look at it, then arrange it again.") % other.stored["presenter"],
        )
        return _page(request, award_round, status=CONFLICT)
    messages.success(request, _("Saved."))
    return redirect("rounds:ceremony", pk)


@require_safe
@policy(Action.AWARDS_VIEW)
def honours(request: SignedInRequest) -> HttpResponse:
    """Show who was honoured in a year, by unit."""
    years = ceremonies.years_of(request.user)
    asked = request.GET.get("tahun", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == LONGEST_YEAR else None
    chosen = year if year in years else years[0] if years else None
    found = ceremonies.honours_of(request.user, chosen) if chosen else []
    return render(request, "rounds/honours.html", {"years": years, "year": chosen, "honoured": found})


def number_or_zero(text: str | None) -> int:
    """Return the version that a row was typed on."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < LONGEST_YEAR * 2 else 0


def _page(request: SignedInRequest, award_round: Round, *, status: int = 200) -> HttpResponse:
    run_by_me = Round.objects.run_by(request.user).filter(pk=award_round.pk).exists()
    called = ceremonies.called_up(award_round) if award_round.is_decided else []
    context = {"round": award_round, "called": called, "run_by_me": run_by_me}
    return render(request, "rounds/ceremony.html", context, status=status)
