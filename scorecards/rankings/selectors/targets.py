"""The targets of a government, and where it stands on each by what was published."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from scorecards.editions.models import Instrument
from scorecards.rankings.models import PublishedResult, Target
from scorecards.rankings.selectors.position import EVALUATIONS, Course, Goal, course_of, goal_of

if TYPE_CHECKING:
    from portal.accounts.models import User
    from portal.units.models import Government


@dataclass(frozen=True)
class Wish:
    """A target, what was published for its instrument (oldest first), and the newest rank in it."""

    goal: Goal
    published: tuple[PublishedResult, ...]
    held: PublishedResult | None

    @property
    def target(self) -> Target:
        """Return the target itself."""
        return self.goal.target

    @property
    def course(self) -> Course:
        """Return whether the published rank is where the plan wants it today."""
        return course_of(self.goal, self.held)


def wishes_of(government: "Government", user: "User", today: date) -> list[Wish]:
    """Return the targets of a government that `user` may see, newest year first; two queries."""
    rows = Target.objects.visible_to(user).filter(government=government)
    targets = list(
        rows.select_related("instrument", "period", "changed_by").order_by("-period__score_year", "instrument__code")
    )
    published: dict[int, list[PublishedResult]] = defaultdict(list)
    found = PublishedResult.objects.filter(
        government=government, instrument__in=[target.instrument_id for target in targets]
    )
    for one in found.select_related("period").order_by("period__score_year"):
        published[one.instrument_id].append(one)
    return [wish_of(target, published[target.instrument_id], today) for target in targets]


def wish_of(target: Target, published: list[PublishedResult], today: date) -> Wish:
    """Return where a target stands; it need not be stored."""
    ranked = [one for one in published if one.rank is not None]
    return Wish(goal_of(target, today), tuple(published), ranked[-1] if ranked else None)


def published_of(government: "Government", instrument: Instrument) -> list[PublishedResult]:
    """Return what was published about a government in one instrument, oldest first."""
    rows = PublishedResult.objects.filter(government=government, instrument=instrument)
    return list(rows.select_related("period").order_by("period__score_year"))


def unwished(wishes: list[Wish]) -> list[Instrument]:
    """Return the first instrument of each of the three evaluations that none of the targets is about; one query."""
    wanted = {wish.target.instrument.code for wish in wishes}
    firsts = [codes[0] for _title, codes in EVALUATIONS if wanted.isdisjoint(codes)]
    return sorted(Instrument.objects.filter(code__in=firsts), key=lambda one: firsts.index(one.code))
