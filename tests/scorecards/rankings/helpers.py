"""Scorecards with marks, written as rows, so that these tests stand on their own feet."""

from collections.abc import Mapping, Sequence
from itertools import count

from django.db.models import F

from portal.accounts.models import User
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.entries.models import Cycle, Entry, EvidenceLink, Mark, Scorecard
from scorecards.evidence.models import Document, File, Revision
from scorecards.reviews.models import Decision
from tests.factories import make_government, make_member, make_sakip_cycle, make_unit

GRADED = tuple(f"{component}.{letter}" for component in "1234" for letter in "abc")
_numbers = count(1)


def make_city(units: int = 3, *, is_home: bool = True) -> tuple[Government, list[Unit]]:
    """Make a city with units named A, B, C, ..."""
    government = make_government(name="Kota Contoh", is_home=is_home)
    return government, [make_unit(government, name=f"Dinas {chr(65 + number)}") for number in range(units)]


def open_sakip(units: Sequence[Unit], *, score_year: int = 2025) -> Cycle:
    """Open SAKIP 2021 for these units."""
    return make_sakip_cycle(units, score_year=score_year)


def card_of(cycle: Cycle, unit: Unit) -> Scorecard:
    """Return a unit's scorecard."""
    return cycle.scorecards.get(unit=unit)


def claim(card: Scorecard, levels: str | Mapping[str, str], *, by: User, checks: bool = True) -> None:
    """Let the unit claim a level for all sub-components and hand in, or for those named; `checks` fulfils them all."""
    wanted = dict.fromkeys(GRADED, levels) if isinstance(levels, str) else levels
    _mark(card, Mark.Party.UNIT, wanted, by)
    if checks:
        under = card.entries.filter(node__kind="check", node__parent__code__in=wanted)
        _mark(card, Mark.Party.UNIT, dict.fromkeys(under.values_list("node__code", flat=True), "yes"), by)
    card.entries.filter(node__code__in=wanted).update(state=Entry.State.SUBMITTED)
    if isinstance(levels, str):
        Scorecard.objects.filter(pk=card.pk).update(status=Scorecard.Status.SUBMITTED)
    touch(card)


def accept(card: Scorecard, levels: str | Mapping[str, str], *, by: User) -> None:
    """Let the evaluator accept all sub-components, or those named, with a level."""
    wanted = dict.fromkeys(GRADED, levels) if isinstance(levels, str) else levels
    _mark(card, Mark.Party.EVALUATOR, wanted, by)
    Decision.objects.bulk_create(
        Decision(entry=entry, outcome="accepted", level=wanted[entry.node.code], seen_version=1, decided_by=by)
        for entry in card.entries.filter(node__code__in=wanted).select_related("node")
    )
    card.entries.filter(node__code__in=wanted).update(state=Entry.State.FIXED)
    touch(card)


def touch(card: Scorecard) -> None:
    """Raise the revision, as every change that can score does."""
    Scorecard.objects.filter(pk=card.pk).update(input_revision=F("input_revision") + 1)


def prove(card: Scorecard, code: str, *, by: User, title: str = "Renja 2025", pages: tuple[int, int] = (14, 15)) -> int:
    """Put a document's pages under a sub-component; return the link's key."""
    number = next(_numbers)
    file = File.objects.create(
        government=card.government,
        unit=card.unit,
        sha256=f"{number:064x}",
        size=1000,
        media_type="application/pdf",
        pages=40,
    )
    document = Document.objects.create(government=card.government, unit=card.unit, title=title, created_by=by)
    revision = Revision.objects.create(document=document, number=1, file=file, file_name="renja.pdf", created_by=by)
    entry = card.entries.get(node__code=code)
    link = EvidenceLink.objects.create(
        entry=entry, revision=revision, page_from=pages[0], page_to=pages[1], created_by=by
    )
    return link.pk


def evaluator_of(government: Government) -> User:
    """Return a new evaluator."""
    return make_member(Role.EVALUATOR, government)


def leader_of(government: Government) -> User:
    """Return a new member of the leadership."""
    return make_member(Role.LEADER, government)


def _mark(card: Scorecard, party: str, levels: Mapping[str, str], by: User) -> None:
    entries = list(card.entries.filter(node__code__in=levels).select_related("node"))
    Mark.objects.filter(entry__in=entries, party=party).delete()
    Mark.objects.bulk_create(
        Mark(entry=entry, party=party, level=levels[entry.node.code], changed_by=by) for entry in entries
    )
