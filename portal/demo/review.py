"""The other parties of the review: a verifier with its slice, a quality assurer, objections and a second reader."""

from datetime import datetime, timedelta

import pghistory
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.common.policy import Role
from portal.demo.accounts import People
from portal.units.models import Government
from scorecards.domain import states
from scorecards.domain.states import State
from scorecards.entries.models import Cycle, Entry, Mark
from scorecards.entries.services import set_windows
from scorecards.reviews.models import Assignment
from scorecards.reviews.services import Pointer, accept, answer_objection, assign, file_objection

SLICE_UNITS = frozenset({"dinkes", "disdukcapil", "dpmptsp", "dlh", "dikbud", "bakeuda"})
"""The units of which the verifier verifies everything."""

VERIFIED, MARKED, OBJECTIONS = 4, 4, 3
GROUNDS = "Dokumen pada halaman yang ditunjuk sudah memuat kriteria yang dinilai belum terpenuhi."
ANSWER = (
    "Halaman yang ditunjuk memang memuat kriterianya, tetapi dokumen itu baru ditetapkan setelah tahun yang dinilai."
)
GRANTED = "Halaman yang ditunjuk memuat kriterianya dan dokumen itu berlaku pada tahun itu; nilai disesuaikan."


def verify_and_mark(government: Government, people: People, year: int, now: datetime) -> None:
    """Give the verifier its slice of SAKIP, and let it and the assurer begin."""
    cycle = _sakip(government, year)
    span = (now - timedelta(days=10), now + timedelta(days=30))
    set_windows(cycle_id=cycle.pk, windows=dict.fromkeys((Role.VERIFIER, Role.ASSURER), span))
    nodes = cycle.edition.nodes.filter(is_answerable=True, kind="criterion").values_list("pk", flat=True)
    units = cycle.scorecards.filter(unit__code__in=SLICE_UNITS).values_list("unit", flat=True)
    assign(cycle_id=cycle.pk, user=people.verifier, node_ids=list(nodes), unit_ids=list(units), by=people.evaluator)
    waiting = Entry.objects.filter(scorecard__cycle=cycle, state__in=states.IN_REVIEW, node__kind="criterion")
    mine = waiting.filter(Assignment.objects.exists_for()).order_by("-scorecard", "node__position")
    _take(mine[:VERIFIED], Mark.Party.VERIFIER, people.verifier)
    _take(waiting.order_by("scorecard", "-node__position")[:MARKED], Mark.Party.ASSURER, people.assurer)


def object_to_marks(government: Government, people: People, year: int) -> int:
    """Let heads object to marks below their claims; the second reader upholds one mark and raises the next.

    The last objection waits. Returns how many there are.
    """
    fixed = Entry.objects.filter(scorecard__cycle=_sakip(government, year), state=State.FIXED)
    proven = fixed.filter(evidence__isnull=False).select_related("scorecard__unit", "node").distinct()
    filed: dict[str, Entry] = {}
    for entry in proven.order_by("scorecard", "node__position"):
        unit, levels = entry.scorecard.unit, dict(entry.marks.values_list("party", "level"))
        is_lowered = levels[Mark.Party.UNIT] != levels[Mark.Party.EVALUATOR]
        if unit is None or unit.code in filed or not is_lowered or len(filed) == OBJECTIONS:
            continue
        link, head = entry.evidence.all()[0], people.staff[unit.code].head
        with pghistory.context(user=head.pk):
            file_objection(
                entry_id=entry.pk,
                wanted=levels[Mark.Party.UNIT],
                grounds=GROUNDS,
                proofs=[Pointer(link.revision_id, link.page_from, link.page_to)],
                by=head,
            )
        filed[unit.code] = entry
    answers = ((Mark.Party.EVALUATOR, ANSWER), (Mark.Party.UNIT, GRANTED))
    for entry, (party, answer) in zip(filed.values(), answers, strict=False):
        with pghistory.context(user=people.second_reader.pk):
            grade = entry.marks.get(party=party).level
            answer_objection(entry_id=entry.pk, grade=grade, answer=answer, by=people.second_reader)
    return len(filed)


def _sakip(government: Government, year: int) -> Cycle:
    found = Cycle.objects.select_related("edition")
    return found.get(government=government, period__score_year=year, edition__code="sakip/2021")


def _take(entries: QuerySet[Entry], party: Mark.Party, by: User) -> None:
    """Accept claims as they stand."""
    claims = {mark.entry_id: mark for mark in Mark.objects.filter(entry__in=list(entries), party=Mark.Party.UNIT)}
    with pghistory.context(user=by.pk):
        for pk, claim in claims.items():
            accept(entry_id=pk, level=claim.level, note="", seen_version=claim.version, by=by, party=party)
