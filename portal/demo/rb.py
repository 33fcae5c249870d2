"""RB of the city: the proposed leads, some values and documents from them, and what contributors say."""

from decimal import Decimal
from random import Random

import pghistory

from portal.accounts.models import User
from portal.demo.accounts import People
from portal.demo.evidence import Proof
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Contribution, Mark, Scorecard
from scorecards.entries.services import MarkChange, apply_proposal, attach, save_marks, save_share_note

LEADS = ("bagian-organisasi",)
"""Units that answer indicators of RB and have no scorecard of their own."""

LEVELS = {"C2": "WTP"}
OWED = 0.3
NOTE = "Data dari dinas kami sudah dilampirkan; angkanya sama dengan laporan semester."


def fill(scorecard: Scorecard, people: People, dice: Random, *, share: float, proofs: dict[str, Proof]) -> int:
    """Name the leads and let a share of them enter values, within the scale of each; return how many they entered."""
    apply_proposal(scorecard_id=scorecard.pk, by=people.evaluator)
    edition = edition_of(scorecard.cycle.edition)
    by_operator: dict[User, list[MarkChange]] = {}
    for entry in scorecard.entries.select_related("node", "lead").order_by("node__position"):
        if entry.lead is None or dice.random() > share:
            continue
        scale = edition.scale_of(edition.node(entry.node.code))
        level = LEVELS.get(entry.node.code, "") if scale.levels else ""
        drawn = round(float(scale.maximum) * dice.uniform(0.55, 0.88), 2)
        value = None if scale.levels else Decimal(str(drawn))
        operator = people.staff[entry.lead.code].operator
        by_operator.setdefault(operator, []).append(MarkChange(entry.pk, version=0, level=level, value=value))
    for operator, changes in by_operator.items():
        with pghistory.context(user=operator.pk):
            report = save_marks(changes=changes, party=Mark.Party.UNIT, by=operator)
        for refusal in report.refused.values():
            raise refusal
    _contribute(scorecard, people, proofs, dice)
    return sum(map(len, by_operator.values()))


def _contribute(scorecard: Scorecard, people: People, proofs: dict[str, Proof], dice: Random) -> None:
    """Let most contributors that hold a document of the year attach it, with a note; some still owe their share."""
    shares = Contribution.objects.filter(entry__scorecard=scorecard, unit__code__in=proofs)
    for share in shares.select_related("unit").order_by("pk"):
        if dice.random() < OWED:
            continue
        operator = people.staff[share.unit.code].operator
        with pghistory.context(user=operator.pk):
            revision = proofs[share.unit.code].revision
            attach(entry_id=share.entry_id, revision_id=revision.pk, page_from=1, page_to=None, by=operator)
            save_share_note(contribution_id=share.pk, note=NOTE, version=share.version, by=operator)
