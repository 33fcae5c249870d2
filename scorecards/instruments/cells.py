"""What one cell of an edition's workbook means in the document, and how a value of the document is written into one."""

import re
from decimal import Decimal
from typing import Any

from portal.common.spreadsheets import Value
from scorecards.instruments.sheets import NO, NOTHING, UNKNOWN, YES, Kind

ABSENT = object()
"""Stands for a key that the document does not have."""
LONGEST_WHOLE = 9
_NUMBER = re.compile(r"[0-9]{1,20}([.,][0-9]{1,20})?(/[1-9][0-9]{0,9})?")
_FLAGS = {YES: True, NO: False, "True": True, "False": False}


def written(value: Any, kind: Kind) -> "Value | int":
    """Return a value of the document as a cell holds it."""
    if value is ABSENT:
        return None
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return "; ".join(value) or NOTHING
    return value if kind in {Kind.WHOLE, Kind.ANSWER} else str(value)


def meant(cell: Value, kind: Kind) -> Any:
    """Return what a cell means in the document; ValueError when it is not of its kind."""
    text = _plain(cell)
    if text == UNKNOWN and kind in {Kind.UNKNOWN_EXACT, Kind.UNKNOWN_TEXT}:
        return None
    if kind in {Kind.EXACT, Kind.UNKNOWN_EXACT}:
        return _allowed(text, bool(_NUMBER.fullmatch(text))).replace(",", ".")
    if kind is Kind.WHOLE:
        return int(_allowed(text, text.isascii() and text.isdecimal() and len(text) <= LONGEST_WHOLE))
    if kind is Kind.FLAG:
        return _FLAGS[_allowed(text, text in _FLAGS)]
    if kind is Kind.LIST:
        return [] if text == NOTHING else [part.strip() for part in text.split(";")]
    return _answer(cell, text) if kind is Kind.ANSWER else text


def _answer(cell: Value, text: str) -> int | str:
    """Keep whole numbers as numbers and all else as text, as the files do."""
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        return int(cell)
    return text.replace(",", ".") if _NUMBER.fullmatch(text) else text


def _allowed(text: str, is_allowed: bool) -> str:
    if not is_allowed:
        raise ValueError(text)
    return text


def _plain(cell: Value) -> str:
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell).strip()
