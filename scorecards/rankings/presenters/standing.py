"""The city among published values: what a rank needs, in sentences and as a picture."""

from decimal import Decimal
from math import ceil, floor

from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common import charts
from portal.common.charts import Dot, Mark, Pair
from portal.common.templatetags.portal import decimals
from portal.units.models import Government
from scorecards.domain.standing import Known
from scorecards.entries.models import Period
from scorecards.rankings.selectors.standing import Standing


class StandingWords:
    """A standing as the page tells it."""

    def __init__(self, standing: Standing, period: Period, city: Government) -> None:
        """Keep what the sentences are about."""
        self.standing, self.period, self.city = standing, period, city

    @property
    def finding(self) -> str:
        """Return what the goal rank needs, in one sentence."""
        standing, needed = self.standing, self.standing.needed
        said: dict[str, object] = {"goal": standing.goal, "year": self.period.score_year}
        if standing.is_held:
            return _("The city holds rank %(goal)s or better in score year %(year)s.") % said
        if needed.shared is None:
            return _("What rank %(goal)s needs is not known: no value of its holder in %(year)s is known.") % said
        said |= {"holders": get_text_list([one.name for one in standing.holders], _("and"))}
        said |= {"shared": decimals(needed.shared, 2)}
        if needed.known is Known.AT_LEAST:
            return _("Rank %(goal)s needs at least %(shared)s, as %(holders)s had in score year %(year)s.") % said
        if needed.alone is None:
            return (
                _("Rank %(goal)s needs %(shared)s, the highest value there is, as %(holders)s had in %(year)s.") % said
            )
        said |= {"alone": decimals(needed.alone, 2)}
        return (
            _("Rank %(goal)s needs %(alone)s: %(holders)s had %(shared)s in score year %(year)s; an equal value ties.")
            % said
        )

    @property
    def notes(self) -> list[str]:
        """Return what the city lacks, what is not known, and what is assumed."""
        standing, notes = self.standing, []
        if standing.own is None:
            notes.append(_("The city's own published value is not known."))
        elif standing.gap is not None:
            said = {"own": decimals(standing.own, 2), "gap": decimals(standing.gap, 2)}
            notes.append(_("The city was published with %(own)s: %(gap)s points less.") % said)
        if standing.unknown and standing.needed.known is Known.AT_LEAST:
            notes.append(
                ngettext(
                    "The value of %(count)s government is not known; it may lie above.",
                    "The values of %(count)s governments are not known; they may lie above.",
                    standing.unknown,
                )
                % {"count": standing.unknown}
            )
        notes.append(_("Others move too: what the rank will need in the next announcement is not known."))
        return notes

    @property
    def estimate(self) -> str:
        """Return our estimate and where it would stand, with what that assumes; nothing without one."""
        found = self.standing.estimated
        if found is None:
            return ""
        said = {
            "total": decimals(found.total, 2),
            "cycle": found.estimate.cycle.period.score_year,
            "place": found.place,
            "of": found.of,
            "year": self.period.score_year,
        }
        return (
            _(
                "%(total)s verified so far for score year %(cycle)s would be %(place)s of %(of)s known values, if "
                "every other government keeps its value of %(year)s and the authority decides as our evaluators did."
            )
            % said
        )

    @cached_property
    def picture(self) -> Pair | None:
        """Draw the known values on one line with the value that the rank needs, None while fewer than two are known."""
        standing = self.standing
        if len(standing.values) < 2:
            return None
        values = [value for _government, value in standing.values]
        unit = max((max(values) - min(values)) / 4, Decimal(1)).to_integral_value()
        low, high = floor(min(values) / unit) * unit, ceil(max(values) / unit) * unit
        if high == low:
            high = low + unit
        dots = [
            Dot(value, self._label(government, value), government == self.city) for government, value in standing.values
        ]
        needed = standing.needed.shared
        marks = [] if needed is None else [Mark(needed, _("rank %(rank)s") % {"rank": standing.goal})]
        finding, about = self.finding, _("Each dot is the published value of a government.")
        ends = (decimals(low, 0), decimals(high, 0))
        return charts.pair(
            finding,
            lambda width: charts.dot_strip(
                dots=dots, low=low, high=high, ends=ends, marks=marks, title=finding, about=about, width=width
            ),
        )

    def _label(self, government: Government, value: Decimal) -> str:
        is_named = government == self.city or government in self.standing.holders
        return f"{government.name} {decimals(value, 2)}" if is_named else ""
