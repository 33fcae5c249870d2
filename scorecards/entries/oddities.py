"""Odd answers of a scorecard in words: the rules are the domain's (outliers), this brings earlier years to them."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from scorecards.domain.edition import Edition, NodeKind
from scorecards.domain.numbers import written
from scorecards.domain.outliers import Claim, Earlier, Oddity, oddities, usual_range
from scorecards.entries.lastyear import own_or_imported
from scorecards.entries.models import Entry, EvidenceLink, Mark, Scorecard
from scorecards.entries.standing import Standing

if TYPE_CHECKING:
    from portal.accounts.models import User
    from scorecards.entries.models import EntryQuerySet

YEARS = 5
"""So many earlier years are looked at."""


def odd_words(by: "User", scorecard: Scorecard, edition: Edition, rows: Iterable[Standing]) -> dict[str, list[str]]:
    """Return a sentence for each oddity by the code of its sub-component; three queries, however many there are."""
    answered = [row for row in rows if row.is_answered or (row.of and row.fulfilled == row.of)]
    if not answered:
        return {}
    year = scorecard.cycle.period.score_year
    earlier = _earlier(by, scorecard, [row.node.code for row in answered])
    now = _documents(edition, Entry.objects.filter(scorecard=scorecard))
    before = _documents(edition, _own_entries(by, scorecard).filter(scorecard__cycle__period__score_year=year - 1))
    found: dict[str, list[str]] = {}
    for row in answered:
        code = row.node.code
        claim = Claim(
            level=row.level,
            value=row.mark.value if row.mark else None,
            fulfilled=row.fulfilled,
            of=row.of,
            documents=row.evidence,
            new_documents=len(now[code] - before[code]),
        )
        past = earlier.get(code, Earlier())
        words = [_words(oddity, claim, past) for oddity in oddities(edition.scale_of(row.node), claim, past)]
        if words:
            found[code] = words
    return found


def _own_entries(by: "User", scorecard: Scorecard) -> "EntryQuerySet":
    """Return the entries of earlier years that the person's unit answered itself."""
    rows = Entry.objects.editable_by(by).filter(
        scorecard__government=scorecard.government_id,
        scorecard__unit=scorecard.unit_id,
        scorecard__cycle__edition__instrument=scorecard.cycle.edition.instrument_id,
        item__isnull=True,
    )
    year = scorecard.cycle.period.score_year
    return rows.filter(scorecard__cycle__period__score_year__range=(year - YEARS, year - 1))


def _earlier(by: "User", scorecard: Scorecard, codes: list[str]) -> dict[str, Earlier]:
    entries = _own_entries(by, scorecard).filter(node__code__in=codes)
    marks = Mark.objects.filter(entry__in=entries, party__in=[Mark.Party.UNIT, Mark.Party.IMPORTED])
    by_year: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks.select_related("entry__node", "entry__scorecard__cycle__period").order_by("pk"):
        by_year[mark.entry.scorecard.cycle.period.score_year].append(mark)
    last = scorecard.cycle.period.score_year - 1
    levels: dict[str, list[str]] = defaultdict(list)
    values: dict[str, list[Decimal]] = defaultdict(list)
    for at in sorted(by_year, reverse=True):
        for code, mark in own_or_imported(by_year[at]).items():
            if mark.level and at == last:
                levels[code].append(mark.level)
            if mark.value is not None:
                values[code].append(mark.value)
    return {code: Earlier(levels[code], values[code]) for code in codes}


def _documents(edition: Edition, entries: "EntryQuerySet") -> dict[str, set[int]]:
    """Return the documents of each sub-component, those of its criteria included."""
    found: dict[str, set[int]] = defaultdict(set)
    rows = EvidenceLink.objects.filter(entry__in=entries).values_list("entry__node__code", "revision")
    for code, revision in rows:
        if code in edition:
            node = edition.node(code)
            found[node.parent or code if node.kind is NodeKind.CHECK else code].add(revision)
    return found


def _words(oddity: Oddity, claim: Claim, past: Earlier) -> str:
    if oddity is Oddity.JUMP:
        given = {"last": past.levels[0], "now": claim.level}
        return _("%(last)s last year, %(now)s now, and no new document shows why.") % given
    if oddity is Oddity.FAR:
        low, high = (written(bound) for bound in usual_range(past.values))
        number = written(claim.value or Decimal(0))
        given = {"now": number, "low": low, "high": high}
        return _("%(now)s is far from the last values; between %(low)s and %(high)s would be usual.") % given
    return _("The highest is claimed without a single document.")
