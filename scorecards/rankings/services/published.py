"""Published results from a table: kept, looked at, confirmed as they were seen, and taken back."""

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from portal.common import files
from portal.common.spreadsheets import Workbook, read, read_csv
from portal.units.models import Government
from scorecards.editions.models import Instrument
from scorecards.entries.models import Period
from scorecards.rankings.models import PublishedImport, PublishedResult
from scorecards.rankings.published_table import Fault, Key, Line, Words, read_table
from scorecards.rankings.selectors import published
from scorecards.rankings.selectors.published import Preview

if TYPE_CHECKING:
    from portal.accounts.models import User

Parsed = tuple[list[Line], list[Fault], list[str]]


class PublishedRefused(Exception):  # the name says what happened
    """Base of the refusals; str() is for people."""


class PreviewChanged(PublishedRefused):
    """What would be written is not what was looked at."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("The published results changed since the preview. Nothing was written; look at it anew."))


class NotUndone(PublishedRefused):
    """The import is not the last one, is not applied, or somebody changed its results since."""


def start(*, government: Government, content: bytes, file_name: str, by: "User") -> PublishedImport:
    """Keep an uploaded table; RefusedWorkbook or NoTable when it is none."""
    _parsed(government, _book(content, file_name))
    sha256 = files.put([content]).sha256
    return PublishedImport.objects.create(
        government=government, file_name=file_name[:200], sha256=sha256, created_by=by
    )


def preview(made: PublishedImport) -> Preview:
    """Read the kept table again and hold it against what stands now."""
    return _compared(_read(made))


def apply(*, import_id: int, fingerprint: str, by: "User") -> PublishedImport:
    """Write exactly what was looked at, all or nothing; PreviewChanged otherwise, and again changes nothing."""
    parsed = _read(PublishedImport.objects.select_related("government").get(pk=import_id))
    return _apply(import_id, parsed, fingerprint, by)


@transaction.atomic
def _apply(import_id: int, parsed: Parsed, fingerprint: str, by: "User") -> PublishedImport:
    _lock()
    made = PublishedImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if made.applied_at is not None:
        return made
    found = _compared(parsed)
    if not found.is_applicable or found.fingerprint != fingerprint:
        raise PreviewChanged
    rows = _Rows()
    for change in found.changes:
        rows.write(change.key, change.after)
    made.changes, made.applied_by, made.applied_at = published.kept(found.changes), by, Now()
    made.save(update_fields=["changes", "applied_by", "applied_at"])
    made.refresh_from_db()
    return made


@transaction.atomic
def undo(*, import_id: int, by: "User") -> PublishedImport:
    """Put back exactly what stood before the last import; NotUndone when it is another, or anything changed since."""
    _lock()
    made = PublishedImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    last = published.last_applied(made.government_id)
    if last is None or last.pk != made.pk:
        raise NotUndone(_("Only the last table that was applied can be undone."))
    changes = list(published.applied_changes(made))
    stands = published.standing({change.key.government for change in changes})
    if any(stands.get(change.key) != change.after for change in changes):
        raise NotUndone(_("One of its results was changed since, so nothing was undone."))
    rows = _Rows()
    for change in changes:
        rows.write(change.key, change.before)
    made.undone_by, made.undone_at = by, Now()
    made.save(update_fields=["undone_by", "undone_at"])
    made.refresh_from_db()
    return made


class _Rows:
    """Writes published results by their codes."""

    def __init__(self) -> None:
        self._governments = {one.code: one.pk for one in Government.objects.all()}
        self._instruments = {one.code: one.pk for one in Instrument.objects.all()}
        self._periods = {one.score_year: one for one in Period.objects.all()}

    def write(self, key: Key, words: Words | None) -> None:
        """Bring one result to what it shall be; None takes it away."""
        about: dict[str, Any] = {
            "government_id": self._governments[key.government],
            "instrument_id": self._instruments[key.instrument],
            "period": self._period(key.year),
        }
        if words is None:
            PublishedResult.objects.get(**about).delete()
        else:
            PublishedResult.objects.update_or_create(**about, defaults=vars(words))

    def _period(self, year: int) -> Period:
        """Return the period of a score year; a new one is announced in the year after."""
        if year not in self._periods:
            self._periods[year] = Period.objects.create(score_year=year, announced_year=year + 1)
        return self._periods[year]


def _lock() -> None:
    """Let nobody else write a published result until the end; everybody may read."""
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {PublishedResult._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _book(content: bytes, name: str) -> Workbook:
    return read_csv(content) if name.lower().endswith(".csv") else read(content, name)


def _read(made: PublishedImport) -> Parsed:
    return _parsed(made.government, _book(files.read(made.sha256), made.file_name))


def _parsed(government: Government, book: Workbook) -> Parsed:
    codes = list(published.compared_governments(government).values_list("code", flat=True))
    known = frozenset(published.instruments().values_list("code", flat=True))
    return (*read_table(book, governments=frozenset(codes), instruments=known), codes)


def _compared(parsed: Parsed) -> Preview:
    lines, faults, codes = parsed
    return published.preview_of(lines, faults, published.standing(codes))
