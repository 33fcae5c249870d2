"""A scorecard as a workbook to fill in offline: locked columns, lists of answers, instructions, hidden keys."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.common.spreadsheets import Book, Page, Value, address
from portal.common.statuses import STATUSES
from scorecards.domain.edition import Edition
from scorecards.entries import answers, permissions, typed
from scorecards.entries.forms import LONGEST_NOTE
from scorecards.entries.history import level_words
from scorecards.entries.models import Scorecard
from scorecards.entries.words import entry_status, title_of
from scorecards.imports.lines import Line, base_of, lines_of

if TYPE_CHECKING:
    from portal.accounts.models import User

SCHEMA = "rapor-kota-lke-1"
LKE, GUIDE, LISTS, META = "LKE", "Petunjuk", "Pilihan", "_meta"
HEAD_ROW = 3
CODE, TEXT, ALLOWED, ANSWER, NOTE, PROOFS, STATE = range(7)
_WIDTHS = (10, 70, 22, 16, 48, 9, 16)
_CELL = {"valign": "top", "border": 1, "border_color": "#BFC9CA"}
_LOCKED = {**_CELL, "bg_color": "#EEF1F1", "font_color": "#3B4547", "locked": True, "text_wrap": True}
_OPEN = {**_CELL, "bg_color": "#FFFFFF", "locked": False}
_BAD = {"bg_color": "#F9D3CF", "border_color": "#A3261B", "border": 2}
_HEAD = {**_CELL, "bold": True, "bg_color": "#14575B", "font_color": "#FFFFFF", "text_wrap": True, "locked": True}
_GROUP = {**_LOCKED, "bold": True, "bg_color": "#D5E3E3"}


@dataclass(frozen=True)
class Filled:
    """What a returned workbook shows instead of what is stored: the cells as uploaded, and what is wrong with them.

    `is_told` says whether the reader may know how the review goes.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    is_told: bool = False


def heads() -> list[str]:
    """Return the head of the table."""
    return [
        _("Code"),
        _("Criterion"),
        _("Allowed answers"),
        _("Answer"),
        _("Explanation"),
        _("Evidence"),
        _("Status"),
    ]


def build(
    scorecard: Scorecard, by: "User", *, filled: Filled | None = None, bases: Mapping[str, Any] | None = None
) -> bytes:
    """Return the workbook; with `filled` the bad cells are coloured and say why, on the bases of the first file."""
    edition, lines = lines_of(scorecard, by)
    is_told = permissions.sees_evaluation(by, scorecard)
    title = f"LKE {title_of(scorecard)} · {scorecard.unit or scorecard.government}"
    book = Book(title=title)
    _guide(book.page(GUIDE), title, scorecard)
    sheet = book.page(LKE)
    named = _lists(book, edition, lines)
    _table(sheet, title, edition, lines, named, replace(filled or Filled(), is_told=is_told))
    _meta(book.page(META), scorecard, bases if bases is not None else bases_of(lines))
    sheet.raw.activate()
    return book.content()


def bases_of(lines: list[Line]) -> dict[str, Any]:
    """Return the state of every answer by the key of its entry."""
    return {str(line.entry.pk): base_of(line) for line in lines if line.entry is not None}


def signature(payload: str) -> str:
    """Return what proves that the hidden keys are ours and unchanged."""
    return salted_hmac("scorecards.imports.workbook", payload, algorithm="sha256").hexdigest()


def payload_of(scorecard: Scorecard, bases: Mapping[str, Any]) -> str:
    """Return the hidden keys as one text, in one order."""
    content = {"schema": SCHEMA, "scorecard": scorecard.pk, "edition": scorecard.cycle.edition_id, "bases": bases}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def _guide(page: Page, title: str, scorecard: Scorecard) -> None:
    page.raw.set_column(0, 0, 100)
    page.raw.hide_gridlines(2)
    page.write(0, 0, title, bold=True, font_size=14)
    steps = [
        _("Fill in the white cells of the sheet LKE: columns Answer and Explanation. Grey cells are locked."),
        _("Choose answers from the list in the cell. A blank cell means: not answered."),
        _("Write numbers with a decimal comma and without separators of thousands: 3,5 or 1234,56."),
        _("Do not delete, add or rename sheets and columns; sorting and filtering do no harm."),
        _("Save as .xlsx or .ods, then upload the file on the page Excel of the scorecard."),
        _("The portal shows a preview first. Nothing changes until you apply it, and it can be undone."),
        _("What a colleague changed meanwhile is not overwritten: both values are shown to you."),
        _("Documents are not part of this file: attach them in the portal."),
    ]
    for number, step in enumerate(steps, start=1):
        page.write(number + 1, 0, f"{number}. {step}", text_wrap=True, valign="top")
    page.raw.protect()
    page.raw.set_paper(9)


