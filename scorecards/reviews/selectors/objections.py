"""Until when a mark can be objected to, which marks, and the objections that a person may read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Now, TruncDate
from django.utils import timezone

from portal.common.clock import database_time
from portal.common.policy import Role
from portal.units.clock import end_of
from scorecards.domain import states
from scorecards.domain.states import State
from scorecards.entries.models import Entry, Mark
from scorecards.entries.windows import UNIT_ROLES
from scorecards.reviews.models import Objection, ObjectionQuerySet, Release
from scorecards.reviews.selectors.queue import ENTRY_JOINED

if TYPE_CHECKING:
    from portal.accounts.models import User

READERS = (Role.EVALUATOR, Role.LEADER)
JOINED = (*ENTRY_JOINED, "scorecard__cycle__edition__instrument", "scorecard__cycle__release")


@dataclass(frozen=True)
class Period:
    """The days in which a fixed mark can be objected to, at the database's time `now`."""

    release: Release
    mark: Mark
    closes_at: datetime
    now: datetime

    @property
    def is_open(self) -> bool:
        """Return whether one may object now; the last moment still belongs to it."""
        return self.now <= self.closes_at


def own_period(entry: Entry) -> Period | None:
    """Return the period of an entry's mark, None before the marks are released or where no mark is fixed."""
    release = Release.objects.filter(cycle=entry.scorecard.cycle_id).first()
    mark = Mark.objects.filter(entry=entry, party=Mark.Party.EVALUATOR).select_related("changed_by").first()
    if release is None or mark is None or entry.state not in states.DECIDED:
        return None
    begins = max(release.released_at, mark.changed_at)
    return Period(release, mark, _end_of_day(begins, release.objection_days), database_time())


def answer_due(release: Release, filed_at: datetime) -> datetime:
    """Return until when an objection is to be answered."""
    return _end_of_day(filed_at, release.answer_days)


def lapsed() -> QuerySet[Any]:
    """Return the entries whose mark is fixed and can no longer be objected to; the rule is that of `own_period`."""
    return _with_last_day().filter(last_day__lt=TruncDate(Now(), tzinfo=timezone.get_default_timezone()))


def objectable(user: "User") -> QuerySet[Any]:
    """Return the entries that the user's units may object to now, with `last_day`, where the mark is not the claim."""
    claims = Mark.objects.filter(entry=OuterRef("pk"), party=Mark.Party.UNIT)
    claim_level, claim_value = (Subquery(claims.values(name)[:1]) for name in ("level", "value"))
    rows = _with_last_day().filter(pk__in=_own(user)).annotate(claim=claim_level, claim_value=claim_value)
    same = Q(mark_level__gt="", mark_level=F("claim")) | Q(mark_value__isnull=False, mark_value=F("claim_value"))
    found: QuerySet[Any] = rows.filter(last_day__gte=TruncDate(Now(), tzinfo=timezone.get_default_timezone()))
    return found.exclude(same).select_related(*JOINED).order_by("last_day", "scorecard", "node__position", "pk")


def objections_of(user: "User") -> ObjectionQuerySet:
    """Return the objections that a person may read: all for who reviews or leads the city, else those of its units."""
    rows = Objection.objects.filter(entry__in=_readable(user))
    joined = [f"entry__{way}" for way in JOINED]
    return rows.select_related(*joined, "filed_by", "answered_by", "fixed_by")


def entries_of(user: "User") -> QuerySet[Entry]:
    """Return the entries whose page of objection a person may open.

    A unit's people open it once the marks are released and a mark is fixed; reviewers and leaders once somebody has
    objected.
    """
    own = Q(pk__in=_own(user))
    city = Q(scorecard__government__in=user.governments_as(*READERS), objection__isnull=False)
    told = Q(state__in=states.DECIDED, scorecard__cycle__release__isnull=False)
    return Entry.objects.filter(told, own | city).select_related(*JOINED)


def _own(user: "User") -> QuerySet[Any, Any]:
    """Return the keys of the entries that the user's units answer."""
    return Entry.objects.led_by(user.units_as(*UNIT_ROLES)).values("pk")


def _readable(user: "User") -> QuerySet[Any]:
    city = Q(scorecard__government__in=user.governments_as(*READERS))
    return Entry.objects.filter(Q(pk__in=_own(user)) | city).values("pk")


def _end_of_day(begins: datetime, days: int) -> datetime:
    """Return the last moment of the day that is `days` after another, in the server's zone."""
    return end_of(timezone.localdate(begins, timezone.get_default_timezone()) + timedelta(days=days))


def _with_last_day() -> QuerySet[Any]:
    """Return the entries with a fixed mark in released cycles, with `last_day`: the last one on which to object."""
    marks = Mark.objects.filter(entry=OuterRef("pk"), party=Mark.Party.EVALUATOR)
    zone = timezone.get_default_timezone()
    fixed_at, level, value = (Subquery(marks.values(name)[:1]) for name in ("changed_at", "level", "value"))
    begins = TruncDate(Greatest(F("scorecard__cycle__release__released_at"), fixed_at), tzinfo=zone)
    last = ExpressionWrapper(begins + F("scorecard__cycle__release__objection_days"), output_field=DateField())
    rows = Entry.objects.filter(state=State.FIXED, scorecard__cycle__release__isnull=False)
    return rows.annotate(last_day=last, mark_level=level, mark_value=value)
