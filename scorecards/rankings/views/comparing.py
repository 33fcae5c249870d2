"""Why ranks moved between two published rankings of one instrument."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.common.charts import Pair
from portal.common.files import CorruptFile
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from scorecards.domain.difference import Change, NotComparable
from scorecards.rankings.models import Snapshot
from scorecards.rankings.presenters import reasons
from scorecards.rankings.selectors.differences import difference_of
from scorecards.rankings.views.snapshots import damaged


@dataclass(frozen=True)
class RankChange:
    """A unit's change, and what is said of it."""

    change: Change
    sentence: str
    parts: list[reasons.Part]
    steps: list[reasons.StepWords]
    way: Pair | None


@require_safe
@policy(Action.SNAPSHOT_VIEW)
def comparison(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """Split each unit's movement between two snapshots by cause, from the two files alone."""
    shown = Snapshot.objects.visible_to(request.user).select_related("cycle__edition__instrument", "cycle__period")
    pair = [get_object_or_404(shown, pk=key) for key in (pk, other)]
    before, after = sorted(pair, key=lambda one: one.number)
    try:
        found = difference_of(before, after)
    except NotComparable as reason:
        raise Http404 from reason
    except CorruptFile:
        return damaged(request, [before, after])
    rows = [
        RankChange(
            change, reasons.sentence(change), reasons.parts(change), reasons.steps(change), reasons.falls(change)
        )
        for change in found.changes
        if change.steps or change.rank_before != change.rank_after or change.before != change.after
    ]
    context = {"before": before, "after": after, "found": found, "rows": rows}
    return render(request, "rankings/comparison.html", context | {"still": len(found.changes) - len(rows)})
