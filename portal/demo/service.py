"""PEKPPP of the chosen service units: the unit reports (F-01), the evaluator marks (F-02), citizens answer (F-03)."""

from random import Random

import pghistory

from portal.accounts.models import User
from portal.demo.accounts import Staff
from portal.demo.evidence import Proof
from scorecards.editions.selectors import edition_of
from scorecards.entries.flows import flow_of
from scorecards.entries.models import Mark, Scorecard
from scorecards.entries.services import MarkChange, attach, save_marks, submit
from scorecards.reviews.services import accept

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
REPORTS = (
    "Sudah ditetapkan dengan keputusan kepala unit dan dipublikasikan di ruang layanan dan situs web.",
    "Dilaksanakan sejak awal tahun; hasilnya dibahas setiap triwulan dan ditindaklanjuti.",
    "Tersedia di ruang layanan; foto dan daftar periksanya dilampirkan.",
)


def fill(
    scorecard: Scorecard,
    staff: Staff,
    evaluator: User,
    quality: float,
    dice: Random,
    *,
    reported: float,
    marked: float,
    proof: Proof | None,
) -> None:
    """Let the unit report on a share of the indicators and hand them in, and the evaluator mark a share of those."""
    edition = edition_of(scorecard.cycle.edition)
    flow = flow_of(edition)
    entries = [
        entry for entry in scorecard.entries.select_related("node") if flow.is_reported(edition.node(entry.node.code))
    ]
    entries = [entry for entry in entries if dice.random() <= reported]
    with pghistory.context(user=staff.operator.pk):
        changes = [MarkChange(entry.pk, version=0, note=dice.choice(REPORTS)) for entry in entries]
        report = save_marks(changes=changes, party=Mark.Party.UNIT, by=staff.operator)
        for refusal in report.refused.values():
            raise refusal
        for entry in entries[:3]:
            if proof is not None:
                attach(entry_id=entry.pk, revision_id=proof.revision.pk, page_from=2, page_to=None, by=staff.operator)
    if reported < 1:
        return
    with pghistory.context(user=staff.head.pk):
        submit(scorecard_id=scorecard.pk, by=staff.head)
    with pghistory.context(user=evaluator.pk):
        for entry in entries:
            if dice.random() <= marked:
                drawn = round(min(5.0, max(0.0, 5 * quality + dice.uniform(-0.9, 0.9))))
                accept(entry_id=entry.pk, level=str(drawn), note="", seen_version=1, by=evaluator)
