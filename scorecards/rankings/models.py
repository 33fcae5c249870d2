"""Results and ranks, values that authorities published, and targets. The three never share a column."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government
from scorecards.domain.target import Step, read_steps
from scorecards.editions.models import Instrument
from scorecards.entries.models import CITY_READERS, Cycle, Period, Scorecard
from scorecards.rankings.plan_models import EffortSheet as EffortSheet
from scorecards.rankings.plan_models import Plan as Plan
from scorecards.rankings.plan_models import PlanStep as PlanStep

if TYPE_CHECKING:
    from portal.accounts.models import User


class Computation(models.Model):
    """When a cycle's results were last brought up to date, and by which rules; its row is recompute's lock."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="computation")
    edition_sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return cycle and time."""
        return f"{self.cycle_id} at {self.computed_at:%Y-%m-%d %H:%M}"


class ResultQuerySet(models.QuerySet["Result"]):
    """Results."""

    def visible_to(self, user: "User") -> "ResultQuerySet":
        """Keep what the user may know: the whole city for those who lead or review.

        A unit's people see no result before the cycle's marks are released (not their own either, as it holds the
        evaluator's marks), and then the ranks of all units of their government.
        """
        of_unit = Q(government__in=user.governments_as(Role.OPERATOR, Role.HEAD))
        return self.filter(
            Q(government__in=user.governments_as(*CITY_READERS)) | of_unit & Q(cycle__marks_released_at__isnull=False)
        )


@tracked()
class Result(models.Model):
    """Our own total of one scorecard in three layers, with its rank in the cycle; written by recompute only.

    A row is written only when something in it differs, so that its history tells what moved and when.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="results")
    scorecard = models.OneToOneField(Scorecard, models.CASCADE, related_name="result")
    claimed = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    verified = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    reachable = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    band = models.CharField(max_length=20, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    rank_best = models.PositiveSmallIntegerField(null=True, blank=True)
    rank_worst = models.PositiveSmallIntegerField(null=True, blank=True)
    decided = models.PositiveSmallIntegerField(default=0, help_text=_("Entries whose mark is fixed."))
    entries = models.PositiveSmallIntegerField(default=0, help_text=_("Entries that count."))
    input_revision = models.PositiveBigIntegerField()
    edition_sha256 = models.CharField(max_length=64)
    engine_version = models.CharField(max_length=20)
    changed_at = models.DateTimeField(help_text=_("When the row was last written."))

    objects = ResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verified__isnull=True) | Q(reachable__isnull=True) | Q(verified__lte=F("reachable")),
                name="verified_at_most_reachable",
            )
        ]

    def __str__(self) -> str:
        """Return scorecard and verified total."""
        return f"{self.scorecard_id}: {self.verified}"


@tracked()
class PublishedResult(models.Model):
    """What an authority published about a government; a rank may come without a value and the other way round."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="published_results")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    label = models.CharField(max_length=80, blank=True, help_text=_("Predicate or category as published."))
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    rank_of = models.PositiveSmallIntegerField(null=True, blank=True)
    rank_among = models.CharField(max_length=120, blank=True, help_text=_("Among whom, as published."))
    authority = models.CharField(max_length=80)
    announced_on = models.DateField(null=True, blank=True)
    source = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["instrument", "period", "rank", "government"]
        constraints = [
            models.UniqueConstraint("government", "instrument", "period", name="one_published_result"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(rank__isnull=False) | Q(label__gt=""),
                name="something_was_published",
            ),
        ]

    def __str__(self) -> str:
        """Return government and instrument."""
        return f"{self.government_id}/{self.instrument_id}/{self.period_id}"

    @property
    def source_host(self) -> str:
        """Return the host of a source that is an address, nothing for any other source."""
        address = urlsplit(self.source)
        return address.netloc.removeprefix("www.") if address.scheme in {"http", "https"} else ""


class PublishedImportQuerySet(models.QuerySet["PublishedImport"]):
    """Uploaded tables of published results."""

    def visible_to(self, user: "User") -> "PublishedImportQuerySet":
        """Keep those of the governments that the user administers."""
        return self.filter(government__in=user.governments_as(Role.ADMIN))


@tracked()
class PublishedImport(models.Model):
    """An uploaded table of published results: the kept file, and, once applied, what it changed from what to what."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+", help_text=_("Whose table it is."))
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, help_text=_("The uploaded file, as the file store knows it."))
    changes = models.JSONField(default=list, help_text=_("What applying wrote: key, before, after."))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = PublishedImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False), name="undone_after_applied"
            )
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name


class TargetQuerySet(models.QuerySet["Target"]):
    """Wished ranks; they hold no mark and no estimate."""

    def visible_to(self, user: "User") -> "TargetQuerySet":
        """Keep those of the governments in which the user has any role."""
        return self.filter(government__in=user.governments_as(*Role))


