"""What the pages of the committee look up; what is not theirs does not exist."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from awards.rounds.models import Nomination, Round
from portal.common.http import SignedInRequest
from portal.common.policy import Role
from portal.units.models import Government

SAVED, CONFLICT, INVALID = 200, 409, 422


def own_round(request: SignedInRequest, pk: int) -> Round:
    """Return a round that the user runs."""
    return get_object_or_404(Round.objects.run_by(request.user).select_related("programme", "government"), pk=pk)


def own_nomination(request: SignedInRequest, pk: int) -> Nomination:
    """Return a nomination of a round that the user runs."""
    joined = ("category__round__programme", "unit", "institution")
    return get_object_or_404(Nomination.objects.run_by(request.user).select_related(*joined), pk=pk)


def own_government(request: SignedInRequest) -> Government:
    """Return the government whose awards the user runs."""
    found = Government.objects.filter(pk__in=request.user.governments_as(Role.COMMITTEE)).order_by("pk").first()
    if found is None:
        raise Http404
    return found
