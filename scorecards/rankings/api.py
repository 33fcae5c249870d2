"""The ranking of a cycle for other programs."""

from datetime import timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.models import User
from portal.common.policy import Action
from scorecards.entries.models import Cycle
from scorecards.rankings.audience import sees_marks_of_city
from scorecards.rankings.selectors.ranking import Ranking, Row, ranking_of

COMPARED_DAYS = 7


class RowSerializer(serializers.Serializer[Row]):
    """One unit's place; totals are strings, so that no program makes floats of them."""

    rank = serializers.IntegerField(allow_null=True)
    rank_best = serializers.IntegerField(source="best", allow_null=True)
    rank_worst = serializers.IntegerField(source="worst", allow_null=True)
    unit = serializers.CharField(source="unit.code")
    name = serializers.CharField(source="unit.name")
    scorecard = serializers.IntegerField(source="scorecard.pk")
    verified = serializers.DecimalField(8, 2, allow_null=True)
    claimed = serializers.DecimalField(8, 2, source="result.claimed", allow_null=True)
    reachable = serializers.DecimalField(8, 2, source="result.reachable", allow_null=True)
    band = serializers.CharField()
    marks_fixed = serializers.IntegerField(source="result.decided")
    marks = serializers.IntegerField(source="result.entries")
    movement = serializers.IntegerField(allow_null=True)
    input_revision = serializers.IntegerField(source="result.input_revision")


class RankingSerializer(serializers.Serializer[Ranking]):
    """A cycle's ranking with the rules it was computed by."""

    cycle = serializers.IntegerField(source="cycle.pk")
    edition = serializers.CharField(source="cycle.edition.code")
    edition_sha256 = serializers.CharField(source="cycle.edition.sha256")
    score_year = serializers.IntegerField(source="cycle.period.score_year")
    computed_at = serializers.DateTimeField(source="freshness.computed_at", allow_null=True)
    is_behind = serializers.BooleanField(source="freshness.is_behind")
    is_final = serializers.BooleanField()
    rows = RowSerializer(many=True)


class CycleRankingView(APIView):
    """GET api/v1/cycles/<id>/ranking/: the ranking page's rows, under the page's own rules of sight."""

    policy = Action.RANKING_VIEW

    def get(self, request: Request, pk: int) -> Response:
        """Answer 404 for a cycle of another government, or one whose marks the user may not see yet."""
        user = request.user
        cycle = _cycle(user, pk) if isinstance(user, User) else None
        if cycle is None or not isinstance(user, User):
            raise Http404
        found = ranking_of(cycle, user, since=timezone.now() - timedelta(days=COMPARED_DAYS))
        body: dict[str, Any] = RankingSerializer(found).data
        return Response(body)


def _cycle(user: User, pk: int) -> Cycle | None:
    cycles = Cycle.objects.visible_to(user).exclude(subject=Cycle.Subject.GOVERNMENT)
    cycle = cycles.select_related("edition", "period", "government").filter(pk=pk).first()
    if cycle is None or (cycle.marks_released_at is None and not sees_marks_of_city(user, cycle.government_id)):
        return None
    return cycle
