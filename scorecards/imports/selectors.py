"""Reads of batches."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from scorecards.domain.numbers import plain
from scorecards.entries.history import level_words
from scorecards.entries.models import Scorecard
from scorecards.imports.models import ImportBatch, ImportRow

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Counts:
    """How many rows of a batch would change, wait for a tick, are in conflict, or cannot be read."""

    changes: int
    offered: int
    conflicts: int
    errors: int
    saved: int
    missed: int


def batches_of(scorecard: Scorecard, by: "User") -> "QuerySet[ImportBatch]":
    """Return the batches of a scorecard, newest first, with their numbers."""
    rows = (
        ImportBatch.objects.visible_to(by)
        .filter(scorecard=scorecard)
        .select_related("created_by", "applied_by", "reversed_by")
    )
    saved = Count("rows", filter=Q(rows__outcome=ImportRow.Outcome.SAVED))
    return rows.annotate(all_rows=Count("rows"), saved_rows=saved).order_by("-pk")


def rows_of(batch: ImportBatch) -> list[ImportRow]:
    """Return the rows of a batch with their criteria."""
    return list(batch.rows.select_related("entry__node"))


def counts_of(rows: list[ImportRow]) -> Counts:
    """Count the rows of a batch."""
    sound = [row for row in rows if row.is_sound]
    return Counts(
        changes=sum(row.use for row in sound),
        offered=sum(not row.use and not row.is_conflict for row in sound),
        conflicts=sum(row.is_conflict for row in sound),
        errors=len(rows) - len(sound),
        saved=sum(row.outcome == ImportRow.Outcome.SAVED for row in rows),
        missed=sum(row.outcome in {ImportRow.Outcome.CONFLICT, ImportRow.Outcome.REFUSED} for row in rows),
    )


def answer_words(level: str, value: Decimal | None) -> str:
    """Return an answer as people read it."""
    return level_words(level) if value is None else plain(value).replace(".", ",")
