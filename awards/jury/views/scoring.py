"""A juror's own pages: the rounds, the sheets of one, and a sheet whose marks save themselves."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from awards.domain.phases import Phase, Seen, Viewer
from awards.jury import selectors, services
from awards.jury.forms import ConflictForm, MarkForm, ReasonForm
from awards.jury.models import Conflict, Criterion, Juror, JuryMark, Sheet
from awards.jury.views.fetch import CONFLICT, INVALID, SAVED, own_seat, own_sheet
from awards.rounds.services import Followed, RoundDecided, Taken, WrongPhase
from portal.common.fields import typed_number
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy

REFUSALS = (services.JuryRefused, RoundDecided, WrongPhase, Followed)


@dataclass(frozen=True)
class Named:
    """A sheet under what the juror may know of its nomination."""

    sheet: Sheet
    name: str
    is_hidden: bool
    given: int = 0
    total: int = 0


@require_safe
@policy(Action.JURY_SCORE)
def index(request: SignedInRequest) -> HttpResponse:
    """List the rounds in whose jury the user sits."""
    seats = Juror.objects.of(request.user).select_related("round__programme").order_by("-round__year", "round")
    return render(request, "jury/index.html", {"seats": list(seats)})


@require_safe
@policy(Action.JURY_SCORE)
def own(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a juror's sheets in a round, and the interests that he declared."""
    return _own_page(request, own_seat(request, pk))


@require_POST
@policy(Action.JURY_SCORE)
def declare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note an interest of the juror in a nomination."""
    seat = own_seat(request, pk)
    form = ConflictForm(request.POST, nominations=_declarable(seat))
    if not form.is_valid():
        return _own_page(request, seat, form)
    try:
        services.declare(juror=seat, nomination=form.cleaned_data["nomination"], reason=form.cleaned_data["reason"])
    except (Taken, *REFUSALS) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Noted. You do not judge this nomination."))
    return redirect("jury:own", pk)


@require_POST
@policy(Action.JURY_SCORE)
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a declaration back before the judging."""
    conflict = get_object_or_404(Conflict, pk=pk, juror__in=Juror.objects.of(request.user))
    try:
        services.withdraw(conflict_id=pk)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("jury:own", conflict.juror.round_id)


@require_safe
@policy(Action.JURY_SCORE)
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one sheet: the criteria with what was given."""
    return _sheet_page(request, own_sheet(request, pk))


@require_POST
@policy(Action.JURY_SCORE)
def save(request: SignedInRequest, pk: int, criterion: int) -> HttpResponse:
    """Save one mark: 200 saved, 422 refused, 409 another page was first."""
    found = own_sheet(request, pk)
    judged_by = get_object_or_404(Criterion, category=found.nomination.category_id, pk=criterion)
    form = MarkForm(request.POST)
    state: dict[str, Any] = {"version": request.POST.get("version", "0")}
    if form.is_valid():
        try:
            mark = services.save_mark(sheet_id=pk, criterion=judged_by, change=form.change)
            state = {"version": mark.version, "saved_at": timezone.now()}
        except services.MarkConflict as other:
            state |= {"conflict": _both(form, other.stored, str(request.user)), "status": CONFLICT}
        except REFUSALS as refusal:
            state |= {"errors": [str(refusal)], "status": INVALID}
    else:
        state |= {"errors": [str(one) for errors in form.errors.values() for one in errors], "status": INVALID}
    status = state.pop("status", SAVED)
    if not request.htmx:
        return (
            redirect("jury:sheet", pk) if status == SAVED else _sheet_page(request, found, {criterion: state}, status)
        )
    context = {"id": f"mark-{criterion}", "url": request.path, **state}
    return render(request, "components/autosave_state.html", context, status=status)


@require_POST
@policy(Action.JURY_SCORE)
def submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand a sheet in."""
    found = own_sheet(request, pk)
    try:
        services.submit(sheet_id=pk)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect("jury:sheet", pk)
    messages.success(request, _("Handed in."))
    return redirect("jury:own", found.juror.round_id)


