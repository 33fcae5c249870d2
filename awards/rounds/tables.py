"""Nominations from a table: what its rows say, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from awards.rounds.models import Category, Institution, Nomination, Round
from awards.rounds.services import NominationWords
from portal.common.spreadsheets import Sheet, Value
from portal.units.models import Unit

COLUMNS = ("Kategori", "Jenis", "Nama penerima", "Unit", "Lembaga", "Karya")
"""The head of the table, as the template has it; letters' case and the order of columns do not matter."""

KINDS = {
    "opd": Nomination.Kind.UNIT,
    "unit": Nomination.Kind.UNIT,
    "kelurahan": Nomination.Kind.KELURAHAN,
    "sekolah": Nomination.Kind.SCHOOL,
    "tim": Nomination.Kind.TEAM,
    "perorangan": Nomination.Kind.PERSON,
}
MOST_ROWS = 1_000
LONGEST = 200
One = TypeVar("One")


@dataclass
class Table:
    """What a table would enter; `known` rows stand there already and are passed over."""

    rows: list[tuple[Category, NominationWords]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    known: int = 0


class _Reader:
    """Reads rows against what the round and its government have."""

    def __init__(self, award_round: Round) -> None:
        self.categories = {_key(one.name): one for one in award_round.categories.all()}
        units = Unit.objects.filter(government=award_round.government_id).valid_on(timezone.localdate())
        self.units = {_key(name): unit for unit in units for name in (unit.name, unit.short_name, unit.code)}
        found = Institution.objects.filter(government=award_round.government_id, is_active=True)
        self.institutions = {_key(name): one for one in found for name in (one.name, one.code) if name}
        entered = Nomination.objects.filter(category__round=award_round)
        self.taken = {
            (category, _key(recipient), _key(work))
            for category, recipient, work in entered.values_list("category", "recipient", "work")
        }

    def read(self, cells: dict[str, str]) -> tuple[Category, NominationWords]:
        """Return what a row says; ValueError with the words of the fault."""
        category = self.categories.get(_key(cells["Kategori"]))
        if category is None:
            raise ValueError(_("there is no category “%s” in this round") % cells["Kategori"])
        kind = KINDS.get(_key(cells["Jenis"]))
        if kind is None:
            raise ValueError(_("“%(given)s” is none of: %(known)s") % {"given": cells["Jenis"], "known": _kinds()})
        unit = _known(self.units, cells["Unit"])
        institution = _known(self.institutions, cells["Lembaga"])
        recipient = cells["Nama penerima"] or str(institution or unit or "")
        if not recipient:
            raise ValueError(_("there is no name"))
        if kind is Nomination.Kind.UNIT and unit is None:
            raise ValueError(_("the unit that is nominated is not named"))
        if max(len(recipient), len(cells["Karya"])) > LONGEST:
            raise ValueError(_("a text is longer than %d characters") % LONGEST)
        return category, NominationWords(kind, recipient, unit, institution, cells["Karya"])

    def take(self, category: Category, words: NominationWords) -> bool:
        """Return whether the row is new, and remember it."""
        key = (category.pk, _key(words.recipient), _key(words.work))
        is_new = key not in self.taken
        self.taken.add(key)
        return is_new


def read_table(award_round: Round, sheet: Sheet) -> Table:
    """Read a sheet whose first row is the head."""
    table = Table()
    head = [_key(_text(cell)) for cell in sheet.rows[0]] if sheet.rows else []
    missing = [name for name in COLUMNS[:3] if _key(name) not in head]
    if missing:
        table.faults.append(_("The first row lacks: %s.") % ", ".join(missing))
        return table
    if len(sheet.rows) > MOST_ROWS + 1:
        table.faults.append(_("The table has more than %d rows.") % MOST_ROWS)
        return table
    places = {name: head.index(_key(name)) for name in COLUMNS if _key(name) in head}
    reader = _Reader(award_round)
    for number in range(1, len(sheet.rows)):
        cells = {name: _text(sheet.cell(number, places[name])) if name in places else "" for name in COLUMNS}
        if any(cells.values()):
            _add(table, reader, number + 1, cells)
    return table


def _add(table: Table, reader: _Reader, line: int, cells: dict[str, str]) -> None:
    try:
        category, words = reader.read(cells)
    except ValueError as fault:
        table.faults.append(_("Row %(line)d: %(fault)s.") % {"line": line, "fault": fault})
        return
    if reader.take(category, words):
        table.rows.append((category, words))
    else:
        table.known += 1


def _known(register: Mapping[str, One], name: str) -> One | None:
    """Return what a register has under a name, None where no name is given."""
    if name and _key(name) not in register:
        raise ValueError(_("“%s” is not in the register") % name)
    return register.get(_key(name))


def _kinds() -> str:
    return ", ".join(dict.fromkeys(name.title() if name != "opd" else "OPD" for name in KINDS))


def _text(cell: Value) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
