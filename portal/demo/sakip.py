"""SAKIP of every unit: answers from a fixed seed, evidence, submission, and the evaluator's decisions."""

from dataclasses import dataclass
from random import Random

import pghistory

from portal.accounts.models import User
from portal.demo.accounts import Staff
from portal.demo.evidence import Proof
from scorecards.domain import gates
from scorecards.domain.edition import Edition
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Entry, Mark, Scorecard
from scorecards.entries.services import MarkChange, attach, save_marks, submit
from scorecards.reviews.services import accept, send_back

LOWERED = (
    "Bukti belum menunjukkan seluruh kriteria pada tahun berjalan; nilai diturunkan satu tingkat.",
    "Sebagian dokumen belum ditetapkan oleh pimpinan; nilai disesuaikan.",
    "Pemanfaatan hasilnya belum terlihat di tingkat pegawai; nilai disesuaikan.",
)
REASONS = (
    "Dokumen yang dilampirkan masih tahun sebelumnya. Unggah dokumen tahun berjalan yang sudah ditandatangani.",
    "Halaman yang ditunjuk tidak memuat indikator dan targetnya. Tandai halaman yang tepat.",
    "Rencana aksi belum menunjukkan pemantauan setiap triwulan. Lengkapi dengan laporan monev.",
)


@dataclass(frozen=True)
class Course:
    """How far a scorecard gets: sub-components answered, then of those accepted and returned by the evaluator.

    `is_corrected`: the head has handed the returned ones in again.
    """

    answered: int = 12
    is_submitted: bool = True
    accepted: int = 12
    returned: int = 0
    is_corrected: bool = False


def fill(
    scorecard: Scorecard,
    staff: Staff,
    evaluator: User,
    course: Course,
    proofs: list[Proof],
    quality: float,
    dice: Random,
) -> None:
    """Take one scorecard through its course, everybody acting in their own name."""
    edition = edition_of(scorecard.cycle.edition)
    entries = {entry.node.code: entry for entry in scorecard.entries.select_related("node")}
    codes = [code for code, entry in entries.items() if entry.node.kind == "criterion"][: course.answered]
    with pghistory.context(user=staff.operator.pk):
        saved = _answer(edition, entries, codes, staff.operator, quality, dice)
        for proof in proofs:
            _prove(entries, codes, proof, staff.operator)
    if not codes or not course.is_submitted:
        return
    with pghistory.context(user=staff.head.pk):
        submit(scorecard_id=scorecard.pk, note="", by=staff.head)
    with pghistory.context(user=evaluator.pk):
        order = dice.sample(codes, len(codes))
        for code in order[: course.accepted]:
            _decide(edition, entries[code], saved[entries[code].pk], evaluator, dice)
        for code in order[course.accepted : course.accepted + course.returned]:
            mark = saved[entries[code].pk]
            send_back(entry_id=entries[code].pk, reason=dice.choice(REASONS), seen_version=mark.version, by=evaluator)
    if course.is_corrected:
        with pghistory.context(user=staff.head.pk):
            submit(scorecard_id=scorecard.pk, note="", by=staff.head)


def _answer(
    edition: Edition, entries: dict[str, Entry], codes: list[str], by: User, quality: float, dice: Random
) -> dict[int, Mark]:
    """Answer checks and grades; a grade is the one that the checks propose."""
    changes = []
    for code in codes:
        checks = edition.checks(code)
        share = min(1.0, max(0.0, quality + dice.uniform(-0.18, 0.18)))
        fulfilled = round(share * len(checks))
        yes = set(dice.sample([check.code for check in checks], fulfilled))
        changes += [
            MarkChange(entries[check.code].pk, version=0, level="yes" if check.code in yes else "no")
            for check in checks
        ]
        level = gates.propose(edition, code, fulfilled, len(checks))
        changes.append(MarkChange(entries[code].pk, version=0, level=level))
    report = save_marks(changes=changes, party=Mark.Party.UNIT, by=by)
    for refusal in report.refused.values():
        raise refusal
    return report.saved


def _prove(entries: dict[str, Entry], codes: list[str], proof: Proof, by: User) -> None:
    for code, page in proof.pages.items():
        if code in codes:
            attach(entry_id=entries[code].pk, revision_id=proof.revision.pk, page_from=page, page_to=None, by=by)


def _decide(edition: Edition, entry: Entry, mark: Mark, by: User, dice: Random) -> None:
    """Accept the claim, or now and then a grade below it, with the reason."""
    levels = [level.code for level in edition.scale_of(edition.node(entry.node.code)).levels]
    place = levels.index(mark.level)
    is_lowered = dice.random() < 0.22 and place + 1 < len(levels)
    level = levels[place + 1] if is_lowered else mark.level
    note = dice.choice(LOWERED) if is_lowered else ""
    accept(entry_id=entry.pk, level=level, note=note, seen_version=mark.version, by=by)
