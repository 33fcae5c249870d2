"""Whom the acts of an evaluator concern, and in what words they are told."""

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.selectors import holders_at, holders_of
from scorecards.actions.services import publish
from scorecards.entries.words import title_of
from scorecards.reviews.models import Decision, Objection, Release

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
            reason=_(
                "You can see the evaluator's marks and reasons on your scorecard now. The head may object to a mark "
                "for %(days)s days."
            )
            % {"days": release.objection_days},
            url=reverse("entries:index"),
            key=f"release:{release.pk}",
        )


def objected(objection: Objection) -> None:
    """Tell the evaluators of the city, except who fixed the mark, that somebody has to answer."""
    entry = objection.entry
    unit = entry.lead or entry.scorecard.unit
    with our_language():
        notify(
            kind="objection",
            recipients=[
                user
                for user in holders_of(entry.scorecard.government_id, [Role.EVALUATOR])
                if user.pk != objection.fixed_by_id
            ],
            title=_("Objection: %(code)s %(name)s") % {"code": entry.node.code, "name": entry.node.name},
            reason=f"{unit}: {objection.grounds}",
            url=reverse("reviews:objection", args=[entry.pk]),
            key=f"objection:{objection.pk}",
            due_at=objection.answer_due,
        )


def answered(objection: Objection) -> None:
    """Tell the people of the unit what the second reader says."""
    entry = objection.entry
    with our_language():
        notify(
            kind="objection",
            recipients=[user for _unit, _role, user in holders_at([entry.owner_id or 0], UNIT_ROLES)],
            title=_("Objection answered: %(code)s %(name)s") % {"code": entry.node.code, "name": entry.node.name},
            reason=f"{objection.get_outcome_display()}: {objection.answer}",
            url=reverse("reviews:objection", args=[entry.pk]),
            key=f"objection-answer:{objection.pk}",
        )
