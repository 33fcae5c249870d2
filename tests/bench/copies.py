"""Many cities out of one, by copying its rows inside the database: made one by one they would take an hour."""

from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction

if TYPE_CHECKING:
    from scorecards.entries.models import Cycle

STEP = 10_000_000
"""What is added to every key of a copy, times its number; more than any key of the original."""


@transaction.atomic
def copies_of(cycle: "Cycle", count: int) -> list["Cycle"]:
    """Copy a cycle with its government, units, scorecards, entries and marks `count` times; return the new cycles."""
    from portal.units.models import Government, Unit  # noqa: PLC0415  # models only after the set-up
    from scorecards.entries.models import Cycle, Entry, Mark, Scorecard  # noqa: PLC0415

    whole = (
        (Government, Government.objects.filter(pk=cycle.government_id)),
        (Unit, Unit.objects.filter(government=cycle.government_id)),
        (Cycle, Cycle.objects.filter(pk=cycle.pk)),
        (Scorecard, cycle.scorecards.all()),
        (Entry, Entry.objects.filter(scorecard__cycle=cycle)),
        (Mark, Mark.objects.filter(entry__scorecard__cycle=cycle)),
    )
    copied = {model for model, _rows in whole}
    with connection.cursor() as cursor:
        for model, rows in whole:
            _copy(cursor, model, list(rows.values_list("pk", flat=True)), copied, count)
    return list(Cycle.objects.filter(pk__in=[cycle.pk + STEP * number for number in range(1, count + 1)]))


def _copy(cursor: Any, model: type[models.Model], keys: list[int], copied: set[Any], count: int) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    columns, values = [], []
    for field in model._meta.concrete_fields:
        name = connection.ops.quote_name(str(field.column))
        shifted = field.primary_key or field.related_model in copied
        columns.append(name)
        # The code of a government is unique and short.
        values.append("'X' || copy" if field.column == "code" and model.__name__ == "Government" else name)
        if shifted:
            values[-1] = f"{name} + {STEP} * copy"
    # History of rows that nobody wrote would say nothing.
    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608  # names of our own models
        f"SELECT {', '.join(values)} FROM {table}, generate_series(1, %s) AS copy WHERE id = ANY(%s)",
        [count, keys],
    )
    # Foreign keys are looked at now: a table with checks still to come can't be altered.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    cursor.execute(f"ANALYZE {table}")
