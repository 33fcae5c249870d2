"""The city's RB scorecard: indicators that different units lead."""

from collections.abc import Mapping

from portal.units.models import Unit
from scorecards.entries import services
from scorecards.entries.models import Cycle, Entry, Scorecard
from tests import factories
from tests.scorecards.entries.helpers import usual_windows


def open_rb(leads: Mapping[str, Unit], *, score_year: int = 2025) -> Scorecard:
    """Open RB for a city; `leads` names the unit that answers each indicator."""
    unit = next(iter(leads.values()))
    cycle = services.open_cycle(
        government=unit.government,
        period=factories.make_period(score_year),
        edition=factories.make_edition("rb/2023"),
        subject=Cycle.Subject.GOVERNMENT,
        units=[],
        windows=usual_windows(),
    )
    scorecard = cycle.scorecards.get()
    changes = [services.LeadChange(entry_of(scorecard, code).pk, None, lead.pk) for code, lead in leads.items()]
    services.set_leads(scorecard_id=scorecard.pk, changes=changes)
    return scorecard


def entry_of(scorecard: Scorecard, code: str) -> Entry:
    """Return the entry of an indicator."""
    return scorecard.entries.select_related("node", "lead").get(node__code=code)
