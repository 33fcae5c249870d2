"""What a unit expects the steps of its criteria to take."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from scorecards.domain.numbers import plain
from scorecards.entries.models import Scorecard
from scorecards.rankings.models import EffortSheet

if TYPE_CHECKING:
    from portal.accounts.models import User

MOST_DAYS = Decimal(999)


class EffortsChanged(Exception):  # the name says what happened
    """Somebody else wrote estimates meanwhile."""

    def __str__(self) -> str:
        """Say what to do."""
        return _(
            "Somebody else changed the estimates meanwhile. Nothing was saved; what you typed is still here: "
            "compare it with the days that count now, then save again."
        )


@transaction.atomic
def estimate(
    *, scorecard_id: int, days: Mapping[tuple[str, str], Decimal | None], version: int, by: "User"
) -> EffortSheet | None:
    """Keep the days of these steps, None for no estimate, as the unit saw them at `version`; others stay.

    EffortsChanged when somebody wrote meanwhile. Saving what stands already changes nothing; None where nothing is.
    """
    card = Scorecard.objects.select_for_update(no_key=True, of=("self",)).get(pk=scorecard_id)
    if any(one is not None and not 0 <= one <= MOST_DAYS for one in days.values()):
        raise ValueError("days lie between 0 and 999")
    sheet = EffortSheet.objects.filter(scorecard=card).first()
    before = {} if sheet is None else sheet.days
    after = _merged(before, days)
    if after == before:
        return sheet
    if version != (0 if sheet is None else sheet.version):
        raise EffortsChanged
    if sheet is None:
        return EffortSheet.objects.create(government=card.government, scorecard=card, days=after, changed_by=by)
    sheet.days, sheet.version, sheet.changed_by = after, sheet.version + 1, by
    sheet.save()
    return sheet


def _merged(
    before: Mapping[str, Mapping[str, str]], days: Mapping[tuple[str, str], Decimal | None]
) -> dict[str, dict[str, str]]:
    after = {node: dict(steps) for node, steps in before.items()}
    for (node, to), one in days.items():
        steps = after.setdefault(node, {})
        if one is None:
            steps.pop(to, None)
        else:
            steps[to] = plain(one)
    return {node: steps for node, steps in after.items() if steps}
