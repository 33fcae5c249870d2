"""What the pages of the jury look up; what is not theirs does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from awards.domain.phases import Viewer
from awards.jury import selectors
from awards.jury.models import Juror, Sheet
from awards.rounds.models import Category, Round
from portal.common.http import SignedInRequest

SAVED, CONFLICT, INVALID = 200, 409, 422


def own_seat(request: SignedInRequest, round_pk: int) -> Juror:
    """Return the user's seat in a round's jury."""
    seats = Juror.objects.of(request.user).select_related("round__programme", "round__government", "unit")
    return get_object_or_404(seats, round=round_pk)


def own_sheet(request: SignedInRequest, pk: int) -> Sheet:
    """Return a sheet of the user that he may still judge."""
    joined = ("juror__round__programme", "nomination__category", "nomination__unit")
    sheet = get_object_or_404(Sheet.objects.of(request.user).select_related(*joined), pk=pk)
    if (sheet.juror_id, sheet.nomination_id) in selectors.barred_pairs(sheet.juror.round):
        raise Http404
    return sheet


def run_round(request: SignedInRequest, pk: int) -> Round:
    """Return a round that the user runs as committee."""
    return get_object_or_404(Round.objects.run_by(request.user).select_related("programme", "government"), pk=pk)


def run_category(request: SignedInRequest, pk: int) -> Category:
    """Return a category of a round that the user runs."""
    rounds = Round.objects.run_by(request.user)
    return get_object_or_404(Category.objects.filter(round__in=rounds).select_related("round__government"), pk=pk)


def watched_round(request: SignedInRequest, pk: int) -> tuple[Round, Viewer]:
    """Return a round whose session the user may open, and as what."""
    rounds = Round.objects.select_related("programme", "government")
    if found := rounds.filter(pk__in=Round.objects.run_by(request.user)).filter(pk=pk).first():
        return found, Viewer.COMMITTEE
    if found := rounds.filter(pk__in=Juror.objects.of(request.user).values("round")).filter(pk=pk).first():
        return found, Viewer.JUROR
    visible = Round.objects.visible_to(request.user)
    return get_object_or_404(rounds.filter(pk__in=visible), pk=pk), Viewer.LEADER
