"""The user: a person who signs in. What one may do comes from memberships (portal.units)."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role

if TYPE_CHECKING:
    from portal.units.models import Membership


@tracked(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person who signs in; Django's groups and permissions are not used."""

    display_name = models.CharField(_("name"), max_length=120)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_email", condition=~models.Q(email=""))
        ]

    def __str__(self) -> str:
        """Return the name shown on screen."""
        return self.display_name or self.username

    @cached_property
    def current_memberships(self) -> "tuple[Membership, ...]":
        """Return the memberships that hold today; read once a request, so that a removed role ends with it."""
        memberships = self.memberships.valid_on(timezone.localdate())
        return tuple(memberships.select_related("government", "unit").order_by("pk"))

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held today, at whatever unit."""
        return frozenset(Role(membership.role) for membership in self.current_memberships)

    @property
    def government_ids(self) -> frozenset[int]:
        """Return the governments at which the user holds a role today."""
        return frozenset(membership.government_id for membership in self.current_memberships)

    def governments_as(self, *roles: Role) -> frozenset[int]:
        """Return the governments at which the user holds one of `roles` today."""
        return frozenset(m.government_id for m in self.current_memberships if m.role in roles)

    def units_as(self, *roles: Role) -> frozenset[int]:
        """Return the units at which the user holds one of `roles` today."""
        return frozenset(m.unit_id for m in self.current_memberships if m.role in roles and m.unit_id)
