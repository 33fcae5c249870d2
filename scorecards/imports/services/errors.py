"""Why a batch was not touched."""

from django.utils.translation import gettext as _


class ImportRefused(Exception):  # the name says what happened
    """Base of this app's refusals; str() is for people."""


class NothingProposed(ImportRefused):
    """The file or table says nothing else than what is stored."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("Nothing differs from what is stored, so there is nothing to apply."))


class AlreadyApplied(ImportRefused):
    """Somebody applied the batch before."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__(_("These answers were applied already."))


class NothingToUndo(ImportRefused):
    """The batch was not applied, was undone before, or none of its answers may be changed back now."""

    def __init__(self, why: str = "") -> None:
        """Give the reason of the first answer that stays."""
        super().__init__(" ".join(filter(None, (_("Nothing could be undone."), why))))


class CycleNotOver(ImportRefused):
    """Marks of a past year are wanted in a cycle that is still under way; str() says why it is."""
