"""Surveys of service units, and what citizens answered. Nothing in an answer says who gave it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government
from scorecards.entries.models import Scorecard

if TYPE_CHECKING:
    from portal.accounts.models import User


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys."""

    def visible_to(self, user: "User") -> "SurveyQuerySet":
        """Keep the surveys of the user's city, or of the user's own units."""
        city = user.governments_as(Role.EVALUATOR, Role.LEADER, Role.ADMIN)
        own = Q(scorecard__unit__in=user.units_as(Role.OPERATOR, Role.HEAD))
        return self.filter(Q(government__in=city) | own)

    def run_by(self, user: "User") -> "SurveyQuerySet":
        """Keep the surveys that the user may change."""
        return self.filter(government__in=user.governments_as(Role.EVALUATOR))


@tracked()
class Survey(models.Model):
    """One service unit's survey in one cycle, open to everybody who has its address."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    scorecard = models.OneToOneField(Scorecard, models.CASCADE, related_name="survey")
    token = models.CharField(max_length=32, unique=True, help_text=_("The opaque part of the public address."))
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    target = models.PositiveIntegerField(help_text=_("How many answers make the result count."))
    most_per_day = models.PositiveIntegerField(default=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="survey_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(target__gt=0), name="survey_wants_answers"),
        ]

    def __str__(self) -> str:
        """Return whose survey it is."""
        return f"survey of {self.scorecard_id}"


class Response(models.Model):
    """One citizen's answers: numbers and a day, and a hash that keeps the same browser from answering twice."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    answers = models.JSONField(help_text=_("Code of the question -> whole number."))
    browser = models.CharField(max_length=64, help_text=_("Hash of the browser's random token for this survey."))
    answered_on = models.DateField()
    answered_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("survey", "browser", name="one_response_per_browser")]
        indexes = [models.Index("survey", "answered_on", name="response_survey_day")]

    def __str__(self) -> str:
        """Return survey and day."""
        return f"{self.survey_id} {self.answered_on}"
