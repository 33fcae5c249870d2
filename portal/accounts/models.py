"""The user: a person who signs in. What one may do comes from memberships (portal.units)."""

import pghistory
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person who signs in; Django's groups and permissions are not used."""

    display_name = models.CharField(_("name"), max_length=120)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("email"), name="one_user_per_email", condition=~models.Q(email="")
            )
        ]

    def __str__(self) -> str:
        """Return the name shown on screen."""
        return self.display_name or self.username
