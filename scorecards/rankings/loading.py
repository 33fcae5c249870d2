"""Loads published results and targets from a data file; idempotent, and nothing is ever deleted."""

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from jsonschema import Draft202012Validator

from portal.common.loading import Report, upsert
from portal.units.models import Government
from scorecards.domain.target import TargetPlan, read_steps
from scorecards.editions.models import Instrument
from scorecards.entries.models import Period
from scorecards.rankings.models import PublishedResult, Target

FOLDER = Path(__file__).parent / "data"
Document = dict[str, Any]


class BadPublished(ValueError):
    """The file breaks the schema or names something that is not there; the text names the place."""


def read(path: Path) -> Document:
    """Read a file and check it against the schema."""
    try:
        document: Document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise BadPublished(f"{path.name}: {error}") from error
    for fault in _validator().iter_errors(document):
        raise BadPublished(f"{path.name}: {fault.json_path}: {fault.message}")
    return document


@transaction.atomic
def load(*, document: Document) -> Report:
    """Bring published results and targets in line with the file, all or nothing.

    Governments, and the instruments that have editions, must be loaded before.
    """
    report = Report()
    for code, name in document.get("instruments", {}).items():
        upsert(report, Instrument.objects.all(), label=f"instrument {code}", key={"code": code}, values={"name": name})
    for row in document["results"]:
        _load_result(report, row, _found("source", document["sources"], row["source"]))
    for row in document.get("targets", []):
        _load_target(report, row, _found("source", document["sources"], row["source"]))
    return report


def _load_result(report: Report, row: dict[str, Any], source: str) -> None:
    upsert(
        report,
        PublishedResult.objects.all(),
        label=_label(row),
        key=_key(row),
        values={
            "value": Decimal(row["value"]) if "value" in row else None,
            "label": row.get("label", ""),
            "rank": row.get("rank"),
            "rank_of": row.get("rank_of"),
            "rank_among": row.get("rank_among", ""),
            "authority": row["authority"],
            "announced_on": date.fromisoformat(row["announced_on"]) if "announced_on" in row else None,
            "source": source,
            "note": row.get("note", "").strip(),
        },
    )


def _load_target(report: Report, row: dict[str, Any], source: str) -> None:
    """Bring a target in line with the file, but never one that somebody set: the city's own word stands above it."""
    key, label = _key(row), f"target {_label(row)}"
    if Target.objects.filter(**key, changed_by__isnull=False).exists():
        report.lines.append(f"? {label}: set by the city, left as it is")
        return
    try:
        plan = TargetPlan(row["start_rank"], row["goal_rank"], read_steps(row.get("steps", [])))
    except ValueError as fault:
        raise BadPublished(f"{label}: {fault}") from fault
    upsert(
        report,
        Target.objects.all(),
        label=label,
        key=key,
        values={
            "start_rank": plan.start_rank,
            "goal_rank": plan.goal_rank,
            "steps": plan.written,
            "source": source,
        },
    )


def _label(row: dict[str, Any]) -> str:
    return f"{row['government']} {row['instrument']} {row['year']}"


def _key(row: dict[str, Any]) -> dict[str, Any]:
    """Return the rows that identify a result or a target; a new period is announced in the year after."""
    period, _ = Period.objects.get_or_create(score_year=row["year"], defaults={"announced_year": row["year"] + 1})
    return {
        "government": _found("government", _by_code(Government), row["government"]),
        "instrument": _found("instrument", _by_code(Instrument), row["instrument"]),
        "period": period,
    }


def _by_code(model: type[Government] | type[Instrument]) -> dict[str, Any]:
    return {row.code: row for row in model._default_manager.all()}


def _found(kind: str, known: dict[str, Any], code: str) -> Any:
    if code not in known:
        raise BadPublished(f"{kind} {code} is not known; there are: {', '.join(sorted(known))}")
    return known[code]


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / "schema.json").read_text(encoding="utf-8")))
