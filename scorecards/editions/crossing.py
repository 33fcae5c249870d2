"""A crosswalk as pages show it: how much is taken over, and each line for which that is not plain."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scorecards.domain.crosswalk import PROPOSED, TAKEN, Crosswalk, Link, Step
from scorecards.domain.edition import Node

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LINKS: dict[Link, "StrPromise"] = {
    Link.SAME: pgettext_lazy("crosswalk", "the same"),
    Link.RENAMED: pgettext_lazy("crosswalk", "another code"),
    Link.SPLIT: pgettext_lazy("crosswalk", "split"),
    Link.RESCALED: pgettext_lazy("crosswalk", "another scale"),
    Link.OTHER: pgettext_lazy("crosswalk", "another kind"),
    Link.MERGED: pgettext_lazy("crosswalk", "merged"),
    Link.NEW: pgettext_lazy("crosswalk", "new"),
}
MEANINGS: dict[Link, "StrPromise"] = {
    Link.SAME: _("The answer is taken over."),
    Link.RENAMED: _("The answer is taken over."),
    Link.SPLIT: _("The old answer is a proposal for each part: decide again."),
    Link.RESCALED: _("Only a level that the new scale has is taken, as a proposal: decide again."),
    Link.OTHER: _("It asks in another way: it needs an answer."),
    Link.MERGED: _("No old answer stands for all of them: it needs an answer."),
    Link.NEW: _("It needs an answer."),
}


@dataclass(frozen=True)
class Crossing:
    """How many lines are taken over as they are, as proposals, or not; those not plainly taken; what is dropped."""

    taken: int
    proposed: int
    asked: int
    steps: list[tuple[Step, "StrPromise", "StrPromise"]]
    dropped: tuple[Node, ...]


def crossing_of(found: Crosswalk) -> Crossing:
    """Return it for a page."""
    links = [step.link for step in found.steps.values()]
    return Crossing(
        taken=sum(link in TAKEN - PROPOSED for link in links),
        proposed=sum(link in PROPOSED for link in links),
        asked=sum(link not in TAKEN for link in links),
        steps=[
            (step, LINKS[step.link], MEANINGS[step.link]) for step in found.steps.values() if step.link is not Link.SAME
        ],
        dropped=found.dropped,
    )