@tracked()
class Target(models.Model):
    """The rank that a government wants in one instrument for one period, and its path to there.

    The path lies in the row, so that the history of the row is that of the whole target.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="targets")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    start_rank = models.PositiveSmallIntegerField()
    goal_rank = models.PositiveSmallIntegerField()
    steps = models.JSONField(default=list, blank=True, help_text=_("Day and rank of each step, in order of days."))
    source = models.TextField(blank=True, help_text=_("Who asked for it, and where that is written."))
    version = models.PositiveIntegerField(default=1, help_text=_("Counts its changes, from 1."))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty while it stands as the data file has it."),
    )

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("government", "instrument", "period", name="one_target_per_instrument"),
            models.CheckConstraint(condition=Q(goal_rank__gte=1), name="goal_rank_is_a_rank"),
        ]

    def __str__(self) -> str:
        """Return the path in short."""
        return f"{self.start_rank} -> {self.goal_rank}"

    @property
    def path(self) -> "tuple[Step, ...]":
        """Return the steps on the way."""
        return read_steps(self.steps)


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Published snapshots."""

    def public(self) -> "SnapshotQuerySet":
        """Keep those of the governments that show their published rankings to everybody."""
        return self.filter(government__in=PublicRankings.objects.filter(is_allowed=True).values("government"))

    def visible_to(self, user: "User") -> "SnapshotQuerySet":
        """Keep those of the cities that the user evaluates or leads: the file names the evidence of every unit."""
        return self.filter(government__in=user.governments_as(Role.EVALUATOR, Role.LEADER))


class Snapshot(models.Model):
    """A ranking as it was published: the file in the store is the truth, this row tells where it is.

    Numbers count within a government; each file names the hash of the one before.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="snapshots")
    number = models.PositiveIntegerField(help_text=_("Counts a government's snapshots, from 1."))
    sha256 = models.CharField(max_length=64, unique=True, help_text=_("Of the file."))
    previous_sha256 = models.CharField(max_length=64, blank=True, help_text=_("Of the file before, if any."))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["government", "number"]
        constraints = [models.UniqueConstraint("government", "number", name="one_snapshot_per_number")]
        triggers = [pgtrigger.Protect(name="snapshot_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return the number."""
        return f"{self.government_id} #{self.number}"


class SnapshotRank(models.Model):
    """A rank in a snapshot, so that lists need not open the file."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="ranks")
    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    total = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    band = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["snapshot", "rank", "pk"]
        constraints = [models.UniqueConstraint("snapshot", "scorecard", name="one_rank_per_snapshot")]
        triggers = [pgtrigger.Protect(name="snapshot_rank_stands", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return snapshot and rank."""
        return f"{self.snapshot_id}: {self.rank}"


@tracked()
class PublicRankings(models.Model):
    """Whether everybody may read a government's published rankings, and why; without a row nobody outside may."""

    government = models.OneToOneField(Government, models.PROTECT, related_name="public_rankings")
    is_allowed = models.BooleanField(default=False)
    reason = models.TextField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the government and the choice."""
        return f"{self.government_id}: {self.is_allowed}"


class Visit(models.Model):
    """When a person last looked at a government's dashboard, and when before that: with this its changes compare.

    One small row per person, which says nothing about any mark: opening the page changes no truth.
    """

    government = models.ForeignKey(Government, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(help_text=_("The last look of the visit that runs."))
    before_at = models.DateTimeField(null=True, blank=True, help_text=_("The last look of the visit before it."))

    class Meta:
        constraints = [models.UniqueConstraint("user", "government", name="one_visit_per_user_and_government")]

    def __str__(self) -> str:
        """Return who looked, and when."""
        return f"{self.user_id} at {self.seen_at:%Y-%m-%d %H:%M}"


@tracked()
class CompositePolicy(models.Model):
    """By which weights a government combines instruments into one ranking of its units: its own choice, with a reason.

    The newest one whose day has come holds; without any the composite weighs its three instruments alike.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    reason = models.TextField()
    weights = models.JSONField(help_text=_("Exact weights by instrument, as text: 1/3. They add up to 1."))
    redistributes = models.BooleanField(
        default=False,
        help_text=_("Whether an instrument that is not applied to a unit gives its weight to the unit's others."),
    )
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["government", "-valid_from"]
        constraints = [
            models.UniqueConstraint("government", "valid_from", name="one_composite_policy_per_day"),
            models.CheckConstraint(condition=Q(reason__gt=""), name="composite_policy_has_reason"),
        ]

    def __str__(self) -> str:
        """Return government and day."""
        return f"{self.government_id} from {self.valid_from}"
