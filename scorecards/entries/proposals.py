"""Our proposal of who answers the indicators of a government's scorecard: a data file per edition and government.

It binds nobody. The administrator takes it over, changes it, or leaves it; units that do not exist are skipped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from portal.units.models import Unit
from scorecards.entries.models import Scorecard
from scorecards.instruments.yaml_loader import load_yaml

FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Share:
    """A contributing unit, and what it would be asked for."""

    unit: Unit
    wanted: str


@dataclass(frozen=True)
class Proposal:
    """The proposed lead of one indicator, with the units that would contribute and the reason."""

    lead: Unit
    reason: str
    shares: tuple[Share, ...]


def proposal_for(scorecard: Scorecard) -> Mapping[str, Proposal]:
    """Return the proposal by code of the node; nothing where none was written."""
    rows = _rows(scorecard.cycle.edition.code, scorecard.government.code)
    today = timezone.localdate()
    units = {unit.code: unit for unit in Unit.objects.filter(government=scorecard.government_id).valid_on(today)}
    return {
        row["code"]: Proposal(
            lead=units[row["lead"]],
            reason=row.get("reason", ""),
            shares=tuple(
                Share(units[share["unit"]], share["wanted"]) for share in row.get("with", []) if share["unit"] in units
            ),
        )
        for row in rows
        if row["lead"] in units
    }


@lru_cache(maxsize=16)
def _rows(edition: str, government: str) -> tuple[Mapping[str, Any], ...]:
    """Read the rows of an edition for a government, in the file's order."""
    path = FOLDER / f"leads-{edition.replace('/', '-')}-{government.replace('.', '')}.yaml"
    return tuple(load_yaml(path.read_text("utf-8"))["leads"]) if path.exists() else ()
