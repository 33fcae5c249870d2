"""The city's own plan among governments, in sentences."""

from decimal import Decimal

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common.templatetags.portal import decimals
from scorecards.rankings.presenters import efforts, words
from scorecards.rankings.selectors.city_plan import Chase, CityPlan
from scorecards.rankings.selectors.climb import Climb
from scorecards.rankings.selectors.explanation import Layer


def finding(plan: CityPlan, goal: int) -> str:
    """Return what the city must change for a rank, in one sentence."""
    if not plan.has_card:
        return _(
            "No plan: the city has no scorecard of its own in this evaluation, and its value is not a mean of its "
            "units."
        )
    found = plan.climb
    if found is None:
        return _("No plan: what rank %(goal)s needs is not known.") % {"goal": goal}
    if found.total is None:
        return _("No plan: no official text gives all weights of this evaluation, so what a change brings is unknown.")
    needed = found.goal.total if found.goal else None
    said: dict[str, object] = {
        "goal": goal,
        "now": decimals(found.total, 2),
        "needed": decimals(needed or Decimal(0), 2),
        "highest": decimals(found.highest or Decimal(0), 2),
        "after": decimals(found.planned or Decimal(0), 2),
        "days": words.number(found.days),
    }
    if found.steps is None:
        return (
            _("Not within reach: rank %(goal)s needs %(needed)s, and all that can be changed comes to %(highest)s.")
            % said
        )
    if found.is_there:
        return _("Our own figure of %(now)s already lies at what rank %(goal)s needs.") % said
    return ngettext(
        "One change lifts our own figure from %(now)s to %(after)s, as rank %(goal)s needs: about %(days)s days.",
        "%(count)s changes lift our own figure from %(now)s to %(after)s, as rank %(goal)s needs: about %(days)s days.",
        len(found.steps),
    ) % {**said, "count": len(found.steps)}


def notes(plan: CityPlan) -> list[str]:
    """Return what a plan rests on; nothing without one."""
    found = plan.climb
    if found is None or found.total is None:
        return []
    said = [_basis(found)]
    if plan.is_bound:
        said.append(_("Values of other governments are not known: the rank may need more than the plan reaches."))
    if plan.chase is not None:
        said += _chased(plan.chase)
    said.append(efforts.explained(found.efforts))
    said.append(_("What the authority or citizens answer is in nobody's hand here, and no plan contains it."))
    return said


def _basis(found: Climb) -> str:
    year = {"year": found.scorecard.cycle.period.score_year}
    if found.layer == Layer.CLAIMED:
        layer = _("It counts the city's own claim for score year %(year)s") % year
    else:
        layer = _("It counts the fixed marks of score year %(year)s") % year
    if found.is_now:
        rest = _("and what can still be changed until the window closes.")
    else:
        rest = _("and what can be changed for the next cycle.")
    return f"{layer} {rest}"


def _chased(chase: Chase) -> list[str]:
    said = []
    ranks = {"stay": chase.ranks.stay, "chased": chase.ranks.chased}
    if chase.known:
        names = {"peers": get_text_list([one.name for one in chase.known], _("and")), **ranks}
        if chase.ranks.stay == chase.ranks.chased:
            sentence = _(
                "Among known values the plan comes to place %(stay)s, also if %(peers)s, nearest behind, rise again as "
                "between their last two announcements."
            )
        else:
            sentence = _(
                "Among known values the plan comes to place %(stay)s, but to %(chased)s if %(peers)s, nearest behind, "
                "rise again as between their last two announcements."
            )
        said.append(sentence % names)
    if chase.unknown:
        peers = {"peers": get_text_list([one.name for one in chase.unknown], _("and"))}
        said.append(_("How %(peers)s move is not known: only one announced value of them is.") % peers)
    return said
