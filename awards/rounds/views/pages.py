"""Pages of award programmes and rounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from awards.domain.phases import ORDER, Phase
from awards.rounds import selectors
from awards.rounds.models import AwardDecision, Nomination, Programme, Round, Winner
from portal.common import files, work
from portal.common.http import SignedInRequest
from portal.common.models import Job
from portal.common.policy import Action, may, policy


@dataclass(frozen=True)
class CategoryWinners:
    """The winners of one category."""

    name: str
    winners: list[Winner]


@require_safe
@policy(Action.AWARDS_VIEW)
def index(request: SignedInRequest) -> HttpResponse:
    """Show every programme with its rounds, newest first, and how far their certificates are."""
    rounds = Round.objects.visible_to(request.user).newest_first().with_counts()
    governments = request.user.government_ids
    programmes = Programme.objects.filter(government__in=governments).prefetch_related(
        Prefetch("rounds", queryset=rounds, to_attr="shown_rounds")
    )
    context = {"programmes": list(programmes), "may_manage": may(request.user, Action.ROUND_MANAGE)}
    return render(request, "rounds/index.html", context)


@require_safe
@policy(Action.AWARDS_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a round: what it still lacks, its minutes, its winners and their certificates."""
    visible = Round.objects.visible_to(request.user).with_counts().select_related("programme", "government")
    award_round = get_object_or_404(visible, pk=pk)
    run_by_me = Round.objects.run_by(request.user).filter(pk=pk).exists()
    decision = AwardDecision.objects.filter(round=award_round).select_related("locked_by").first()
    winners = selectors.winners_of(award_round).prefetch_related("certificates")
    if not (run_by_me or award_round.is_decided):
        decision, winners = None, winners.none()
    context = {
        "round": award_round,
        "decision": decision,
        "missing": selectors.missing_of(award_round),
        "categories": _by_category(winners),
        "job": _running_job(award_round),
        "steps": _steps(award_round),
        "spans": [(Round.Phase(phase).label, span) for phase, span in selectors.spans_of(award_round).items()],
        "nominations": Nomination.objects.filter(category__round=award_round).count(),
        "run_by_me": run_by_me,
    }
    return render(request, "rounds/detail.html", context)


@require_safe
@policy(Action.AWARDS_VIEW)
def minutes(request: SignedInRequest, pk: int) -> FileResponse:
    """Send the document of the minutes."""
    award_round = get_object_or_404(Round.objects.visible_to(request.user), pk=pk)
    if not award_round.is_decided:
        get_object_or_404(Round.objects.run_by(request.user), pk=pk)
    decision = get_object_or_404(AwardDecision, round=award_round, document_sha256__gt="")
    stored = files.open_file(decision.document_sha256)
    return FileResponse(stored, as_attachment=True, filename=decision.document_name, content_type="application/pdf")


def _steps(award_round: Round) -> list[dict[str, str]]:
    """Return the phases as the stepper shows them."""
    at = ORDER.index(Phase(award_round.phase))
    states = ["done" if place < at else "current" if place == at else "todo" for place in range(len(ORDER))]
    return [
        {"label": str(Round.Phase(phase).label), "state": state} for phase, state in zip(ORDER, states, strict=True)
    ]


def _running_job(award_round: Round) -> Job | None:
    """Return the round's job while something still happens in it."""
    job = selectors.last_job(award_round)
    return job if job and not work.progress(job).is_over else None


def _by_category(winners: Iterable[Winner]) -> list[CategoryWinners]:
    groups = groupby(winners, key=lambda winner: winner.category)
    return [CategoryWinners(category.name, list(group)) for category, group in groups]
