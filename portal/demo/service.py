"""PEKPPP of the chosen service units: their own values for the thirty indicators, and the survey."""

from decimal import Decimal
from random import Random

import pghistory

from portal.accounts.models import User
from scorecards.domain.edition import NodeKind
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Mark, Scorecard
from scorecards.entries.services import MarkChange, save_marks

LOKUS = (
    "disdukcapil",
    "dpmptsp",
    "dinsos",
    "dikbud",
    "rsud-depati-hamzah",
    "puskesmas-gerunggang",
    "puskesmas-selindung",
    "kec-gerunggang",
)


def fill(scorecard: Scorecard, by: User, quality: float, dice: Random, *, share: float = 1.0) -> None:
    """Answer a share of the indicators with whole numbers from 0 to 5, and the survey with its mean."""
    edition = edition_of(scorecard.cycle.edition)
    changes = []
    for entry in scorecard.entries.select_related("node"):
        node = edition.node(entry.node.code)
        if not node.required or dice.random() > share:
            continue
        drawn = min(5.0, max(0.0, 5 * quality + dice.uniform(-0.9, 0.9)))
        value = Decimal(round(drawn * 100)) / 100 if node.kind is NodeKind.SURVEY else Decimal(round(drawn))
        changes.append(MarkChange(entry.pk, version=0, value=value))
    with pghistory.context(user=by.pk):
        report = save_marks(changes=changes, party=Mark.Party.UNIT, by=by)
    for refusal in report.refused.values():
        raise refusal
