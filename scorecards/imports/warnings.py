"""What the rules say about a scorecard as it would be, in words; none of it keeps anybody from saving."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from scorecards.entries import standing
from scorecards.entries.standing import Standing


def gate_words(found: Iterable[Standing]) -> list[str]:
    """Return a sentence for each grade above what its criteria allow."""
    return [
        _("%(code)s: %(given)s is claimed, but %(done)s of %(total)s criteria allow at most %(cap)s.")
        % {
            "code": problem.code,
            "given": problem.standing.level,
            "done": problem.standing.fulfilled,
            "total": problem.standing.of,
            "cap": problem.standing.cap,
        }
        for problem in standing.problems(found)
    ]
