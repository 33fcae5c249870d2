"""The jury: by which rules, who judges what, what they gave, and the minutes that fix the result."""

from decimal import Decimal
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from awards.domain import jury as rules
from awards.rounds.models import Category, FrozenWithRound, Nomination, Round
from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government, Unit

if TYPE_CHECKING:
    from portal.accounts.models import User

TITLES = "Terbaik I\nTerbaik II\nTerbaik III"


@tracked()
class JuryRules(models.Model):
    """By what a round is judged; without a row the defaults hold."""

    class Method(models.TextChoices):
        """How the totals of several jurors become one."""

        MEAN = rules.Method.MEAN, _("Mean")
        MEDIAN = rules.Method.MEDIAN, _("Median")
        TRIMMED = rules.Method.TRIMMED, _("Mean without the highest and the lowest")

    class TieBreak(models.TextChoices):
        """What decides between equal totals."""

        CRITERIA = rules.TieBreak.CRITERIA, _("The weightiest criterion, then the next")
        AGREEMENT = rules.TieBreak.AGREEMENT, _("The smaller spread between the jurors")
        NONE = rules.TieBreak.NONE, _("Nothing: the committee decides, with a reason")

    round = models.OneToOneField(Round, models.PROTECT, related_name="jury_rules")
    method = models.CharField(max_length=8, choices=Method, default=Method.MEAN)
    tie_break = models.CharField(max_length=10, choices=TieBreak, default=TieBreak.CRITERIA)
    jurors_each = models.PositiveSmallIntegerField(default=3, help_text=_("How many jurors judge each nomination."))
    is_blind = models.BooleanField(default=False, help_text=_("Jurors learn the names after they have scored."))
    spread_limit = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(20))
    titles = models.TextField(default=TITLES, help_text=_("The printed titles of the winners, best first."))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(jurors_each__gte=1, jurors_each__lte=15), name="some_jurors_each")
        ]
        triggers = [FrozenWithRound(round_of="held.round_id")]

    def __str__(self) -> str:
        """Return method and tie-break."""
        return f"{self.method}, {self.tie_break}"

    @property
    def title_list(self) -> list[str]:
        """Return the titles, best first."""
        return [line.strip() for line in self.titles.splitlines() if line.strip()]

    @property
    def domain(self) -> rules.Rules:
        """Return them as the rules take them."""
        return rules.Rules(rules.Method(self.method), rules.TieBreak(self.tie_break))


@tracked()
class Criterion(models.Model):
    """What a category is judged by, with its weight and perhaps its levels."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="criteria")
    name = models.CharField(max_length=160)
    guide = models.TextField(blank=True, help_text=_("What the juror looks at."))
    weight = models.DecimalField(max_digits=7, decimal_places=4)
    levels = models.TextField(blank=True, help_text=_("One a line, as “90 = Sangat baik”. Empty: 0 to 100."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint("category", "name", name="one_criterion_per_name"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="weight_is_above_nothing"),
        ]
        triggers = [FrozenWithRound(round_of="SELECT round_id FROM rounds_category WHERE id = held.category_id")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def scale(self) -> tuple[rules.Level, ...]:
        """Return the levels, highest first; empty when any number from 0 to 100 may be given."""
        return rules.parse_levels(self.levels)

    @property
    def domain(self) -> rules.Criterion:
        """Return it as the rules take it."""
        return rules.Criterion(self.pk, self.name, self.weight)


class JurorQuerySet(models.QuerySet["Juror"]):
    """Jurors."""

    def of(self, user: "User") -> "JurorQuerySet":
        """Keep the seats of a user who holds the role today."""
        return self.filter(user=user, round__government__in=user.governments_as(Role.JUROR))

    def run_by(self, user: "User") -> "JurorQuerySet":
        """Keep the jurors of rounds that the user runs."""
        return self.filter(round__government__in=user.governments_as(Role.COMMITTEE))


@tracked()
class Juror(models.Model):
    """A seat in the jury of a round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="jurors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jury_seats")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", help_text=_("Where the juror works.")
    )
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the last sheet was submitted; from then on others' scores are seen.")
    )

    objects = JurorQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("round", "user", name="one_seat_per_juror")]
        triggers = [FrozenWithRound(round_of="held.round_id")]

    def __str__(self) -> str:
        """Return the person."""
        return str(self.user)


