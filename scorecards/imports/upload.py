"""Reading a filled-in workbook back: whose it is, on which state it was made, and what stands in each cell."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from portal.common.spreadsheets import Sheet, Workbook, address
from scorecards.entries.models import Scorecard
from scorecards.imports import workbook
from scorecards.imports.lines import Line, lines_of
from scorecards.imports.proposals import Proposal

if TYPE_CHECKING:
    from portal.accounts.models import User

HEAD_WITHIN = 30
"""Rows in which the head of the table is looked for: people put lines above it."""


class NotOurWorkbook(ValueError):  # the name says what was uploaded
    """The workbook is not one of this scorecard; str() says what to do."""


@dataclass(frozen=True)
class Places:
    """Where the table stands in the sheet."""

    head: int
    code: int
    answer: int
    note: int


def read_workbook(book: Workbook, scorecard: Scorecard, by: "User") -> tuple[dict[str, Any], list[Proposal]]:
    """Return the bases and what the file says about each answer; NotOurWorkbook when it cannot be matched."""
    bases = _bases(book, scorecard)
    if workbook.LKE not in book.sheets:
        raise NotOurWorkbook(
            _("The sheet “LKE” is missing. Download the workbook again and copy your answers into it.")
        )
    sheet = book.sheets[workbook.LKE]
    return bases, list(_proposals(sheet, _places(sheet), lines_of(scorecard, by)[1]))


def _bases(book: Workbook, scorecard: Scorecard) -> dict[str, Any]:
    if workbook.META not in book.sheets:
        raise NotOurWorkbook(
            _("This workbook does not come from this portal. Download the one of this scorecard and fill that in.")
        )
    cells = [row[0] for row in book.sheets[workbook.META].rows if row]
    texts = [cell for cell in cells if isinstance(cell, str)]
    payload = "".join(texts[2:])
    if len(texts) < 3 or not constant_time_compare(workbook.signature(payload), texts[1]):
        raise NotOurWorkbook(
            _("The workbook's hidden keys were changed. Download it again and copy your answers into it.")
        )
    content = json.loads(payload)
    if content["scorecard"] != scorecard.pk or content["edition"] != scorecard.cycle.edition_id:
        raise NotOurWorkbook(_("This workbook belongs to another scorecard. Open that scorecard, and upload it there."))
    bases: dict[str, Any] = content["bases"]
    return bases


def _places(sheet: Sheet) -> Places:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):  # the person may read the portal in another language than the file's
            heads = workbook.heads()
        wanted = (heads[workbook.CODE], heads[workbook.ANSWER], heads[workbook.NOTE])
        for number, row in enumerate(sheet.rows[:HEAD_WITHIN]):
            if all(head in row for head in wanted):
                code, answer, note = (row.index(head) for head in wanted)
                return Places(number, code, answer, note)
    heads = workbook.heads()
    raise NotOurWorkbook(
        _("The columns “%(code)s”, “%(answer)s” and “%(note)s” were not found. Download the workbook again.")
        % {"code": heads[workbook.CODE], "answer": heads[workbook.ANSWER], "note": heads[workbook.NOTE]}
    )


def _proposals(sheet: Sheet, places: Places, lines: list[Line]) -> Iterator[Proposal]:
    entries = {line.node.code: line.entry for line in lines}
    seen: dict[str, int] = {}
    for row in range(places.head + 1, len(sheet.rows)):
        code = str(sheet.cell(row, places.code) or "").strip()
        entry = entries.get(code)
        answer, note = sheet.cell(row, places.answer), sheet.cell(row, places.note)
        if code in entries and entry is None:
            continue  # a heading
        if not code and answer is None and note is None:
            continue
        yield Proposal(
            entry_id=entry.pk if entry else None,
            code=code[:40],
            answer=answer,
            note=note,
            cell=address(row, places.answer),
            error=_fault(sheet, row, places, code, is_known=entry is not None, seen=seen),
        )
        seen.setdefault(code, row)


def _fault(sheet: Sheet, row: int, places: Places, code: str, *, is_known: bool, seen: dict[str, int]) -> str:
    """Return what is wrong with the row before its answer is even read, or nothing."""
    if not is_known:
        return _("the code “%(code)s” is not one of this scorecard.") % {"code": code}
    if code in seen:
        return _("the code %(code)s stands in row %(row)s already.") % {"code": code, "row": seen[code] + 1}
    for column in (places.answer, places.note):
        if sheet.is_unsaved(row, column):
            return _("%(cell)s holds a formula without result. Open the file in Excel and save it first.") % {
                "cell": address(row, column)
            }
    return ""
