"""Berita acara, the minutes of one scorecard's evaluation, and the reports that people ask for."""

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.common.models import Job
from portal.common.policy import Role
from portal.units.models import Government
from scorecards.entries.models import Cycle, Scorecard

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


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports."""

    def visible_to(self, user: "User") -> "ReportQuerySet":
        """Keep the user's own ones: what another person's says was gathered for other eyes."""
        return self.filter(recipient=user.pk)


class Report(models.Model):
    """One report for one person: asked for anew, it is brought up to date, and rendered only when it says other things.

    `data` is all that is printed, as the recipient might see it at `frozen_at`; `sight` are the roles that he or she
    held then. `sha256` is empty while the file of that data is not made.
    """

    class Kind(models.TextChoices):
        """What it is about; the values stand in addresses."""

        UNIT = "rapor", _("Report of the unit")
        RESULT = "lhe", _("Evaluation result (LHE)")
        RANKING = "peringkat", _("Ranking of the units")
        BRIEF = "ringkasan", _("Weekly brief")
        FOLLOW_UP = "tindak-lanjut", _("Follow-up matrix")

    class Format(models.TextChoices):
        """The kind of file."""

        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=13, choices=Kind)
    format = models.CharField(max_length=4, choices=Format, default=Format.PDF)
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, blank=True, related_name="+")
    scorecard = models.ForeignKey(Scorecard, models.PROTECT, null=True, blank=True, related_name="+")
    week = models.DateField(null=True, blank=True, help_text=_("The Monday of a weekly brief."))
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    data = models.JSONField(default=dict, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of the data in canonical form."))
    sight = models.JSONField(default=list, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of the file; empty until it is made."))
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "recipient",
                "government",
                "kind",
                "format",
                "cycle",
                "scorecard",
                "week",
                name="one_report_per_person_and_subject",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        """Return kind and recipient."""
        return f"{self.kind} for {self.recipient_id}"
