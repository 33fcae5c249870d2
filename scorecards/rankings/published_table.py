"""Tables of published results as people fill them in: where the heads stand, and what each cell says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.common.numbers import AmbiguousNumber, NotANumber, OutOfRange, parse_decimal
from portal.common.spreadsheets import Sheet, Value, Workbook, address

HEAD_WITHIN = 30
"""Rows in which the heads are looked for: people put titles above them."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_RANK = 32_767
MOST_VALUE = Decimal("999999.99")
LONGEST: Mapping[str, int] = {"label": 80, "rank_among": 120, "authority": 80, "source": 2_000, "note": 2_000}
DATES = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


class NoTable(ValueError):  # the name says what is missing
    """The file holds no table of published results; str() says what to do."""


class Key(NamedTuple):
    """What a published result is about, by codes."""

    government: str
    instrument: str
    year: int


@dataclass(frozen=True)
class Words:
    """What was published, as it is stored."""

    value: Decimal | None = None
    label: str = ""
    rank: int | None = None
    rank_of: int | None = None
    rank_among: str = ""
    authority: str = ""
    announced_on: date | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell."""

    cell: str
    words: str


@dataclass(frozen=True)
class Line:
    """One row that is sound."""

    row: int
    key: Key
    words: Words


def heads() -> dict[str, str]:
    """Return what stands above each column, in the reader's language."""
    return {
        "government": _("Region code"),
        "instrument": _("Instrument code"),
        "year": _("Score year"),
        "value": _("Value"),
        "label": _("Predicate"),
        "rank": _("Rank"),
        "rank_of": _("Of how many"),
        "rank_among": _("Among whom"),
        "authority": _("Authority"),
        "announced_on": _("Announced on"),
        "source": _("Source"),
        "note": _("Note"),
    }


def read_table(
    book: Workbook, *, governments: frozenset[str], instruments: frozenset[str]
) -> tuple[list[Line], list[Fault]]:
    """Return the sound rows and what is wrong by cell; NoTable when the heads are not there or nothing is below."""
    sheet, head, columns = _place(book)
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: dict[Key, int] = {}
    for row in range(head + 1, len(sheet.rows)):
        reader = _Row(sheet, row, columns)
        if reader.is_blank:
            continue
        line = reader.line(governments, instruments)
        if line is not None and line.key in seen:
            reader.fail(
                "government",
                _("This government, instrument and year stand in row %(row)s already.") % {"row": seen[line.key] + 1},
            )
        elif line is not None:
            seen[line.key] = row
            lines.append(line)
        faults += reader.faults
    if not lines and not faults:
        raise NoTable(_("The table has no row below its heads. Fill in at least one, then upload it again."))
    return lines, faults


def _place(book: Workbook) -> tuple[Sheet, int, dict[str, int]]:
    missing: list[str] = list(heads().values())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):  # the person may read the portal in another language than the file's
            wanted = {name: _plain(text) for name, text in heads().items()}
        for sheet in book.sheets.values():
            for number, row in enumerate(sheet.rows[:HEAD_WITHIN]):
                texts = [_plain(cell) for cell in row]
                columns = {name: texts.index(text) for name, text in wanted.items() if text in texts}
                if len(columns) == len(wanted):
                    return sheet, number, columns
                lacking = [heads()[name] for name in wanted if name not in columns]
                missing = min(missing, lacking, key=len)
    raise NoTable(
        _("These columns were not found: %(names)s. Download the empty table and fill that in.")
        % {"names": ", ".join(missing)}
    )


def _plain(cell: Value) -> str:
    return " ".join(cell.split()).casefold() if isinstance(cell, str) else ""


