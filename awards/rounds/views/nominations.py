"""Pages on which the committee enters, corrects and screens nominations."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.domain.phases import Phase
from awards.rounds import selectors, services, tables
from awards.rounds.conflicts import Difference, differences
from awards.rounds.forms import CategoryForm, NominationForm, ScreeningForm, TableForm
from awards.rounds.models import Nomination
from awards.rounds.views.fetch import CONFLICT, INVALID, SAVED, own_nomination, own_round
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from portal.common.spreadsheets import XLSX, Book, RefusedWorkbook, Sheet, read, read_csv

REFUSALS = (services.RoundDecided, services.WrongPhase, services.Followed)


@require_safe
@policy(Action.ROUND_MANAGE)
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    """List the categories with those nominated in them."""
    award_round = own_round(request, pk)
    categories = selectors.entered_in(award_round)
    standings = [nomination.standing for entered in categories for nomination in entered.nominations]
    context = {
        "round": award_round,
        "categories": categories,
        "total": len(standings),
        "unscreened": standings.count(Nomination.Standing.ENTERED),
        "can_enter": not award_round.is_decided and award_round.phase in services.ENTERING,
        "can_screen": not award_round.is_decided and award_round.phase == Phase.SCREENING,
        "category_form": CategoryForm(),
    }
    return render(request, "rounds/nominations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def nominate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter a nomination; `?kategori=` picks the category."""
    award_round = own_round(request, pk)
    first = {"category": request.GET.get("kategori", "")}
    form = NominationForm(request.POST if request.method == "POST" else None, award_round=award_round, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            services.nominate_all(rows=[(form.cleaned_data["category"], form.words)])
        except services.Taken:
            form.add_error("recipient", _("This nomination is there already."))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%s is nominated.") % form.words.recipient)
            return redirect("rounds:nominations", pk)
    context = {"form": form, "round": award_round}
    return render(request, "rounds/nominate.html", context, status=INVALID if form.errors else SAVED)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct a nomination."""
    nomination = own_nomination(request, pk)
    award_round = nomination.category.round
    form = NominationForm(
        request.POST if request.method == "POST" else None, award_round=award_round, nomination=nomination
    )
    conflict: list[Difference] = []
    if request.method == "POST" and form.is_valid():
        try:
            services.change_nomination(nomination_id=pk, words=form.words, version=form.cleaned_data["version"] or 0)
        except services.Changed as other:
            conflict = differences(form, other.stored)
            form.renew(other.version)
        except services.Taken:
            form.add_error("recipient", _("This nomination is there already."))
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:nominations", award_round.pk)
    status = CONFLICT if conflict else INVALID if form.errors else SAVED
    context = {"form": form, "round": award_round, "nomination": nomination, "conflict": conflict}
    return render(request, "rounds/nominate.html", context, status=status)


@require_POST
@policy(Action.ROUND_MANAGE)
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a nomination away while nothing followed."""
    nomination = own_nomination(request, pk)
    try:
        services.remove_nomination(nomination_id=pk)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%s” is taken away.") % nomination.recipient)
    return redirect("rounds:nominations", nomination.category.round_id)


@require_POST
@policy(Action.ROUND_MANAGE)
def screen(request: SignedInRequest, pk: int) -> HttpResponse:
    """Admit or exclude a nomination, or leave it open again."""
    nomination = own_nomination(request, pk)
    form = ScreeningForm(request.POST)
    if form.is_valid():
        standing = Nomination.Standing(form.cleaned_data["standing"])
        try:
            services.screen(nomination_id=pk, standing=standing, reason=form.cleaned_data["reason"])
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    return redirect("rounds:nominations", nomination.category.round_id)


@require_POST
@policy(Action.ROUND_MANAGE)
def admit_rest(request: SignedInRequest, pk: int) -> HttpResponse:
    """Admit all that nobody has screened."""
    own_round(request, pk)
    try:
        number = services.admit_rest(round_id=pk)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%d nomination is admitted.", "%d nominations are admitted.", number)
        messages.success(request, words % number)
    return redirect("rounds:nominations", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ROUND_MANAGE)
def import_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """Enter the nominations of a table, all or none."""
    award_round = own_round(request, pk)
    form = TableForm(request.POST or None, request.FILES or None)
    faults: list[str] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            table = tables.read_table(award_round, _sheet(upload.read(), upload.name))
            faults = table.faults
            if not faults:
                services.nominate_all(rows=table.rows)
                _tell(request, len(table.rows), table.known)
                return redirect("rounds:nominations", pk)
        except (RefusedWorkbook, services.Taken, *REFUSALS) as refusal:
            form.add_error("file", str(refusal))
    status = INVALID if form.errors or faults else SAVED
    context = {"form": form, "round": award_round, "faults": faults, "columns": tables.COLUMNS}
    return render(request, "rounds/import.html", context, status=status)


@require_safe
@policy(Action.ROUND_MANAGE)
def template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an empty table with the head and a category in each row."""
    award_round = own_round(request, pk)
    book = Book(title=str(award_round))
    page = book.page("Nominasi")
    page.write_row(0, tables.COLUMNS, bold=True)
    for row, category in enumerate(award_round.categories.all(), start=1):
        page.write(row, 0, category.name)
    page.raw.set_column(0, len(tables.COLUMNS) - 1, 28)
    page.raw.freeze_panes(1, 0)
    headers = {"Content-Disposition": 'attachment; filename="nominasi.xlsx"'}
    return HttpResponse(book.content(), content_type=XLSX, headers=headers)


def _sheet(content: bytes, name: str) -> Sheet:
    book = read_csv(content) if name.lower().endswith(".csv") else read(content, name)
    return next(iter(book.sheets.values()))


def _tell(request: SignedInRequest, new: int, known: int) -> None:
    words = ngettext("%d nomination is entered.", "%d nominations are entered.", new) % new
    if known:
        words += " " + ngettext("%d was there already.", "%d were there already.", known) % known
    messages.success(request, words)
