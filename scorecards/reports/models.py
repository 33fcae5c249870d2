"""Berita acara: the minutes of one scorecard's evaluation."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.common.policy import Role
from portal.units.models import Government
from scorecards.entries.models import Scorecard

if TYPE_CHECKING:
    from portal.accounts.models import User


class MinutesQuerySet(models.QuerySet["Minutes"]):
    """Minutes."""

    def visible_to(self, user: "User") -> "MinutesQuerySet":
        """Keep those of the cities that the user evaluates or leads, and of the user's own units; released ones."""
        whole = Q(government__in=user.governments_as(Role.EVALUATOR, Role.LEADER))
        own = Q(scorecard__unit__in=user.units_as(Role.OPERATOR, Role.HEAD))
        return self.filter(whole | own, scorecard__cycle__marks_released_at__isnull=False)


class Minutes(models.Model):
    """What the minutes of a scorecard say, frozen; the file follows, and neither changes any more.

    Another result or another mark makes another number. `sha256` is empty until the file is made.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="minutes")
    number = models.PositiveSmallIntegerField(help_text=_("Counts the versions of one scorecard, from 1."))
    data = models.JSONField(help_text=_("All that is printed."))
    content_sha256 = models.CharField(max_length=64, help_text=_("Of the data in canonical form."))
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(db_default=Now())
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of the file; empty until it is made."))

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["scorecard", "number"]
        constraints = [
            models.UniqueConstraint("scorecard", "number", name="one_minutes_per_number"),
        ]
        triggers = [
            pgtrigger.Protect(name="minutes_stand", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="minutes_file_stands", operation=pgtrigger.Update, condition=pgtrigger.Q(old__sha256__gt="")
            ),
        ]

    def __str__(self) -> str:
        """Return scorecard and number."""
        return f"{self.scorecard_id} #{self.number}"
