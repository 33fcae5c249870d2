"""Rows from data files: create or change, tell the difference, never delete."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


@dataclass
class Report:
    """What a load did: one line a difference ("+" added, "~" changed, "?" left alone), and how many rows agreed."""

    lines: list[str] = field(default_factory=list)
    unchanged: int = 0

    def text(self) -> str:
        """Return the differences and a last line with the counts."""
        added = sum(line.startswith("+") for line in self.lines)
        changed = sum(line.startswith("~") for line in self.lines)
        return "\n".join([*self.lines, f"{added} added, {changed} changed, {self.unchanged} unchanged."])


def upsert(
    report: Report, rows: models.QuerySet[Row], *, label: str, key: Mapping[str, Any], values: Mapping[str, Any]
) -> Row:
    """Bring the row of `key` to `values`, making it when it is not there; `values` names columns (province_id)."""
    row = rows.filter(**key).first()
    if row is None:
        report.lines.append(f"+ {label}")
        return rows.create(**key, **values)
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changes:
        report.unchanged += 1
        return row
    for name, value in changes.items():
        report.lines.append(f"~ {label}: {name}: {getattr(row, name)!s} -> {value!s}")
        setattr(row, name, value)
    row.save(update_fields=list(changes))
    return row
