"""Actions, their realisation by quarter with its evidence, and the recommendations that some of them follow up."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.actions.themes import theme_name
from scorecards.editions.models import Node
from scorecards.evidence.models import Revision

if TYPE_CHECKING:
    from portal.accounts.models import User

CITY_READERS = (Role.EVALUATOR, Role.LEADER, Role.VERIFIER, Role.ASSURER, Role.ADMIN)
CITY_PLANNERS = (Role.EVALUATOR, Role.ADMIN)
UNIT_ROLES = (Role.OPERATOR, Role.HEAD)
MEETING_ROLES = (Role.LEADER, Role.EVALUATOR)


class ActionQuerySet(models.QuerySet["Action"]):
    """Actions."""

    def visible_to(self, user: "User") -> "ActionQuerySet":
        """Keep those of the user's own units (as owner, coordinator or contributor); whoever leads or reviews, all."""
        return self.filter(Q(government__in=user.governments_as(*CITY_READERS)) | _of_units(user, *UNIT_ROLES))

    def plannable_by(self, user: "User") -> "ActionQuerySet":
        """Keep those whose plan the user may change: all for planners of the city, own and coordinated for a head."""
        units = user.units_as(Role.HEAD)
        own = Q(unit__in=units) | Q(coordinator__in=units)
        return self.filter(Q(government__in=user.governments_as(*CITY_PLANNERS)) | own)

    def reportable_by(self, user: "User") -> "ActionQuerySet":
        """Keep those that the user's own unit carries out."""
        return self.filter(unit__in=user.units_as(*UNIT_ROLES))

    def unfinished(self) -> "ActionQuerySet":
        """Keep what is neither done nor dropped."""
        return self.filter(status__in=[Action.Status.PLANNED, Action.Status.RUNNING])


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Recommendations."""

    def visible_to(self, user: "User") -> "RecommendationQuerySet":
        """Keep all for those who know the evaluator's marks; for the others, once released: all, or the own unit's."""
        knows = Q(government__in=user.governments_as(Role.EVALUATOR, Role.LEADER))
        checks = Q(government__in=user.governments_as(Role.VERIFIER, Role.ASSURER))
        own = Q(unit__in=user.units_as(*UNIT_ROLES))
        return self.filter(knows | ((checks | own) & Q(published_at__isnull=False)))

    def written_by_role(self, user: "User") -> "RecommendationQuerySet":
        """Keep those of governments at which the user evaluates."""
        return self.filter(government__in=user.governments_as(Role.EVALUATOR))

    def still_open(self) -> "RecommendationQuerySet":
        """Keep what was neither settled by the evaluator nor followed up to the end."""
        unfinished = models.Exists(Action.objects.filter(recommendation=models.OuterRef("pk")).unfinished())
        followed = models.Exists(Action.objects.filter(recommendation=models.OuterRef("pk"), status=Action.Status.DONE))
        return self.filter(closed_at__isnull=True).filter(Q(unfinished) | ~Q(followed))


def _of_units(user: "User", *roles: Role) -> Q:
    units = user.units_as(*roles)
    contributing = Helper.objects.filter(unit__in=units).values("action")
    return Q(unit__in=units) | Q(coordinator__in=units) | Q(pk__in=contributing)


@tracked()
class Recommendation(models.Model):
    """What an evaluator asks a unit to do about one node, with the points that it could bring."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="recommendations")
    score_year = models.PositiveSmallIntegerField()
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    text = models.TextField()
    points = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text=_("Before this the unit does not see it."))
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-score_year", "pk"]
        indexes = [models.Index("unit", "node", name="recommendation_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(closed_reason=""), name="recommendation_closed_with_reason"
            )
        ]

    def __str__(self) -> str:
        """Return the beginning of the text."""
        return self.text[:80]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings."""

    def visible_to(self, user: "User") -> "MeetingQuerySet":
        """Keep those of governments that the user leads or evaluates; units see the actions, not the meeting."""
        return self.filter(government__in=user.governments_as(*MEETING_ROLES))


@tracked()
class Meeting(models.Model):
    """A meeting of the leadership: it reviews earlier promises, then decides; each decision is an Action."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    held_on = models.DateField()
    title = models.CharField(max_length=200)
    minutes = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["government", "-held_on"], name="meeting_by_day")]
        constraints = [
            models.UniqueConstraint("government", condition=Q(closed_at__isnull=True), name="one_open_meeting_per_city")
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class Action(models.Model):
    """Something that a unit promised to do: what, how much in which quarter, until when."""

    class Kind(models.TextChoices):
        """Where the promise comes from; one table for all of them."""

        RB_GENERAL = "rb_general", _("Rencana aksi RB General")
        RB_THEMATIC = "rb_thematic", _("Rencana aksi RB Tematik")
        FOLLOW_UP = "follow_up", _("Follow-up of a recommendation")
        PLAN_STEP = "plan_step", _("Step of a plan")
        TASK = "task", _("Task across units")
        DECISION = "decision", _("Decision of a meeting")

    class Status(models.TextChoices):
        """How far it is; the services keep it in step with what is reported."""

        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    score_year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=250)
    output = models.CharField(max_length=250, blank=True)
    indicator = models.CharField(max_length=250, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    adds_up = models.BooleanField(default=True)
    target_q1 = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_q2 = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_q3 = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_q4 = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    target_total = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    budget = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="actions")
    coordinator = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="coordinated_actions")
    node = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    theme = models.SlugField(max_length=40, blank=True)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, null=True, blank=True, related_name="actions")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, blank=True, related_name="decisions")
    decision_key = models.UUIDField(null=True, blank=True, help_text=_("The same decision sent twice is one action."))
    due_date = models.DateField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    dropped_reason = models.TextField(blank=True)
    is_settled = models.BooleanField(default=False, help_text=_("Somebody said that it is done, whatever the figures."))
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_date", "pk"]
        indexes = [models.Index("government", "score_year", "kind", name="action_by_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="rb_thematic", theme__gt="") | (~Q(kind="rb_thematic") & Q(theme="")),
                name="thematic_actions_name_their_theme",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(dropped_reason=""), name="action_dropped_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="follow_up") | Q(recommendation__isnull=False), name="follow_up_of_a_recommendation"
            ),
            models.CheckConstraint(condition=~Q(coordinator=F("unit")), name="coordinator_is_another_unit"),
            models.UniqueConstraint("meeting", "decision_key", name="one_action_per_decision"),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def theme_name(self) -> str:
        """Return the theme as people call it."""
        return theme_name(self.score_year, self.theme) if self.theme else ""


@tracked()
class Verdict(models.Model):
    """What a meeting found about a promise of an earlier one."""

    class Outcome(models.TextChoices):
        """What became of the promise."""

        DONE = "done", _("Kept")
        LATE = "late", _("Not kept in time")
        CONTINUED = "continued", _("Continued")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="verdicts")
    action = models.ForeignKey(Action, models.PROTECT, related_name="verdicts")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField(blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("meeting", "action", name="one_verdict_per_meeting_and_action")]

    def __str__(self) -> str:
        """Return the outcome in words."""
        return str(self.get_outcome_display())


@tracked()
class Helper(models.Model):
    """A unit that helps with an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="helpers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="helped_actions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("action", "unit", name="one_helper_per_unit")]

    def __str__(self) -> str:
        """Return both keys."""
        return f"{self.unit_id} -> {self.action_id}"


@tracked()
class Progress(models.Model):
    """What the owner reports for one quarter of an action."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="progress")
    quarter = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint("action", "quarter", name="one_progress_per_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="progress_of_a_quarter"),
        ]

    def __str__(self) -> str:
        """Return action and quarter."""
        return f"{self.action_id} TW{self.quarter}"


@tracked()
class Proof(models.Model):
    """A document that proves what was reported for a quarter, at its pages."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="proofs")
    quarter = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    page_from = models.PositiveIntegerField(null=True, blank=True)
    page_to = models.PositiveIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["quarter", "pk"]
        constraints = [
            models.UniqueConstraint("action", "quarter", "revision", name="one_proof_per_quarter_and_revision"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="proof_of_a_quarter"),
            models.CheckConstraint(
                condition=Q(page_to__isnull=True) | Q(page_from__isnull=False, page_to__gte=F("page_from")),
                name="proof_pages_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Return action and revision."""
        return f"{self.action_id} <- {self.revision_id}"
