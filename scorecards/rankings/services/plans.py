"""Accepting a plan: its steps become actions of the unit, or of the units that lead the city's criteria, once each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from portal.notices.services import our_language
from portal.units.models import Government, PeerGroup, Unit
from scorecards.actions import telling
from scorecards.actions.models import Action
from scorecards.actions.services import ActionPlan, create
from scorecards.domain.numbers import round_half_up
from scorecards.editions.models import Instrument, Node
from scorecards.entries.models import Period, Scorecard
from scorecards.rankings.audience import audience_of_unit
from scorecards.rankings.models import Plan, PlanStep
from scorecards.rankings.selectors.city_plan import card_of_city, city_plan_of, leading_units, may_become_actions
from scorecards.rankings.selectors.climb import Climb, Step, climb_of
from scorecards.rankings.selectors.plans import actions_of
from scorecards.rankings.selectors.position import table_of
from scorecards.rankings.selectors.standing import standing_of

if TYPE_CHECKING:
    from portal.accounts.models import User

LONGEST_TITLE = 250


class PlanRefused(Exception):  # the name says what happened
    """The plan did not become actions; the text says why and what to do now."""


class PlanChanged(PlanRefused):
    """What is computed now is another plan than the one that was shown."""

    def __str__(self) -> str:
        """Say so."""
        return _(
            "The plan is another one by now: answers, marks or other units moved since it was shown. "
            "Nothing was made; below is the plan as it is now."
        )


class NotReleased(PlanRefused):
    """The plan rests on marks that units do not see yet."""

    def __str__(self) -> str:
        """Say so."""
        return _(
            "This plan rests on marks that are not released. Its actions would tell the units of them; "
            "it can become actions after the release."
        )


class NoLead(PlanRefused):
    """Criteria of the plan have no unit that leads them."""

    def __init__(self, codes: Sequence[str]) -> None:
        """Keep which."""
        super().__init__(codes)
        self.codes = codes

    def __str__(self) -> str:
        """Name them."""
        named = get_text_list(list(self.codes), _("and"))
        return _("Nobody leads %(codes)s. Let a unit be named for it first; nothing was made.") % {"codes": named}


class BadDueDate(PlanRefused):
    """The date lies in the past, or after the close of the window in which the unit can still change something."""

    def __init__(self, last: date | None) -> None:
        """Keep the last date that is allowed."""
        super().__init__(last)
        self.last = last

    def __str__(self) -> str:
        """Name what is allowed."""
        if self.last is None:
            return _("Choose a date from today on.")
        return _("Choose a date from today to the close of the window.")


@transaction.atomic
def accept_plan(*, scorecard_id: int, goal: str, fingerprint: str, due_date: date, by: "User") -> Plan:
    """Turn the plan with this `fingerprint` into actions of the unit; a step that is an action already stays that one.

    The plan is computed anew as the unit itself may see it, so that before the release neither its steps nor its
    totals tell anything of marks or of other units. When all of it was accepted before, that plan is returned.
    """
    # Whoever changes an answer raises the scorecard's revision, and waits for this lock; so does who accepts too.
    locked = Scorecard.objects.select_for_update(no_key=True, of=("self",))
    card = locked.select_related("cycle__edition", "cycle__period", "unit", "government").get(pk=scorecard_id)
    found = climb_of(card, audience_of_unit(card), goal)
    if (
        found.fingerprint != fingerprint
        or not found.steps
        or found.goal is None
        or found.total is None
        or card.unit is None
    ):
        raise PlanChanged
    owners = dict.fromkeys((step.node.code for step in found.steps), card.unit)
    address = reverse("rankings:climb", args=[card.pk], query={"sasaran": found.goal.key})
    return _accept(found, owners, due_date=due_date, address=address, by=by)


@transaction.atomic
def accept_city_plan(
    *,
    city: Government,
    group: PeerGroup,
    instrument: Instrument,
    period: Period,
    goal: int,
    fingerprint: str,
    due_date: date,
    by: "User",
) -> Plan:
    """Turn the city's own plan with this `fingerprint` into actions of the units that lead its criteria.

    It is computed anew behind the lock of the city's scorecard. Before the release of its marks a plan that rests on
    them is refused (NotReleased), as its actions are read by units; a criterion that nobody leads, too (NoLead).
    """
    locked = Scorecard.objects.select_for_update(no_key=True, of=("self",))
    shown = card_of_city(city, instrument)
    if shown is None:
        raise PlanChanged
    locked.get(pk=shown.pk)
    rows = table_of(group, instrument, period)
    found = city_plan_of(city, standing_of(city, rows, instrument, period, goal), instrument, period).climb
    if found is None or found.fingerprint != fingerprint or not found.steps:
        raise PlanChanged
    if not may_become_actions(found):
        raise NotReleased
    leads = leading_units(found)
    missing = [step.node.code for step in found.steps if step.node.code not in leads]
    if missing:
        raise NoLead(missing)
    return _accept(found, leads, due_date=due_date, address=reverse("actions:index"), by=by)


def _accept(found: Climb, owners: Mapping[str, Unit], *, due_date: date, address: str, by: "User") -> Plan:
    """Keep the plan and make an action of each step that is none; everybody concerned is told once, of `address`."""
    card = found.scorecard
    if not found.steps or found.goal is None or found.total is None:
        raise PlanChanged
    if due_date < timezone.localdate() or (found.closes_on is not None and due_date > found.closes_on):
        raise BadDueDate(found.closes_on)
    made = actions_of(card)
    last = card.plans.filter(goal=found.goal.key, layer=found.layer).first()
    if last is not None and all((step.node.code, step.move.to) in made for step in found.steps):
        return last
    plan = Plan.objects.create(
        government=card.government,
        scorecard=card,
        goal=found.goal.key,
        layer=found.layer,
        total_before=found.total,
        total_after=found.steps[-1].total,
        due_date=due_date,
        input_revision=card.input_revision,
        edition_sha256=card.cycle.edition.sha256,
        accepted_by=by,
    )
    nodes = {node.code: node for node in card.cycle.edition.nodes.all()}
    new: dict[int, list[Action]] = {}
    for step in found.steps:
        node, owner = nodes[step.node.code], owners[step.node.code]
        action = made.get((node.code, step.move.to))
        if action is None:
            action = _action(found, step, node, owner, due_date, by)
            new.setdefault(owner.pk, []).append(action)
        _keep(plan, step, node, action)
    for unit, actions in new.items():
        telling.assigned_together(actions, url=address, key=f"plan:{plan.pk}:{unit}", by=by)
    return plan


def due_of(climb: Climb) -> date:
    """Return the date that is offered: the close of the window, else the end of the year that the plan is for."""
    return climb.closes_on or date(max(_year(climb), timezone.localdate().year), 12, 31)


def _year(climb: Climb) -> int:
    """Return the score year whose total the plan lifts."""
    return climb.scorecard.cycle.period.score_year + (0 if climb.is_now else 1)


def _action(climb: Climb, step: Step, node: Node, unit: Unit, due_date: date, by: "User") -> Action:
    with our_language():
        words = _("%(code)s %(name)s: from %(now)s to %(to)s")
        named = {"code": node.code, "name": step.node.name, "now": step.move.now, "to": step.move.to}
        title = words % named
        if len(title) > LONGEST_TITLE:
            named["name"] = step.node.name[: LONGEST_TITLE - 1 - len(title)] + "…"
            title = words % named
    plan = ActionPlan(
        score_year=_year(climb),
        kind=Action.Kind.PLAN_STEP,
        title=title,
        unit=unit,
        due_date=due_date,
        node=node,
    )
    return create(government=climb.scorecard.government, plan=plan, by=by, is_told=False)


def _keep(plan: Plan, step: Step, node: Node, action: Action) -> None:
    PlanStep.objects.create(
        plan=plan,
        node=node,
        level_from=step.move.now,
        level_to=step.move.to,
        checks=step.move.checks,
        points=round_half_up(step.move.gain, 4),
        days=round_half_up(step.move.effort, 2),
        action=action,
    )