@require_POST
@policy(Action.JURY_SCORE)
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a sheet again."""
    own_sheet(request, pk)
    try:
        services.take_back(sheet_id=pk)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("jury:sheet", pk)


@require_POST
@policy(Action.JURY_SCORE)
def step_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Declare an interest in the nomination of a sheet, also where its name is hidden."""
    found = own_sheet(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why you do not judge this nomination."))
        return redirect("jury:sheet", pk)
    try:
        services.declare(juror=found.juror, nomination=found.nomination, reason=form.cleaned_data["reason"])
    except (Taken, *REFUSALS) as refusal:
        messages.error(request, str(refusal))
        return redirect("jury:sheet", pk)
    messages.success(request, _("Noted. You do not judge this nomination."))
    return redirect("jury:own", found.juror.round_id)


def _declarable(seat: Juror) -> Any:
    """Return the nominations in which the juror can declare an interest, by name and without their works."""
    declared = Conflict.objects.filter(juror=seat).values("nomination")
    return selectors.admitted_or_entered(seat.round).exclude(pk__in=declared)


def _own_page(request: SignedInRequest, seat: Juror, form: ConflictForm | None = None) -> HttpResponse:
    award_round = seat.round
    is_open = not award_round.is_decided and award_round.phase != Phase.DECISION
    rules = selectors.rules_of(award_round)
    sheets = selectors.sheets_of(seat)
    codes = selectors.codes_of(award_round) if rules.is_blind else {}
    criteria = selectors.criteria_by_category(award_round)
    named = [
        _named(each, seat, codes, is_blind=rules.is_blind, total=len(criteria[each.nomination.category_id]))
        for each in sheets
    ]
    context = {
        "seat": seat,
        "round": award_round,
        "sheets": named,
        "open": sum(one.sheet.submitted_at is None for one in named),
        "is_blind": rules.is_blind,
        "is_judging": not award_round.is_decided and award_round.phase == Phase.JUDGING,
        "can_declare": is_open,
        "can_withdraw": is_open and award_round.phase != Phase.JUDGING,
        "conflicts": list(Conflict.objects.filter(juror=seat).select_related("nomination")),
        "form": form or (ConflictForm(nominations=_declarable(seat)) if is_open else None),
        "sees_ranking": Seen.RANKING in selectors.seen_by(Viewer.JUROR, award_round),
    }
    return render(request, "jury/own.html", context, status=INVALID if form and form.errors else SAVED)


def _named(sheet: Sheet, seat: Juror, codes: dict[int, str], *, is_blind: bool, total: int = 0) -> Named:
    """Name a sheet by its recipient, or by its code while the names are hidden from this juror."""
    is_hidden = Seen.NAMES not in _seen(sheet, seat, is_blind=is_blind)
    name = codes[sheet.nomination_id] if is_hidden and codes else sheet.nomination.recipient
    return Named(sheet, name, is_hidden, getattr(sheet, "given", 0), total)


def _seen(sheet: Sheet, seat: Juror, *, is_blind: bool) -> frozenset[Seen]:
    """Return what the juror sees of one sheet: the others' scores only once his own are all in."""
    has_finished = seat.finished_at is not None and sheet.submitted_at is not None
    return selectors.seen_by(Viewer.JUROR, seat.round, is_blind=is_blind, has_finished=has_finished)


def _sheet_page(
    request: SignedInRequest, found: Sheet, states: dict[int, dict[str, Any]] | None = None, status: int = SAVED
) -> HttpResponse:
    seat, nomination = found.juror, found.nomination
    rules = selectors.rules_of(seat.round)
    codes = selectors.codes_of(seat.round) if rules.is_blind else {}
    marks = selectors.marks_on(found)
    seen = _seen(found, seat, is_blind=rules.is_blind)
    is_open = not seat.round.is_decided and seat.round.phase == Phase.JUDGING and found.submitted_at is None
    rows = [
        _row(criterion, marks.get(criterion.pk), (states or {}).get(criterion.pk, {}), request)
        for criterion in selectors.criteria_of(nomination.category_id)
    ]
    context = {
        "sheet": found,
        "round": seat.round,
        "named": _named(found, seat, codes, is_blind=rules.is_blind),
        "rows": rows,
        "is_open": is_open,
        "can_take_back": found.submitted_at is not None
        and seat.finished_at is None
        and seat.round.phase == Phase.JUDGING,
        "others": selectors.others_on(found) if Seen.OTHERS in seen else None,
        "form": ReasonForm(),
    }
    return render(request, "jury/sheet.html", context, status=status)


def _row(
    criterion: Criterion, mark: JuryMark | None, state: dict[str, Any], request: SignedInRequest
) -> dict[str, Any]:
    """Return a criterion with what its fields hold: what was typed where it came back, else what is stored."""
    typed = bool(state)
    value = "" if mark is None or mark.value is None else typed_number(mark.value)
    return {
        "criterion": criterion,
        "levels": [(typed_number(level.value), level.words) for level in criterion.scale],
        "value": request.POST.get("value", "") if typed else value,
        "note": request.POST.get("note", "") if typed else (mark.note if mark else ""),
        "version": mark.version if mark else 0,
        "mark": mark,
        **state,
    }


def _both(form: MarkForm, stored: JuryMark | None, who: str) -> dict[str, Any]:
    """Put both sides of a conflict into words."""

    def words(value: Any, note: str) -> str:
        return "\n".join(filter(None, (_("no mark") if value is None else typed_number(value), note)))

    return {
        "yours": words(form.cleaned_data["value"], form.cleaned_data["note"]),
        "stored": words(stored.value if stored else None, stored.note if stored else ""),
        "who": who,
        "at": stored.changed_at if stored else timezone.now(),
        "version": stored.version if stored else 0,
        "long": True,
    }
