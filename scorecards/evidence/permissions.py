"""Who may do what with documents, beyond the table of roles and the querysets."""

from typing import TYPE_CHECKING

from portal.common.policy import Role
from scorecards.evidence.models import CITY_KEEPERS, Document

if TYPE_CHECKING:
    from portal.accounts.models import User


def can_edit(user: "User", document: Document) -> bool:
    """Return whether the user looks after the document."""
    if document.unit_id is None:
        return document.government_id in user.governments_as(*CITY_KEEPERS)
    return document.unit_id in user.units_as(Role.OPERATOR, Role.HEAD)
