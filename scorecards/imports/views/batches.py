"""Excel of a scorecard, and the preview, result and undoing of any batch of answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.common.http import SignedInRequest
from portal.common.policy import Action, policy
from portal.common.spreadsheets import XLSX, RefusedWorkbook, read
from scorecards.entries import grid
from scorecards.entries.models import Scorecard
from scorecards.entries.words import title_of
from scorecards.evidence.intake import clean_name
from scorecards.imports import selectors, services, workbook
from scorecards.imports.forms import UploadForm, chosen_rows
from scorecards.imports.lines import lines_of
from scorecards.imports.models import ImportBatch, ImportRow
from scorecards.imports.paste import BadPaste, read_paste
from scorecards.imports.services import ImportRefused
from scorecards.imports.upload import NotOurWorkbook, read_workbook

LATEST = 20
OUTCOME_STATUS = {
    ImportRow.Outcome.OPEN: "todo",
    ImportRow.Outcome.SAVED: "done",
    ImportRow.Outcome.CONFLICT: "conflict",
    ImportRow.Outcome.REFUSED: "failed",
    ImportRow.Outcome.LEFT: "cancelled",
}


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ENTRY_EDIT)
def excel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the way through Excel and the batches so far; take a filled-in workbook and lead to its preview."""
    card = own_scorecard(request, pk)
    if request.method != "POST":
        return _excel_page(request, card, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _excel_page(request, card, form, status=422)
    try:
        batch = _batch_of(request, card, form.cleaned_data["file"])
    except (RefusedWorkbook, NotOurWorkbook, ImportRefused) as refusal:
        form.add_error("file", str(refusal))
        return _excel_page(request, card, form, status=422)
    return redirect("imports:batch", card.pk, batch.pk)


@require_safe
@policy(Action.ENTRY_EDIT)
def download(request: SignedInRequest, pk: int) -> HttpResponse:
    """Return the scorecard as a workbook to fill in offline."""
    card = own_scorecard(request, pk)
    return _workbook_response(card, workbook.build(card, request.user))


@require_safe
@policy(Action.ENTRY_EDIT)
def batch(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Show what a batch would change, or what it did."""
    return batch_page(request, own_batch(request, pk, batch))


@require_POST
@policy(Action.ENTRY_EDIT)
def apply(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Save the rows that were ticked."""
    found = own_batch(request, pk, batch)
    try:
        services.apply(batch_id=found.pk, by=request.user, use=chosen_rows(request.POST))
    except ImportRefused as refusal:
        return batch_page(request, found, error=str(refusal), status=409)
    rows = selectors.rows_of(found)
    counts = selectors.counts_of(rows)
    words = ngettext("%(n)s answer saved.", "%(n)s answers saved.", counts.saved) % {"n": counts.saved}
    messages.success(request, words)
    is_whole = all(row.outcome == ImportRow.Outcome.SAVED for row in rows if row.use)
    if request.POST.get("next") == grid.PLACE and is_whole:
        return redirect("entries:grid", pk)
    return redirect("imports:batch", pk, found.pk)


@require_POST
@policy(Action.ENTRY_EDIT)
def undo(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Put back what stood before a batch."""
    found = own_batch(request, pk, batch)
    try:
        reverse_batch = services.undo(batch_id=found.pk, by=request.user)
    except ImportRefused as refusal:
        return batch_page(request, found, error=str(refusal), status=409)
    messages.success(request, _("Undone: what stood before is back."))
    return redirect("imports:batch", pk, reverse_batch.pk)


@require_safe
@policy(Action.ENTRY_EDIT)
def marked(request: SignedInRequest, pk: int, batch: int) -> HttpResponse:
    """Return the workbook with what was typed; cells that could not be taken are coloured and say why."""
    found = own_batch(request, pk, batch)
    rows = selectors.rows_of(found)
    card = own_scorecard(request, pk)
    filled = workbook.Filled(
        answers={row.code: row.raw_answer for row in rows if row.entry_id},
        notes={row.code: row.raw_note for row in rows if row.entry_id},
        errors={row.code: f"{row.cell}: {row.error}" for row in rows if row.entry_id and row.error},
    )
    bases = found.bases or None
    return _workbook_response(card, workbook.build(card, request.user, filled=filled, bases=bases), ending="-periksa")


@require_http_methods(["GET", "HEAD", "POST"])
@policy(Action.ENTRY_EDIT)
def paste(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a block of cells and show what it would change: in the table's dialog, or on the page of the batch."""
    card = own_scorecard(request, pk)
    if request.method != "POST":
        return _paste_page(request, card)
    text, start, column = (request.POST.get(name, "") for name in ("text", "start", "column"))
    try:
        proposals = read_paste(card, request.user, text, start=start, column=column)
        kind = ImportBatch.Kind.PASTE
        batch = services.propose(scorecard_id=card.pk, kind=kind, proposals=proposals, by=request.user)
    except (BadPaste, ImportRefused) as refusal:
        if request.htmx:
            return render(request, "imports/paste_preview.html", {"error": str(refusal)}, status=422)
        return _paste_page(request, card, error=str(refusal), status=422)
    if request.htmx:
        return render(request, "imports/paste_preview.html", _batch_context(card, batch))
    return redirect("imports:batch", card.pk, batch.pk)


def own_scorecard(request: SignedInRequest, pk: int) -> Scorecard:
    """Return a scorecard that is the person's to fill in; 404 for any other."""
    related = ("cycle__edition__instrument", "cycle__period", "unit", "government")
    return get_object_or_404(Scorecard.objects.editable_by(request.user).select_related(*related), pk=pk)


def own_batch(request: SignedInRequest, pk: int, batch: int) -> ImportBatch:
    """Return a batch of that scorecard."""
    rows = ImportBatch.objects.visible_to(request.user).filter(scorecard=pk)
    return get_object_or_404(rows.select_related("created_by", "applied_by", "reverses"), pk=batch)


def crumbs_to(card: Scorecard) -> list[dict[str, str]]:
    """Return the way to a page below a scorecard."""
    place = str(card.unit.short_name if card.unit else card.government)
    return [
        {"label": _("Scorecards"), "url": reverse("entries:index")},
        {"label": f"{title_of(card)} · {place}", "url": reverse("entries:scorecard", args=[card.pk])},
    ]


def batch_page(request: SignedInRequest, found: ImportBatch, *, error: str = "", status: int = 200) -> HttpResponse:
    """Show a batch: the preview before it is applied, the result after."""
    card = own_scorecard(request, found.scorecard_id or 0)
    return render(request, "imports/batch.html", {**_batch_context(card, found), "error": error}, status=status)


def _batch_context(card: Scorecard, found: ImportBatch) -> dict[str, Any]:
    rows = selectors.rows_of(found)
    is_preview = found.state == ImportBatch.State.PREVIEW
    reversal = ImportBatch.objects.filter(reverses=found).first()
    return {
        "batch": found,
        "scorecard": card,
        "title": title_of(card),
        "crumbs": crumbs_to(card),
        "counts": selectors.counts_of(rows),
        "rows": [_row(row) for row in rows],
        "is_preview": is_preview,
        "can_apply": is_preview and any(row.is_sound for row in rows),
        "reversal": reversal,
        "can_undo": not is_preview and reversal is None and any(row.outcome == row.Outcome.SAVED for row in rows),
        "has_file": found.kind == ImportBatch.Kind.WORKBOOK and bool(found.bases),
    }


def _paste_page(request: SignedInRequest, card: Scorecard, *, error: str = "", status: int = 200) -> HttpResponse:
    _edition, lines = lines_of(card, request.user)
    context = {
        "scorecard": card,
        "title": title_of(card),
        "crumbs": crumbs_to(card),
        "codes": [line.node.code for line in lines if line.entry is not None],
        "text": request.POST.get("text", ""),
        "start": request.POST.get("start", ""),
        "column": request.POST.get("column", ""),
        "error": error,
    }
    return render(request, "imports/paste.html", context, status=status)


def _row(row: ImportRow) -> dict[str, Any]:
    return {
        "row": row,
        "old": selectors.answer_words(row.old_level, row.old_value),
        "new": selectors.answer_words(row.new_level, row.new_value),
        "answer_changes": (row.old_level, row.old_value) != (row.new_level, row.new_value),
        "note_changes": row.old_note != row.new_note,
        "status": OUTCOME_STATUS[ImportRow.Outcome(row.outcome)],
        "outcome": ImportRow.Outcome(row.outcome).label,
    }


def _batch_of(request: SignedInRequest, card: Scorecard, upload: Any) -> ImportBatch:
    """Read an uploaded workbook outside any transaction, keep the file, and store what it proposes."""
    content = upload.read()
    name = clean_name(upload.name)
    bases, proposals = read_workbook(read(content, name), card, request.user)
    return services.propose(
        scorecard_id=card.pk,
        kind=ImportBatch.Kind.WORKBOOK,
        proposals=proposals,
        bases=bases,
        file_name=name,
        sha256=services.store_file(content),
        by=request.user,
    )


def _excel_page(request: SignedInRequest, card: Scorecard, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {
        "scorecard": card,
        "title": title_of(card),
        "crumbs": crumbs_to(card),
        "form": form,
        "batches": list(selectors.batches_of(card, request.user)[:LATEST]),
    }
    return render(request, "imports/excel.html", context, status=status)


def _workbook_response(card: Scorecard, content: bytes, *, ending: str = "") -> HttpResponse:
    owner = card.unit.short_name if card.unit else card.government
    name = slugify(f"LKE {title_of(card)} {owner}") or "lke"
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}{ending}.xlsx"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