class _Row:
    """Reads one row cell by cell, and keeps what is wrong."""

    def __init__(self, sheet: Sheet, row: int, columns: Mapping[str, int]) -> None:
        self.sheet, self.row, self.columns = sheet, row, columns
        self.faults: list[Fault] = []

    @property
    def is_blank(self) -> bool:
        return not any(self._text(name) or self._is_unsaved(name) for name in self.columns)

    def line(self, governments: frozenset[str], instruments: frozenset[str]) -> Line | None:
        for name in self.columns:
            if self._is_unsaved(name):
                self.fail(name, _("This is a formula without result. Open the file in Excel and save it first."))
        if self.faults:
            return None
        key = Key(self._government(governments), self._instrument(instruments), self._year())
        words = Words(
            value=self._value(),
            rank=self._whole("rank"),
            rank_of=self._whole("rank_of"),
            announced_on=self._date(),
            **{name: self._words(name) for name in LONGEST},
        )
        self._check(words)
        return None if self.faults else Line(self.row, key, words)

    def fail(self, name: str, words: str) -> None:
        self.faults.append(Fault(address(self.row, self.columns[name]), words))

    def _check(self, words: Words) -> None:
        for name in ("authority", "source"):
            if not getattr(words, name):
                self.fail(name, _("This is required: a published result names who announced it and where."))
        if self.faults:
            return
        if words.value is None and words.rank is None and not words.label:
            self.fail("value", _("Give a value, a predicate or a rank: something must have been published."))
        if words.rank_of is not None and words.rank is None:
            self.fail("rank", _("“Of how many” stands there without a rank."))
        if words.rank is not None and words.rank_of is not None and words.rank > words.rank_of:
            self.fail("rank", _("The rank is larger than the number of those ranked."))

    def _cell(self, name: str) -> Value:
        return self.sheet.cell(self.row, self.columns[name])

    def _is_unsaved(self, name: str) -> bool:
        return self.sheet.is_unsaved(self.row, self.columns[name])

    def _text(self, name: str) -> str:
        cell = self._cell(name)
        if isinstance(cell, Decimal):
            return format(cell, "f")
        if isinstance(cell, date):
            return cell.isoformat()
        return " ".join(str(cell).split()) if cell is not None else ""

    def _words(self, name: str) -> str:
        text = self._text(name)
        if len(text) > LONGEST[name]:
            self.fail(name, _("This is longer than %(most)s characters.") % {"most": LONGEST[name]})
        elif not text.isprintable():
            self.fail(name, _("This holds characters that cannot be printed. Type it anew."))
        return text

    def _government(self, known: frozenset[str]) -> str:
        text = self._text("government").replace(",", ".")
        # A spreadsheet takes 19.10 for a number and keeps 19.1.
        codes = [text, *([f"{self._cell('government'):.2f}"] if isinstance(self._cell("government"), Decimal) else [])]
        found = next((code for code in codes if code in known), None)
        if found is None:
            self.fail("government", _("No government of this code is compared with yours."))
        return found or ""

    def _instrument(self, known: frozenset[str]) -> str:
        code = self._text("instrument").casefold()
        if code not in known:
            self.fail(
                "instrument",
                _("There is no instrument of this code; there are: %(codes)s.") % {"codes": ", ".join(sorted(known))},
            )
        return code

    def _year(self) -> int:
        text = self._text("year")
        if not (text.isascii() and text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
            self.fail("year", _("This is not a year. Write it with four digits, such as 2025."))
            return 0
        return int(text)

    def _value(self) -> Decimal | None:
        number = self._number("value", low=Decimal(0), high=MOST_VALUE)
        if number is not None and number != round(number, 2):
            self.fail("value", _("A published value has at most two decimals; nothing is rounded here."))
            return None
        return None if number is None else number.quantize(Decimal("0.01"))

    def _whole(self, name: str) -> int | None:
        number = self._number(name, low=Decimal(1), high=Decimal(MOST_RANK))
        if number is not None and number != int(number):
            self.fail(name, _("This must be a whole number."))
            return None
        return None if number is None else int(number)

    def _number(self, name: str, *, low: Decimal, high: Decimal) -> Decimal | None:
        cell, text = self._cell(name), self._text(name)
        if not text:
            return None
        if isinstance(cell, Decimal):
            if low <= cell <= high:
                return cell
            self.fail(name, _range_words(low, high))
            return None
        try:
            return parse_decimal(text, low=low, high=high)
        except AmbiguousNumber as error:
            readings = (str(reading).replace(".", ",") for reading in error.readings)
            said = dict(zip(("one", "other"), readings, strict=True))
            self.fail(name, _("This can be read as %(one)s or as %(other)s. Write it with two decimals.") % said)
        except NotANumber:
            self.fail(name, _("This is not a number. Write it such as 80,15."))
        except OutOfRange:
            self.fail(name, _range_words(low, high))
        return None

    def _date(self) -> date | None:
        cell, text = self._cell("announced_on"), self._text("announced_on")
        if isinstance(cell, date) or not text:
            return cell if isinstance(cell, date) else None
        for form in DATES:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
            except ValueError:
                continue
        self.fail("announced_on", _("This is not a date. Write it as day-month-year, such as 09-01-2025."))
        return None


def _range_words(low: Decimal, high: Decimal) -> str:
    return _("This is not between %(low)s and %(high)s.") % {"low": str(low), "high": str(high).replace(".", ",")}


def as_json(words: Words | None) -> dict[str, Any] | None:
    """Return the words as they are kept with an import."""
    if words is None:
        return None
    return {
        **vars(words),
        "value": None if words.value is None else str(words.value),
        "announced_on": words.announced_on.isoformat() if words.announced_on else None,
    }


def from_json(kept: Mapping[str, Any] | None) -> Words | None:
    """Return what `as_json` kept."""
    if kept is None:
        return None
    value, day = kept["value"], kept["announced_on"]
    return replace(
        Words(**kept),
        value=None if value is None else Decimal(value),
        announced_on=date.fromisoformat(day) if day else None,
    )


def rows_of(found: Mapping[Key, Words]) -> list[list[str | int | Decimal | date | None]]:
    """Return results as rows of the table."""
    rest = list(heads())[len(Key._fields) :]
    return [[*key, *(getattr(words, name) for name in rest)] for key, words in found.items()]
