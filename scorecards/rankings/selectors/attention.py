"""What needs a decision of the leadership: fixed rules, each with its name, over what the portal knows.

| Rule | Says | Owner | Due | Points at stake |
|---|---|---|---|---|
| `late` | a unit has not handed in | the unit | end of its window | what it can still win |
| `returned` | marks were sent back and wait for the unit | the unit | end of its window | claimed and winnable there |
| `winnable` | a unit that handed in leaves much unclaimed | the unit | end of its window | what it can still win |
| `evidence` | a document under an open mark ends | the unit | its last day | what is claimed on it |
| `action` | a promise is overdue | its unit | its day | what its recommendation brings |
| `objection` | an objection comes near the end of its time | the second reader | its last moment | the node's maximum |
| `stuck` | the ranking cannot be brought up to date | the administrator | at once | unknown |

A returned scorecard is not called late as well: one matter per unit for one and the same window. What is due already
comes first, then more points before fewer, then the nearer day; unknown points count as none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils import timezone

from scorecards.actions.models import Action
from scorecards.domain.numbers import round_half_up
from scorecards.editions.selectors import edition_of
from scorecards.entries.models import Cycle, Entry, EvidenceLink, Scorecard
from scorecards.rankings.selectors.ranking import Freshness
from scorecards.rankings.selectors.sheets import Sheets
from scorecards.rankings.selectors.shortfalls import Late, Standing
from scorecards.reviews.models import Objection

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import User

EVIDENCE_DAYS = 30
OBJECTION_DAYS = 3
LEAST_WINNABLE = 5
"""Points from which what a unit leaves unclaimed is worth a decision of the leadership."""


class Rule(StrEnum):
    """The rules by name."""

    LATE = "late"
    RETURNED = "returned"
    WINNABLE = "winnable"
    EVIDENCE = "evidence"
    ACTION = "action"
    OBJECTION = "objection"
    STUCK = "stuck"


@dataclass(frozen=True)
class Matter:
    """One thing that needs a decision. `owner` is a unit's name, or empty where the rule itself names the owner.

    `key` is the scorecard, action or cycle that the rule speaks of; `code` the node, where there is one.
    """

    rule: Rule
    key: int
    owner: str = ""
    code: str = ""
    about: str = ""
    count: int = 1
    due: datetime | None = None
    points: Decimal | None = None
    is_due: bool = False


def matters_of(
    sheets: Sheets, user: "User", *, standings: Sequence[Standing], late: Sequence[Late], freshness: Freshness
) -> list[Matter]:
    """Return all that needs a decision, the most pressing first; four queries beside those of the sheets."""
    now, cycle = timezone.now(), sheets.cycle
    cards = {one.scorecard.pk: one for one in standings}
    closes = {pk: window.closes_at for pk, window in sheets.windows.items()}
    returned = _returned(cycle, cards, closes, now)
    spoken_of = {matter.key for matter in returned}
    found = [
        *returned,
        *_late([one for one in late if one.scorecard.pk not in spoken_of], cards),
        *_winnable([one for one in standings if one.scorecard.status == Scorecard.Status.SUBMITTED], closes, now),
        *_evidence(cycle, cards, now),
        *_actions(cycle, user, now),
        *_objections(cycle, now),
    ]
    if freshness.is_stuck:
        found.append(Matter(Rule.STUCK, cycle.pk, is_due=True))
    far = now + timedelta(days=36500)
    return sorted(
        found, key=lambda one: (not one.is_due, -(one.points or 0), one.due or far, one.owner.lower(), one.key)
    )


def _late(late: Iterable[Late], cards: Mapping[int, Standing]) -> list[Matter]:
    return [
        Matter(
            Rule.LATE,
            one.scorecard.pk,
            one.unit.short_name,
            count=one.total - one.filled,
            due=one.closes_at,
            points=_points(cards[one.scorecard.pk].winnable.values()),
            is_due=one.is_over,
        )
        for one in late
    ]


def _returned(
    cycle: Cycle, cards: Mapping[int, Standing], closes: Mapping[int, datetime], now: datetime
) -> list[Matter]:
    rows = Entry.objects.filter(scorecard__cycle=cycle, scorecard__unit__isnull=False, state=Entry.State.RETURNED)
    codes: dict[int, list[str]] = defaultdict(list)
    for pk, code in rows.order_by("node__position").values_list("scorecard", "node__code"):
        codes[pk].append(code)
    return [
        Matter(
            Rule.RETURNED,
            pk,
            _owner(cards[pk]),
            code=mine[0],
            count=len(mine),
            due=closes.get(pk),
            points=_points(cards[pk].at_stake(code) for code in mine),
            is_due=pk in closes and closes[pk] < now,
        )
        for pk, mine in codes.items()
    ]


def _winnable(standings: Iterable[Standing], closes: Mapping[int, datetime], now: datetime) -> list[Matter]:
    found = []
    for one in standings:
        points, pk = sum(one.winnable.values(), Fraction(0)), one.scorecard.pk
        is_open = pk not in closes or closes[pk] >= now
        if points >= LEAST_WINNABLE and is_open:
            dearest = max(one.winnable, key=lambda code: (one.winnable[code], code))
            found.append(
                Matter(
                    Rule.WINNABLE,
                    pk,
                    _owner(one),
                    code=dearest,
                    count=len(one.winnable),
                    due=closes.get(pk),
                    points=_points([points]),
                )
            )
    return found


def _evidence(cycle: Cycle, cards: Mapping[int, Standing], now: datetime) -> list[Matter]:
    """Return documents that end; under a mark that is fixed they take nothing away any more."""
    today = timezone.localdate(now)
    rows = EvidenceLink.objects.filter(
        entry__scorecard__cycle=cycle,
        entry__scorecard__in=list(cards),
        revision__document__expires_on__lte=today + timedelta(days=EVIDENCE_DAYS),
    ).order_by("revision__document__expires_on", "pk")
    codes: dict[tuple[int, str, date], set[str]] = defaultdict(set)
    for pk, code, parent, title, last in rows.values_list(
        "entry__scorecard",
        "entry__node__code",
        "entry__node__parent__code",
        "revision__document__title",
        "revision__document__expires_on",
    ):
        open_codes = cards[pk].claimed
        held = code if code in open_codes else parent
        if held in open_codes and last is not None:
            codes[pk, title, last].add(held)
    return [
        Matter(
            Rule.EVIDENCE,
            pk,
            _owner(cards[pk]),
            code=min(mine),
            about=title,
            count=len(mine),
            due=_end_of(last),
            points=_points(cards[pk].claimed[code] for code in mine),
            is_due=last < today,
        )
        for (pk, title, last), mine in codes.items()
    ]


def _actions(cycle: Cycle, user: "User", now: datetime) -> list[Matter]:
    today = timezone.localdate(now)
    found = Action.objects.visible_to(user).unfinished().filter(government=cycle.government, due_date__lt=today)
    return [
        Matter(
            Rule.ACTION,
            one.pk,
            one.unit.short_name,
            about=one.title,
            due=_end_of(one.due_date),
            points=one.recommendation.points if one.recommendation else None,
            is_due=True,
        )
        for one in found.select_related("unit", "recommendation")
    ]


def _objections(cycle: Cycle, now: datetime) -> list[Matter]:
    edition = edition_of(cycle.edition)
    near = Objection.objects.open().filter(entry__scorecard__cycle=cycle, entry__scorecard__unit__isnull=False)
    found = []
    for one in near.filter(answer_due__lt=now + timedelta(days=OBJECTION_DAYS)).select_related(
        "entry__node", "entry__scorecard__unit"
    ):
        code, unit = one.entry.node.code, one.entry.scorecard.unit
        maximum = edition.node(code).maximum
        found.append(
            Matter(
                Rule.OBJECTION,
                one.entry.scorecard_id,
                code=code,
                about=unit.short_name if unit else "",
                due=one.answer_due,
                points=None if maximum is None else _points([maximum]),
                is_due=one.answer_due < now,
            )
        )
    return found


def _owner(standing: Standing) -> str:
    unit = standing.scorecard.unit
    return unit.short_name if unit else ""


def _points(parts: Iterable[Fraction]) -> Decimal:
    return round_half_up(sum(parts, Fraction(0)), 2)


def _end_of(day: "date") -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
