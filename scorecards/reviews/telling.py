"""Whom the acts of an evaluator concern, and in what words they are told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.selectors import holders_at
from scorecards.actions.services import publish
from scorecards.entries.words import title_of
from scorecards.reviews.models import Decision, Release

UNIT_ROLES = (Role.OPERATOR, Role.HEAD)


def returned(decision: Decision) -> None:
    """Tell the unit's people what came back and why."""
    entry = decision.entry
    card, node = entry.scorecard, entry.node
    with our_language():
        notify(
            kind="returned",
            recipients=[user for _unit, _role, user in holders_at([card.unit_id or 0], UNIT_ROLES)],
            title=_("Returned: %(code)s %(name)s") % {"code": node.code, "name": node.name},
            reason=f"{title_of(card)}: {decision.reason}",
            url=reverse("entries:entry", args=[card.pk, node.code]),
            key=f"decision:{decision.pk}",
        )


def released(release: Release) -> None:
    """Tell everybody whose unit has a scorecard that the marks can be seen, and show the recommendations with them."""
    cycle = release.cycle
    publish(government=cycle.government, edition=cycle.edition, score_year=cycle.period.score_year)
    units = cycle.scorecards.filter(unit__isnull=False).values_list("unit", flat=True)
    what = f"{cycle.edition.instrument.name} {cycle.period.score_year}"
    with our_language():
        notify(
            kind="released",
            recipients=[user for _unit, _role, user in holders_at(units, UNIT_ROLES)],
            title=_("The marks of %(what)s are released") % {"what": what},
            reason=_("You can see the evaluator's marks and reasons on your scorecard now."),
            url=reverse("entries:index"),
            key=f"release:{release.pk}",
        )
