"""Published values from a table: the empty table, upload, preview, result, undoing."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common import files
from portal.common.csv import csv_response
from portal.common.http import SignedInRequest
from portal.common.policy import Action, Role, policy
from portal.common.spreadsheets import XLSX, Book, RefusedWorkbook
from portal.units.models import Government
from scorecards.evidence.intake import clean_name
from scorecards.rankings.forms import PublishedForm
from scorecards.rankings.models import PublishedImport
from scorecards.rankings.presenters.changes import ChangeWords
from scorecards.rankings.published_table import NoTable, heads, rows_of
from scorecards.rankings.selectors import published as selectors
from scorecards.rankings.services import published as services

INVALID, CONFLICT = 422, 409
LATEST, PAGE_SIZE = 20, 100
BINARY = "application/octet-stream"
WIDTH = 20


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.PUBLISHED_IMPORT)
def index(request: SignedInRequest) -> HttpResponse:
    """Show the tables so far; take another and lead to its preview."""
    government = _government(request)
    if request.method != "POST":
        return _index_page(request, government, PublishedForm())
    form = PublishedForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.start(
                government=government, content=file.read(), file_name=clean_name(file.name), by=request.user
            )
        except (RefusedWorkbook, NoTable) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("rankings:published-import", made.pk)
    return _index_page(request, government, form, status=INVALID)


@require_safe
@policy(Action.PUBLISHED_IMPORT)
def table_csv(request: SignedInRequest) -> HttpResponse:
    """Return the table to fill in, with what stands now, as CSV."""
    rows = _rows(selectors.compared_governments(_government(request)))
    shown = [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rows]
    name = _("published-values")
    return csv_response(f"{name}.csv", list(heads().values()), shown)


@require_safe
@policy(Action.PUBLISHED_IMPORT)
def table_xlsx(request: SignedInRequest) -> HttpResponse:
    """Return the table to fill in, with what stands now and a sheet of codes, as a workbook."""
    governments = list(selectors.compared_governments(_government(request)))
    name = _("published-values")
    book = Book(title=_("Announced values"))
    page = book.page(_("Announced values"))
    page.write_row(0, list(heads().values()), bold=True, bottom=1)
    for number, row in enumerate(_rows(governments), start=1):
        page.write_row(number, row)
    page.raw.freeze_panes(1, 0)
    page.raw.set_column(0, len(heads()) - 1, WIDTH)
    codes = book.page(_("Codes"))
    codes.write_row(0, [_("Region code"), _("Government"), "", _("Instrument code"), _("Instrument")], bold=True)
    for number, one in enumerate(governments, start=1):
        codes.write_row(number, [one.code, one.name])
    for number, instrument in enumerate(selectors.instruments(), start=1):
        codes.write(number, 3, instrument.code)
        codes.write(number, 4, instrument.name)
    codes.raw.set_column(0, 4, WIDTH)
    response = HttpResponse(book.content(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@require_safe
@policy(Action.PUBLISHED_IMPORT)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show of each row what applying would do, or what it did."""
    return _detail_page(request, _import(request, pk))


@require_POST
@policy(Action.PUBLISHED_IMPORT)
def apply(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write what the preview said."""
    found = _import(request, pk)
    try:
        services.apply(import_id=found.pk, fingerprint=request.POST.get("fingerprint", ""), by=request.user)
    except services.PublishedRefused as refusal:
        return _detail_page(request, found, error=str(refusal), status=CONFLICT)
    messages.success(request, _("The table is applied."))
    return redirect("rankings:published-import", found.pk)


@require_POST
@policy(Action.PUBLISHED_IMPORT)
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put back what stood before the last table."""
    found = _import(request, pk)
    try:
        services.undo(import_id=found.pk, by=request.user)
    except services.PublishedRefused as refusal:
        return _detail_page(request, found, error=str(refusal), status=CONFLICT)
    messages.success(request, _("Undone: what stood before is back."))
    return redirect("rankings:published-import", found.pk)


@require_safe
@policy(Action.PUBLISHED_IMPORT)
def source(request: SignedInRequest, pk: int) -> FileResponse:
    """Return the table as it was uploaded."""
    found = _import(request, pk)
    response = FileResponse(
        files.open_file(found.sha256), as_attachment=True, filename=found.file_name, content_type=BINARY
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _government(request: SignedInRequest) -> Government:
    """Return the government that the user administers, the one of this installation first."""
    own = Government.objects.filter(pk__in=request.user.governments_as(Role.ADMIN))
    government = own.order_by("-is_home", "pk").first()
    if government is None:
        raise Http404
    return government


def _rows(governments: Iterable[Government]) -> list[list[Any]]:
    return rows_of(selectors.standing([one.code for one in governments]))


def _import(request: SignedInRequest, pk: int) -> PublishedImport:
    rows = PublishedImport.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("government", "created_by", "applied_by", "undone_by"), pk=pk)


def _index_page(
    request: SignedInRequest, government: Government, form: PublishedForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "imports": list(selectors.imports_of(government, request.user)[:LATEST])}
    return render(request, "rankings/published.html", context, status=status)


def _detail_page(
    request: SignedInRequest, found: PublishedImport, *, error: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"made": found, "error": error}
    if found.applied_at is None:
        context["preview"] = services.preview(found)
        changes = list(context["preview"].changes)
    else:
        changes = list(selectors.applied_changes(found))
        last = selectors.last_applied(found.government_id)
        context["can_undo"] = last is not None and last.pk == found.pk
    page = Paginator(changes, PAGE_SIZE).get_page(request.GET.get("hal"))
    names = {one.code: one.name for one in selectors.compared_governments(found.government)}
    instruments = {one.code: one.name for one in selectors.instruments()}
    context |= {
        "page": page,
        "changes": [ChangeWords(change, names, instruments) for change in page.object_list],
        "added": sum(change.before is None for change in changes),
        "changed": sum(change.before is not None for change in changes),
    }
    return render(request, "rankings/published_import.html", context, status=status)