def _lists(book: Book, edition: Edition, lines: list[Line]) -> dict[str, str]:
    """Write each list of allowed answers once; return the name of its range by node code.

    A named range has no limit of 255 characters, as a list inside the cell would.
    """
    page = book.page(LISTS)
    page.raw.hide()
    known: dict[tuple[str, ...], str] = {}
    found: dict[str, str] = {}
    for line in lines:
        levels = answers.choices(edition, line.node.code) if line.entry is not None else ()
        if not levels:
            continue
        if levels not in known:
            column = len(known)
            known[levels] = f"pilihan_{column + 1}"
            for row, level in enumerate(levels):
                page.write(row, column, level_words(level))
            letter = address(0, column)[:-1]
            book.name(known[levels], f"={LISTS}!${letter}$1:${letter}${len(levels)}")
        found[line.node.code] = known[levels]
    return found


def _table(
    page: Page, title: str, edition: Edition, lines: list[Line], named: Mapping[str, str], filled: Filled
) -> None:
    for column, width in enumerate(_WIDTHS):
        page.raw.set_column(column, column, width)
    page.write(0, 0, title, bold=True, font_size=14)
    page.write(1, 0, _("White cells are yours to fill in; see the sheet Petunjuk."), font_color="#3B4547")
    page.write_row(HEAD_ROW, heads(), **_HEAD)
    for row, line in enumerate(lines, start=HEAD_ROW + 1):
        if line.entry is None:
            page.write_row(row, [line.node.code, line.node.name, *[None] * 5], **_GROUP)
        else:
            _write_line(page, row, edition, line, filled)
            _validate_note(page, row)
            if line.takes_answer:
                _validate(page, row, edition, line, named)
    last = HEAD_ROW + len(lines)
    page.raw.freeze_panes(HEAD_ROW + 1, 2)
    page.raw.autofilter(HEAD_ROW, 0, last, STATE)
    page.raw.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
    page.raw.set_landscape()
    page.raw.set_paper(9)
    page.raw.fit_to_pages(1, 0)
    page.raw.repeat_rows(HEAD_ROW)
    page.raw.print_area(0, 0, last, STATE)
    page.raw.set_footer("&L&A&R&P / &N")


def _write_line(page: Page, row: int, edition: Edition, line: Line, filled: Filled) -> None:
    code, look = line.node.code, {} if line.is_check else {"bold": True}
    page.write(row, CODE, code, **_LOCKED, **look)
    page.write(row, TEXT, line.node.name, **_LOCKED, **look)
    allowed = typed.allowed_words(edition, code) if line.takes_answer else _("explanation only; the evaluator marks")
    page.write(row, ALLOWED, allowed, **_LOCKED)
    error = filled.errors.get(code, "")
    look_of_answer = {**(_OPEN if line.takes_answer else _LOCKED), **(_BAD if error else {})}
    page.write(row, ANSWER, _answer(line, filled), **look_of_answer)
    page.write(row, NOTE, filled.notes.get(code, line.note), **_OPEN, text_wrap=True)
    page.write(row, PROOFS, line.evidence, **_LOCKED)
    page.write(row, STATE, _state(line, is_told=filled.is_told), **_LOCKED)
    if error:
        page.raw.write_comment(row, ANSWER, error, {"x_scale": 2, "author": "Rapor Kota"})


def _answer(line: Line, filled: Filled) -> Value:
    if line.node.code in filled.answers:
        return filled.answers[line.node.code]
    if line.mark is not None and line.mark.value is not None:
        return line.mark.value.normalize()
    return level_words(line.answer) if line.answer else None


def _state(line: Line, *, is_told: bool) -> str:
    """Return where the answer stands, without what is under embargo."""
    if line.deciding is None:
        return ""
    return str(STATUSES[entry_status(line.deciding.state, is_told=is_told)].label)


def _validate(page: Page, row: int, edition: Edition, line: Line, named: Mapping[str, str]) -> None:
    allowed = typed.allowed_words(edition, line.node.code)
    words = {
        "error_title": _("Not an answer here"),
        "error_message": (_("Allowed: %(allowed)s.") % {"allowed": allowed})[:255],
    }
    if line.node.code in named:
        page.raw.data_validation(
            row, ANSWER, row, ANSWER, {"validate": "list", "source": f"={named[line.node.code]}", **words}
        )
    else:
        scale = edition.scale_of(line.node)
        low, high = typed.bounds(scale)
        kind = "integer" if scale.whole else "decimal"
        limits = {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
        page.raw.data_validation(row, ANSWER, row, ANSWER, {**limits, **words})


def _validate_note(page: Page, row: int) -> None:
    long = {"validate": "length", "criteria": "<=", "value": LONGEST_NOTE, "error_title": _("Too long")}
    page.raw.data_validation(row, NOTE, row, NOTE, long)


def _meta(page: Page, scorecard: Scorecard, bases: Mapping[str, Any]) -> None:
    """Write the hidden keys in pieces that fit into cells, and what proves them."""
    payload = payload_of(scorecard, bases)
    page.write(0, 0, SCHEMA)
    page.write(1, 0, signature(payload))
    for row, start in enumerate(range(0, len(payload), 30_000), start=2):
        page.write(row, 0, payload[start : start + 30_000])
    page.raw.very_hidden()
