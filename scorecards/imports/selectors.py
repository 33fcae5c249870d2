"""Reads of batches."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from portal.common.spreadsheets import address
from scorecards.domain.numbers import written
from scorecards.entries.history import level_words
from scorecards.entries.models import Cycle, Scorecard
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


@dataclass(frozen=True)
class Outcome:
    """How many rows of a table the preview says the same of."""

    finding: ImportRow.Finding
    number: int


def tables_of(cycle: Cycle, by: "User") -> "QuerySet[ImportBatch]":
    """Return the tables of past years of a cycle, newest first, with their numbers."""
    rows = ImportBatch.objects.run_by(by).filter(cycle=cycle).select_related("created_by", "applied_by", "reversed_by")
    saved = Count("rows", filter=Q(rows__outcome=ImportRow.Outcome.SAVED))
    return rows.annotate(all_rows=Count("rows"), saved_rows=saved).order_by("-pk")


def outcomes_of(batch: ImportBatch) -> list[Outcome]:
    """Count the rows of a table by what the preview says of them, in the order of the findings."""
    rows = batch.rows.exclude(finding="").order_by().values_list("finding").annotate(n=Count("pk"))
    numbers = dict(rows)
    return [Outcome(finding, numbers[finding]) for finding in ImportRow.Finding if finding in numbers]


def rows_of_table(batch: ImportBatch, finding: str = "") -> "QuerySet[ImportRow]":
    """Return the rows of a table in its order, or those of which the preview says one thing."""
    rows = batch.rows.select_related("entry__node", "entry__scorecard__unit")
    return rows.filter(finding=finding) if finding else rows


def letter(column: int) -> str:
    """Return the letter of a column.

    >>> letter(27)
    'AB'
    """
    return address(0, column)[:-1]


def answer_words(level: str, value: Decimal | None) -> str:
    """Return an answer as people read it."""
    return level_words(level) if value is None else written(value)
