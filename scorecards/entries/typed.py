"""Answers as people type or paste them: words, codes and numbers, from a form, a grid, a workbook or a table."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.common.numbers import AmbiguousNumber, NotANumber, OutOfRange, parse_decimal
from portal.common.spreadsheets import Value
from scorecards.domain.answers import NOT_APPLICABLE
from scorecards.domain.edition import Edition, Node, NodeKind, Scale
from scorecards.domain.numbers import plain, written
from scorecards.entries import answers
from scorecards.entries.history import level_words

MOST_PLACES = 6
"""Decimal places of a stored number."""

WORDS_OF_CHECK: dict[str, str] = {
    **dict.fromkeys(("terpenuhi", "ya", "y", "yes", "fulfilled", "sudah", "1", "true", "v", "✓"), answers.YES),
    **dict.fromkeys(("belum", "tidak", "no", "n", "not yet", "belum terpenuhi", "0", "false", "x"), answers.NO),
}
"""What people write for a criterion -> the answer; a lone T could mean both, so it means neither."""

WORDS_OF_SKIPPED = frozenset({"n/a", "na", "tidak berlaku", "does not apply"})
_CODE_WITH_NAME = re.compile(r"(?P<code>[^\s(:\-–]+)\s*[(:\-–\s].*", re.DOTALL)


class Unreadable(ValueError):  # the name says what was typed
    """The answer cannot be read or is not allowed; str() says what is, for people."""


@dataclass(frozen=True)
class Typed:
    """An answer as it is kept: a level, or a number, or neither."""

    level: str = ""
    value: Decimal | None = None

    @property
    def text(self) -> str:
        """Return the answer as forms and workbooks hold it."""
        return self.level if self.value is None else plain(self.value)


def read_answer(edition: Edition, code: str, raw: Value) -> Typed:
    """Return the answer that somebody meant; Unreadable in words when there is none of that kind.

    Cells come as a program stored them: a number that was meant as one, a date that was never meant.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return Typed()
    if isinstance(raw, date):
        raise Unreadable(
            _(
                "the cell holds a date (%(day)s): the program changed what was typed. "
                "Set the cell to text, then type it again."
            )
            % {"day": date_format(raw, "DATE_FORMAT")}
        )
    node = edition.node(code)
    if _is_skipped(raw) and node.skippable:
        return Typed(level=NOT_APPLICABLE)
    if node.kind is NodeKind.CHECK:
        return Typed(level=_check_level(edition, node, raw))
    scale = edition.scale_of(node)
    if scale.levels:
        return Typed(level=_graded_level(edition, node, raw))
    return Typed(value=_number(scale, raw))


def read_number(scale: Scale, text: str) -> Decimal:
    """Return a typed number of a scale; Unreadable in words."""
    low, high = bounds(scale)
    try:
        value = parse_decimal(text, low=low, high=high)
    except AmbiguousNumber as error:
        first, second = error.readings
        raise Unreadable(
            _("%(text)s can mean %(first)s or %(second)s. Write it without separator of thousands.")
            % {"text": text, "first": written(first), "second": written(second)}
        ) from error
    except OutOfRange as error:
        raise Unreadable(_outside(text, scale)) from error
    except NotANumber as error:
        raise Unreadable(_("%(text)s is not a number.") % {"text": text}) from error
    return _whole(value, scale, text)


def bounds(scale: Scale) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest number that a scale takes."""
    return Decimal(plain(scale.minimum)), Decimal(plain(scale.maximum))


def allowed_words(edition: Edition, code: str) -> str:
    """Return the allowed answers as people read them: Terpenuhi, Belum; AA to E; or 0–5."""
    levels = answers.choices(edition, code)
    if levels:
        return ", ".join(level_words(level) for level in levels)
    scale = edition.scale_of(edition.node(code))
    low, high = (written(bound) for bound in (scale.minimum, scale.maximum))
    return f"{low}–{high}"


def note_text(raw: Value) -> str:
    """Return a note as it is kept, whatever kind of cell it stood in."""
    if raw is None:
        return ""
    if isinstance(raw, date):
        return date_format(raw, "DATE_FORMAT")
    text = format(raw, "f").replace(".", ",") if isinstance(raw, Decimal) else str(raw)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown(raw: Value) -> str:
    """Return a cell as it is quoted back to people."""
    return note_text(raw)


def _is_skipped(raw: Value) -> bool:
    return isinstance(raw, str) and raw.strip().lower() in WORDS_OF_SKIPPED


def _check_level(edition: Edition, node: Node, raw: Value) -> str:
    text = ("1" if raw else "0") if isinstance(raw, bool) else note_text(raw).strip().lower()
    level = WORDS_OF_CHECK.get(text)
    if level is None:
        raise _not_allowed(edition, node, raw)
    return level


def _graded_level(edition: Edition, node: Node, raw: Value) -> str:
    text = (plain(raw) if isinstance(raw, Decimal) else note_text(raw)).strip()
    match = _CODE_WITH_NAME.fullmatch(text)
    wanted = {text.casefold(), match["code"].casefold() if match else text.casefold()}
    for level in edition.scale_of(node).levels:
        if level.code.casefold() in wanted or level.name.casefold() == text.casefold():
            return level.code
    raise _not_allowed(edition, node, raw)


def _number(scale: Scale, raw: Value) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, Decimal):
        return read_number(scale, note_text(raw).strip())
    low, high = bounds(scale)
    if not low <= raw <= high:
        raise Unreadable(_outside(note_text(raw), scale))
    return _whole(raw, scale, note_text(raw))


def _whole(value: Decimal, scale: Scale, text: str) -> Decimal:
    if scale.whole and value != value.to_integral_value():
        raise Unreadable(_("%(text)s is not a whole number.") % {"text": text})
    if value != round(value, MOST_PLACES):
        raise Unreadable(_("%(text)s has more than six decimal places.") % {"text": text})
    return value


def _outside(text: str, scale: Scale) -> str:
    low, high = (written(bound) for bound in (scale.minimum, scale.maximum))
    return _("%(text)s is outside %(low)s–%(high)s.") % {"text": text, "low": low, "high": high}


def _not_allowed(edition: Edition, node: Node, raw: Value) -> Unreadable:
    allowed = allowed_words(edition, node.code)
    return Unreadable(
        _("“%(text)s” is not an answer here. Allowed: %(allowed)s.") % {"text": shown(raw), "allowed": allowed}
    )
