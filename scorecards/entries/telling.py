"""Whom the acts of a unit, and what is asked of one, concern; and in what words they are told."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.selectors import holders_at, holders_of
from scorecards.entries.models import Contribution, Submission, Withdrawal
from scorecards.entries.windows import UNIT_ROLES
from scorecards.entries.words import title_of

if TYPE_CHECKING:
    from portal.accounts.models import User


def submitted(submission: Submission, *, entries: int) -> None:
    """Tell the evaluators that a unit handed in."""
    card = submission.scorecard
    whose = submission.unit or card.unit or card.government
    with our_language():
        notify(
            kind="submitted",
            recipients=holders_of(card.government_id, [Role.EVALUATOR]),
            title=_("%(unit)s submitted %(what)s") % {"unit": whose, "what": title_of(card)},
            reason=_("%(n)s sub-components wait for your decision.") % {"n": entries},
            url=reverse("entries:scorecard", args=[card.pk]),
            key=f"submission:{submission.pk}",
        )


def asked_to_contribute(shares: Iterable[Contribution]) -> None:
    """Tell the people of each unit that another unit's entry waits for its share; once for each share."""
    shares = [share for share in shares if share.unit_id != share.entry.owner_id]
    people: dict[int, list[User]] = defaultdict(list)
    for unit, _role, user in holders_at({share.unit_id for share in shares}, UNIT_ROLES):
        people[unit].append(user)
    with our_language():
        for share in shares:
            node, card = share.entry.node, share.entry.scorecard
            notify(
                kind="request",
                recipients=people[share.unit_id],
                title=_("Contribute to %(code)s %(name)s") % {"code": node.code, "name": node.name},
                reason=share.wanted or _("Evidence and a note of your unit are asked for."),
                url=reverse("entries:entry", args=[card.pk, node.code]),
                key=f"contribution:{share.pk}",
            )


def withdrawn(taken: Withdrawal) -> None:
    """Tell those who were told of the submission, and the unit's own people, for whom it is open again."""
    made = taken.submission
    card = made.scorecard
    unit = made.unit or card.unit
    own = holders_at([unit.pk], UNIT_ROLES) if unit else []
    people = {user.pk: user for _unit, _role, user in own if user != taken.withdrawn_by}
    with our_language():
        words = {"unit": unit or card.government, "what": title_of(card)}
        notify(
            kind="withdrawn",
            recipients=[*holders_of(card.government_id, [Role.EVALUATOR]), *people.values()],
            title=_("%(unit)s withdrew %(what)s") % words,
            reason=taken.reason,
            url=reverse("entries:scorecard", args=[card.pk]),
            key=f"withdrawal:{made.pk}",
        )
