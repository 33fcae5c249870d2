"""The session of the jury, and the committee's way from the ranking to the locked minutes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from awards.domain.phases import Phase, Seen, Viewer
from awards.jury import contents, selectors, services
from awards.jury.forms import MinutesForm, OrderForm
from awards.jury.models import JuryMinutes, JuryRules
from awards.jury.selectors import Standing
from awards.jury.views.fetch import CONFLICT, INVALID, SAVED, run_category, run_round, watched_round
from awards.rounds.models import AwardDecision, Category, Round
from awards.rounds.services import Changed, NotReady, RoundDecided, WrongPhase
from portal.common.http import SignedInRequest
from portal.common.pdf import PdfUnavailable
from portal.common.policy import Action, policy

REFUSALS = (services.JuryRefused, RoundDecided, WrongPhase)


@require_safe
@policy(Action.JURY_SESSION)
def session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the ranking with its arithmetic, large enough for a wall; before that only how far the jury is."""
    award_round, viewer = watched_round(request, pk)
    seen = selectors.seen_by(viewer, award_round)
    rules = selectors.rules_of(award_round)
    context: dict[str, Any] = {"round": award_round, "rules": rules, "viewer": viewer.value}
    if Seen.RANKING in seen:
        context["standings"] = selectors.standings_of(award_round, rules)
    elif Seen.PROGRESS in seen:
        progress = selectors.progress_by_juror(award_round)
        context["handed_in"] = sum(one.handed_in for one in progress)
        context["total"] = sum(one.total for one in progress)
    return render(request, "jury/session.html", context)


@require_safe
@policy(Action.JURY_MANAGE)
def decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show who wins by the ranking, where the committee deviates, and the minutes."""
    return _page(request, run_round(request, pk))


@require_POST
@policy(Action.JURY_MANAGE)
def deviate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Set the winners of a category otherwise, with a reason."""
    category = run_category(request, pk)
    award_round = category.round
    rules = selectors.rules_of(award_round)
    standing = _standing(award_round, rules, category)
    if standing is None:
        messages.error(request, str(WrongPhase()))
        return redirect("jury:decision", award_round.pk)
    form = OrderForm(request.POST, titles=rules.title_list, lines=standing.lines, prefix=f"c{pk}")
    if not form.is_valid():
        return _page(request, award_round, {pk: form})
    given = form.cleaned_data
    try:
        services.deviate(
            category=category,
            order=form.order,
            reason=given["reason"],
            version=given["version"] or 0,
            by=request.user,
        )
    except Changed as other:
        form.add_error("reason", _("Somebody else set this first, with the reason: “%s”.") % other.stored["reason"])
        form.data = {**{key: form.data.get(key) for key in form.data}, f"c{pk}-version": str(other.version)}
        return _page(request, award_round, {pk: form}, status=CONFLICT)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return _page(request, award_round, {pk: form})
    return redirect("jury:decision", award_round.pk)


@require_POST
@policy(Action.JURY_MANAGE)
def follow(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the ranking decide again."""
    category = run_category(request, pk)
    try:
        services.follow_ranking(category=category)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("jury:decision", category.round_id)


@require_POST
@policy(Action.JURY_MANAGE)
def draw_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Freeze the result as minutes and make their file."""
    award_round = run_round(request, pk)
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _page(request, award_round, minutes_form=form)
    given = form.cleaned_data
    try:
        services.draw_up(round_id=pk, number=given["number"], day=given["date"], by=request.user)
    except (PdfUnavailable, *REFUSALS) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The minutes are drawn up. Read them, then lock them."))
    return redirect("jury:decision", pk)


@require_POST
@policy(Action.JURY_MANAGE)
def lock(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lock exactly the minutes that were looked at."""
    run_round(request, pk)
    try:
        services.lock_decision(round_id=pk, content_sha256=request.POST.get("content", ""), by=request.user)
    except NotReady as refusal:
        messages.error(request, " ".join(str(missing.label) for missing in refusal.missing))
        return redirect("jury:decision", pk)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("jury:decision", pk)
    messages.success(request, _("The decision is locked. The certificates can be issued."))
    return redirect("rounds:detail", pk)


def _standing(award_round: Round, rules: JuryRules, category: Category) -> Standing | None:
    """Return the standing of a category, None before the decision."""
    if Seen.RANKING not in selectors.seen_by(Viewer.COMMITTEE, award_round):
        return None
    found = selectors.standings_of(award_round, rules)
    return next(one for one in found if one.category.pk == category.pk)


def _page(
    request: SignedInRequest,
    award_round: Round,
    forms: dict[int, OrderForm] | None = None,
    minutes_form: MinutesForm | None = None,
    *,
    status: int = SAVED,
) -> HttpResponse:
    rules = selectors.rules_of(award_round)
    is_shown = Seen.RANKING in selectors.seen_by(Viewer.COMMITTEE, award_round)
    standings = selectors.standings_of(award_round, rules) if is_shown else []
    last = JuryMinutes.objects.filter(round=award_round).last()
    context = {
        "round": award_round,
        "is_shown": is_shown,
        "can_decide": not award_round.is_decided and award_round.phase == Phase.DECISION,
        "categories": [_words(one, rules, (forms or {}).get(one.category.pk)) for one in standings],
        "decision": AwardDecision.objects.filter(round=award_round).first(),
        "minutes": last,
        "form": minutes_form or MinutesForm(initial=_known(award_round)),
    }
    failed = (minutes_form and minutes_form.errors) or any(form.errors for form in (forms or {}).values())
    return render(
        request, "jury/decision.html", context, status=status if status != SAVED else INVALID if failed else SAVED
    )


def _known(award_round: Round) -> dict[str, Any]:
    """Return what the minutes that were drawn up before are called."""
    known = AwardDecision.objects.filter(round=award_round).first()
    return {"number": known.number, "date": known.date} if known else {}


def _words(standing: Standing, rules: JuryRules, form: OrderForm | None) -> dict[str, Any]:
    """Return one category of the page: who wins, and the form in which the committee orders it otherwise."""
    titles = rules.title_list
    is_tied = contents.has_open_tie(standing, len(titles))
    placed = [line for line in standing.lines if line.placed.place is not None]
    winners = placed[: len(titles)] if is_tied else contents.winners_in(standing, rules)
    deviation = standing.deviation
    if form is None:
        initial: dict[str, Any] = {f"place_{at}": line.nomination.pk for at, line in enumerate(winners, start=1)}
        initial |= {"reason": deviation.reason if deviation else "", "version": deviation.version if deviation else 0}
        form = OrderForm(titles=titles, lines=standing.lines, initial=initial, prefix=f"c{standing.category.pk}")
    return {
        "standing": standing,
        "is_tied": is_tied,
        "winners": list(zip(titles, winners, strict=False)),
        "deviation": deviation,
        "form": form,
    }
