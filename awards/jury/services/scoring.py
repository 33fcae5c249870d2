"""A juror's own work: marks saved by themselves, sheets handed in and taken back."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from awards.domain.jury import is_mark
from awards.domain.phases import Phase
from awards.jury import selectors
from awards.jury.errors import BadMark, Barred, HandedIn, Incomplete, MarkConflict, NoWayBack
from awards.jury.models import Criterion, Juror, JuryMark, Sheet
from awards.jury.services.assigning import finish
from awards.rounds.services import lock_open
from portal.common.fields import typed_number


@dataclass(frozen=True)
class MarkChange:
    """One mark to save. `version` is the state it was made on: 0 when there was none.

    `save_key` is the sender's own key of this save, `client` the page that sends it: when that page made the stored
    state too, it only never got the reply, and saves on.
    """

    version: int
    value: Decimal | None = None
    note: str = ""
    save_key: UUID | None = None
    client: UUID | None = None


@transaction.atomic
def save_mark(*, sheet_id: int, criterion: Criterion, change: MarkChange) -> JuryMark:
    """Save a mark with its note; the same save sent again changes nothing.

    WrongPhase outside of the judging, HandedIn, Barred, BadMark, or MarkConflict when another page saved meanwhile.
    """
    sheet = _own(sheet_id)
    stored = JuryMark.objects.filter(sheet=sheet, criterion=criterion).first()
    if stored is not None and change.save_key is not None and stored.save_key == change.save_key:
        return stored
    if sheet.submitted_at is not None:
        raise HandedIn
    _require_mark(criterion, change.value)
    note = change.note.replace("\r\n", "\n")
    if stored is not None and (stored.value, stored.note) == (change.value, note):
        return stored
    if not _is_based_on(stored, change):
        raise MarkConflict(stored)
    mark = stored or JuryMark(government_id=sheet.government_id, sheet=sheet, criterion=criterion, version=0)
    mark.value, mark.note = change.value, note
    mark.save_key, mark.client = change.save_key, change.client
    mark.version += 1
    mark.save()
    return mark


@transaction.atomic
def submit(*, sheet_id: int) -> Sheet:
    """Hand a sheet in with all its marks; Incomplete names what is missing. Twice changes nothing."""
    sheet = _own(sheet_id)
    if sheet.submitted_at is not None:
        return sheet
    given = {key for key, mark in selectors.marks_on(sheet).items() if mark.value is not None}
    criteria = selectors.criteria_of(sheet.nomination.category_id)
    missing = [criterion.name for criterion in criteria if criterion.pk not in given]
    if missing:
        raise Incomplete(missing)
    sheet.submitted_at = timezone.now()
    sheet.save(update_fields=["submitted_at"])
    finish(sheet.juror)
    return sheet


@transaction.atomic
def take_back(*, sheet_id: int) -> Sheet:
    """Open a sheet again, as long as one of the juror's is open; afterwards he may have seen the others' scores."""
    sheet = _own(sheet_id)
    if Juror.objects.filter(pk=sheet.juror_id, finished_at__isnull=False).exists():
        raise NoWayBack
    sheet.submitted_at = None
    sheet.save(update_fields=["submitted_at"])
    return sheet


def _own(sheet_id: int) -> Sheet:
    """Take the round's row, then read the sheet as it stands behind it; the caller knows that it is the juror's own."""
    round_id = Sheet.objects.values_list("juror__round", flat=True).get(pk=sheet_id)
    award_round = lock_open(round_id, Phase.JUDGING)
    sheet = Sheet.objects.select_related("juror", "nomination").get(pk=sheet_id)
    if (sheet.juror_id, sheet.nomination_id) in selectors.barred_pairs(award_round):
        raise Barred
    return sheet


def _require_mark(criterion: Criterion, value: Decimal | None) -> None:
    """Refuse what the scale does not have; no mark yet is always allowed."""
    if value is None or is_mark(value, criterion.scale):
        return
    steps = ", ".join(typed_number(level.value) for level in criterion.scale)
    raise BadMark(steps or "0\N{EN DASH}100")


def _is_based_on(stored: JuryMark | None, change: MarkChange) -> bool:
    if (stored.version if stored else 0) == change.version:
        return True
    return stored is not None and change.client is not None and stored.client == change.client
