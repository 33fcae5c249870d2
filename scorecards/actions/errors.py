"""Why an action was not changed. Each says in its own words what happened and what to do now."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from scorecards.actions.models import Progress


class ActionError(Exception):
    """Base of this app's refusals; str() is for people."""


class ForeignUnit(ActionError):
    """A unit of another government was named."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("All units of an action belong to the same government."))


class UnknownTheme(ActionError):
    """The theme is not on the list of the year, or missing where it is needed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("A thematic action needs a theme from the list of its year."))


class Stale(ActionError):
    """Somebody changed the plan meanwhile."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            _("Somebody else changed this action meanwhile. What you typed is still here; compare, then save again.")
        )


class MinutesChanged(ActionError):
    """Somebody wrote into the minutes meanwhile."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(
            _("Somebody else wrote into the minutes meanwhile. Your text is still here; compare, then save again.")
        )


class MeetingClosed(ActionError):
    """The meeting is over."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("This meeting was closed meanwhile, so nothing was changed. Open the next one to go on."))


class NotPromised(ActionError):
    """The action is no promise of an earlier meeting of this government."""

    def __init__(self) -> None:
        """Say so without telling whether it exists."""
        super().__init__(_("This was not promised in an earlier meeting."))


class ProgressConflict(ActionError):
    """Somebody reported meanwhile: `stored` holds what stands there now, by quarter."""

    def __init__(self, stored: "dict[int, Progress]") -> None:
        """Keep the stored rows, so that both values can be shown."""
        super().__init__(
            _("Somebody else reported meanwhile. What you typed is still here beside theirs; nothing was saved yet.")
        )
        self.stored = stored


class Closed(ActionError):
    """The action was dropped, or the recommendation settled."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(_("This was closed; take it up again first."))


class ReasonRequired(ActionError):
    """An action is dropped, or a recommendation closed, with a reason."""

    def __init__(self) -> None:
        """Say what is needed."""
        super().__init__(_("Give the reason: it stays readable for everybody who sees this."))


class NotYetReleased(ActionError):
    """Follow-up begins once the unit knows the recommendation."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("The unit does not see this recommendation yet; marks are to be released first."))


class ProofNotUsable(ActionError):
    """The document belongs to another unit."""

    def __init__(self) -> None:
        """Say so without telling whether it exists."""
        super().__init__(_("This document is not in your unit's register."))


class BadProofPages(ActionError):
    """The page numbers do not lie in the document, or stand in the wrong order."""

    def __init__(self, pages: int | None) -> None:
        """Name the range that is allowed."""
        super().__init__(_("Pages run from 1 to %(pages)s, the first before the last.") % {"pages": pages or "?"})
