"""Marks of past years from the city's own tables: upload, columns, preview, result."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common import files
from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from portal.common.spreadsheets import RefusedWorkbook, Sheet
from scorecards.entries import calendar
from scorecards.entries.models import Cycle
from scorecards.entries.typed import shown
from scorecards.evidence.intake import clean_name
from scorecards.imports import selectors, services
from scorecards.imports.forms import ColumnsForm, PlaceForm, TableForm
from scorecards.imports.models import ImportBatch, ImportRow
from scorecards.imports.past import why_not_now
from scorecards.imports.services import ImportRefused
from scorecards.imports.table import Layout, guess, heads

LATEST, PAGE_SIZE, SAMPLE = 20, 100, 4
INVALID, CONFLICT = 422, 409
BINARY = "application/octet-stream"
STATUS_OF = {
    ImportRow.Finding.INSERT: "filled",
    ImportRow.Finding.SAME: "done",
    ImportRow.Finding.DIFFERS: "conflict",
}
"""What the preview says -> code in portal.common.statuses; the rest is a fault of the table."""


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.HISTORY_IMPORT)
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the tables of a cycle so far; take another and lead to its columns."""
    cycle = _cycle(request, pk)
    if request.method != "POST":
        return _index_page(request, cycle, TableForm())
    form = TableForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.start(cycle=cycle, content=file.read(), file_name=clean_name(file.name), by=request.user)
        except (RefusedWorkbook, ImportRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("past:columns", cycle.pk, made.pk)
    return _index_page(request, cycle, form, status=INVALID)


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.HISTORY_IMPORT)
def columns(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Ask where the table stands and what its columns are; the guess stands there already."""
    cycle, found = _cycle(request, pk), _batch(request, pk, batch)
    if found.state == ImportBatch.State.APPLIED:
        return redirect("past:batch", pk, batch)
    book = services.book_of(found)
    place = PlaceForm(request.GET or None, sheets=book.sheets)
    sheet, head = "", None
    if place.is_bound and place.is_valid():
        sheet, head = place.cleaned_data["lembar"], place.cleaned_data["baris"] - 1
    guessed = guess(book, services.known_heads(cycle.government_id), sheet=sheet, head=head)
    if not place.is_bound:
        place = PlaceForm(initial={"lembar": guessed.sheet, "baris": guessed.head + 1}, sheets=book.sheets)
    table = book.sheets[guessed.sheet]
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        heads=heads(table, guessed.head),
        is_shared=cycle.subject == Cycle.Subject.GOVERNMENT,
        initial={name: getattr(guessed, name) for name in ("unit", "code", "answer", "note")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.lay_out(batch_id=found.pk, layout=Layout(guessed.sheet, guessed.head, **form.cleaned_data))
        except services.NothingProposed:
            form.add_error(None, _("No row below the heads holds a code and a mark. Choose another row or column."))
        except ImportRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("past:batch", pk, batch)
    context = {
        **_frame(cycle),
        "batch": found,
        "place": place,
        "form": form,
        "here": f"{request.path}?{urlencode({'lembar': guessed.sheet, 'baris': guessed.head + 1})}",
        "sample": _sample(table, guessed.head),
    }
    return render(request, "imports/past_columns.html", context, status=INVALID if form.errors else 200)


@require_safe
@policy(Action.HISTORY_IMPORT)
def batch(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Show of each row what applying would do, or what it did."""
    return _batch_page(request, _cycle(request, pk), _batch(request, pk, batch))


@require_POST
@policy(Action.HISTORY_IMPORT)
def apply(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Insert what the preview says."""
    cycle, found = _cycle(request, pk), _batch(request, pk, batch)
    try:
        services.apply(batch_id=found.pk, by=request.user)
    except ImportRefused as refusal:
        return _batch_page(request, cycle, found, error=str(refusal), status=CONFLICT)
    n = found.rows.filter(outcome=ImportRow.Outcome.SAVED).count()
    messages.success(request, ngettext("%(n)s mark inserted.", "%(n)s marks inserted.", n) % {"n": n})
    return redirect("past:batch", pk, batch)


@require_POST
@policy(Action.HISTORY_IMPORT)
def undo(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Take the marks of a table back, or put them in again."""
    cycle, found = _cycle(request, pk), _batch(request, pk, batch)
    try:
        made = services.undo(batch_id=found.pk, by=request.user)
    except ImportRefused as refusal:
        return _batch_page(request, cycle, found, error=str(refusal), status=CONFLICT)
    messages.success(request, _("Undone: what stood before is back."))
    return redirect("past:batch", pk, made.pk)


@require_safe
@policy(Action.HISTORY_IMPORT)
def source(request: SignedInRequest, pk: int, batch: int) -> FileResponse:
    """Return the table as it was uploaded."""
    found = _batch(request, pk, batch)
    response = FileResponse(
        files.open_file(found.sha256), as_attachment=True, filename=found.file_name, content_type=BINARY
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cycle(request: SignedInRequest, pk: int) -> Cycle:
    return get_object_or_404(calendar.administered(request.user), pk=pk)


def _batch(request: SignedInRequest, pk: int, batch: int) -> ImportBatch:
    rows = ImportBatch.objects.run_by(request.user).filter(cycle=pk)
    return get_object_or_404(rows.select_related("created_by", "applied_by", "cycle"), pk=batch)


def _frame(cycle: Cycle) -> dict[str, Any]:
    title = calendar.calendar_of(cycle).title
    crumbs = [
        {"label": _("Cycles"), "url": reverse("cycles:index")},
        {"label": title, "url": reverse("cycles:detail", args=[cycle.pk])},
    ]
    return {"cycle": cycle, "title": title, "crumbs": crumbs}


def _below(cycle: Cycle, frame: dict[str, Any]) -> dict[str, Any]:
    crumb = {"label": _("Marks from a table"), "url": reverse("past:index", args=[cycle.pk])}
    return {**frame, "crumbs": [*frame["crumbs"], crumb]}


def _index_page(request: SignedInRequest, cycle: Cycle, form: TableForm, *, status: int = 200) -> HttpResponse:
    context = {
        **_frame(cycle),
        "form": form,
        "why_not": why_not_now(cycle),
        "batches": list(selectors.tables_of(cycle, request.user)[:LATEST]),
    }
    return render(request, "imports/past.html", context, status=status)


def _batch_page(
    request: SignedInRequest, cycle: Cycle, found: ImportBatch, *, error: str = "", status: int = 200
) -> HttpResponse:
    if not found.layout:
        return redirect("past:columns", cycle.pk, found.pk)
    is_preview = found.state == ImportBatch.State.PREVIEW
    counts = selectors.outcomes_of(found)
    wanted = request.GET.get("hasil", "")
    rows = selectors.rows_of_table(found, wanted)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("hal"))
    reversal = ImportBatch.objects.filter(reverses=found).first()
    context = {
        **_below(cycle, _frame(cycle)),
        "batch": found,
        "is_preview": is_preview,
        "tabs": _tabs(cycle, found, counts, wanted),
        "inserts": sum(one.number for one in counts if one.finding == ImportRow.Finding.INSERT),
        "saved": found.rows.filter(outcome=ImportRow.Outcome.SAVED).count(),
        "page": page,
        "rows": [_row(row, is_preview=is_preview) for row in page.object_list],
        "reversal": reversal,
        "error": error,
    }
    context["can_undo"] = not is_preview and reversal is None and bool(context["saved"])
    return render(request, "imports/past_batch.html", context, status=status)


def _tabs(cycle: Cycle, found: ImportBatch, counts: list[selectors.Outcome], wanted: str) -> list[dict[str, Any]]:
    url = reverse("past:batch", args=[cycle.pk, found.pk])
    tabs = [{"label": _("All rows"), "url": url, "current": not wanted, "count": sum(one.number for one in counts)}]
    for one in counts:
        label, current = one.finding.label, wanted == one.finding
        tabs.append({"label": label, "url": f"{url}?hasil={one.finding}", "current": current, "count": one.number})
    return tabs


def _row(row: ImportRow, *, is_preview: bool) -> dict[str, Any]:
    answer = selectors.answer_words(row.new_level, row.new_value)
    if not is_preview and row.outcome == ImportRow.Outcome.SAVED:
        label = _("Inserted") if row.new_level or row.new_value is not None else _("Taken back")
        return {"row": row, "answer": answer, "status": "done", "label": label}
    if not is_preview and row.outcome == ImportRow.Outcome.CONFLICT:
        return {"row": row, "answer": answer, "status": "conflict", "label": row.get_outcome_display()}
    return {
        "row": row,
        "answer": answer if row.new_level or row.new_value is not None else row.raw_answer,
        "status": STATUS_OF.get(ImportRow.Finding(row.finding), "failed") if row.finding else "cancelled",
        "label": row.get_finding_display() or row.get_outcome_display(),
    }


def _sample(sheet: Sheet, head: int) -> dict[str, Any]:
    """Return the head and the first rows below it, as the file shows them."""
    above = heads(sheet, head)
    rows = [
        {"number": number + 1, "cells": [shown(sheet.cell(number, column)) for column in range(len(above))]}
        for number in range(head + 1, min(head + 1 + SAMPLE, len(sheet.rows)))
    ]
    return {"heads": above, "rows": rows, "letters": [selectors.letter(column) for column in range(len(above))]}