@tracked()
class Conflict(models.Model):
    """A juror's own declaration of an interest in a nomination."""

    juror = models.ForeignKey(Juror, models.PROTECT, related_name="conflicts")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="conflicts")
    reason = models.CharField(max_length=500)
    declared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("juror", "nomination", name="one_conflict_per_nomination")]
        triggers = [FrozenWithRound(round_of="SELECT round_id FROM jury_juror WHERE id = held.juror_id")]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.juror_id} - {self.nomination_id}"


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Sheets."""

    def of(self, user: "User") -> "SheetQuerySet":
        """Keep the sheets of a user who holds the juror's role today."""
        return self.filter(juror__user=user, juror__round__government__in=user.governments_as(Role.JUROR))

    def run_by(self, user: "User") -> "SheetQuerySet":
        """Keep the sheets of rounds that the user runs."""
        return self.filter(juror__round__government__in=user.governments_as(Role.COMMITTEE))


@tracked()
class Sheet(models.Model):
    """That a juror judges a nomination, and whether the marks are handed in."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    juror = models.ForeignKey(Juror, models.PROTECT, related_name="sheets")
    nomination = models.ForeignKey(Nomination, models.PROTECT, related_name="sheets")
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("juror", "nomination", name="one_sheet_per_juror")]
        triggers = [FrozenWithRound(round_of="SELECT round_id FROM jury_juror WHERE id = held.juror_id")]

    def __str__(self) -> str:
        """Return both ends."""
        return f"{self.juror_id} - {self.nomination_id}"


@tracked()
class JuryMark(models.Model):
    """What a juror gave on one criterion, with a note; one current row, its history by triggers."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="marks")
    value = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    save_key = models.UUIDField(null=True, blank=True)
    client = models.UUIDField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("sheet", "criterion", name="one_mark_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=0, value__lte=100), name="mark_is_on_the_scale"
            ),
        ]
        triggers = [
            FrozenWithRound(
                round_of="SELECT j.round_id FROM jury_sheet s JOIN jury_juror j ON j.id = s.juror_id "
                "WHERE s.id = held.sheet_id"
            )
        ]

    def __str__(self) -> str:
        """Return sheet and criterion."""
        return f"{self.sheet_id}: {self.criterion_id}"


@tracked()
class Deviation(models.Model):
    """That the committee orders a category otherwise than the ranking, and why; printed in the minutes."""

    category = models.OneToOneField(Category, models.PROTECT, related_name="deviation")
    order = models.JSONField(help_text=_("The nominations that win, best first."))
    reason = models.TextField()
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__gt=""), name="deviation_has_a_reason")]
        triggers = [FrozenWithRound(round_of="SELECT round_id FROM rounds_category WHERE id = held.category_id")]

    def __str__(self) -> str:
        """Return the category."""
        return str(self.category_id)


@tracked()
class JuryMinutes(models.Model):
    """What the minutes of a round say, frozen; the file is made from it, and the newest one is what gets locked."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    round = models.ForeignKey(Round, models.PROTECT, related_name="jury_minutes")
    revision = models.PositiveSmallIntegerField()
    data = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["revision"]
        verbose_name_plural = "jury minutes"
        constraints = [models.UniqueConstraint("round", "revision", name="one_row_per_minutes_revision")]
        triggers = [pgtrigger.Protect(name="jury_minutes_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return round and revision."""
        return f"{self.round_id} rev. {self.revision}"
