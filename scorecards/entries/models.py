"""Periods, cycles, scorecards, entries, and each party's marks."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government, Unit
from scorecards.domain.numbers import plain, written
from scorecards.editions.models import Edition, Node
from scorecards.entries.receipt_model import Receipt as Receipt  # these modules are apart for their length
from scorecards.entries.submission_model import CITY_READERS as CITY_READERS
from scorecards.entries.submission_model import Submission as Submission
from scorecards.entries.submission_model import Withdrawal as Withdrawal
from scorecards.evidence.models import Revision

if TYPE_CHECKING:
    from portal.accounts.models import User


def _own_units(user: "User") -> frozenset[int]:
    return user.units_as(Role.OPERATOR, Role.HEAD)


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Cycles."""

    def visible_to(self, user: "User") -> "CycleQuerySet":
        """Keep the cycles of the user's governments."""
        return self.filter(government__in=user.government_ids)


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    """Scorecards."""

    def visible_to(self, user: "User") -> "ScorecardQuerySet":
        """Keep what the user may read: the whole city, or where the user's unit holds, leads or contributes."""
        units = _own_units(user)
        asked = Contribution.objects.filter(unit__in=units).values("entry__scorecard")
        return self.filter(
            Q(government__in=user.governments_as(*CITY_READERS))
            | Q(unit__in=units)
            | Q(pk__in=_led_by(units))
            | Q(pk__in=asked)
        )

    def assignable_by(self, user: "User") -> "ScorecardQuerySet":
        """Keep the scorecards of the user's own government as a whole, whose leads the user may name."""
        return self.filter(unit__isnull=True, government__in=user.governments_as(Role.ADMIN, Role.EVALUATOR))

    def editable_by(self, user: "User") -> "ScorecardQuerySet":
        """Keep the scorecards of the user's own units, and the government's where one of them leads an entry."""
        units = _own_units(user)
        return self.filter(Q(unit__in=units) | Q(pk__in=_led_by(units)))


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries."""

    def visible_to(self, user: "User") -> "EntryQuerySet":
        """Keep what the user may read: the whole city, or what the user's unit holds, leads or contributes to."""
        units = _own_units(user)
        asked = Contribution.objects.filter(unit__in=units).values("entry")
        whole = Q(scorecard__government__in=user.governments_as(*CITY_READERS))
        return self.filter(whole | Q(scorecard__unit__in=units) | Q(lead__in=units) | Q(pk__in=asked))

    def editable_by(self, user: "User") -> "EntryQuerySet":
        """Keep the entries that the user's own units hold or lead."""
        return self.led_by(_own_units(user))

    def led_by(self, units: Collection[int]) -> "EntryQuerySet":
        """Keep the entries whose answer is given by one of `units`."""
        return self.filter(Q(scorecard__unit__in=units) | Q(lead__in=units))


def _led_by(units: Collection[int]) -> "models.QuerySet[Entry, Any]":
    """Return the keys of the scorecards in which one of `units` leads an entry."""
    return Entry.objects.filter(lead__in=units).values("scorecard")


class Period(models.Model):
    """A score year, and separately the year in which its results are announced."""

    score_year = models.PositiveSmallIntegerField(unique=True)
    announced_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["score_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(announced_year__gte=F("score_year")), name="announced_in_or_after_the_score_year"
            )
        ]

    def __str__(self) -> str:
        """Return the score year."""
        return str(self.score_year)


@tracked()
class Cycle(models.Model):
    """One edition applied by one government in one period."""

    class Subject(models.TextChoices):
        """What gets a scorecard."""

        UNITS = "units", _("Each unit")
        LOKUS = "lokus", _("The chosen service units (lokus)")
        GOVERNMENT = "government", _("The government as a whole")

    government = models.ForeignKey(Government, models.PROTECT, related_name="cycles")
    period = models.ForeignKey(Period, models.PROTECT, related_name="cycles")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="cycles")
    subject = models.CharField(max_length=10, choices=Subject)
    marks_released_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Before this the units see no mark of the evaluator.")
    )

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-period__score_year", "edition__code"]
        constraints = [
            models.UniqueConstraint("government", "period", "edition", name="one_cycle_per_edition_and_period")
        ]

    def __str__(self) -> str:
        """Return edition and year."""
        return f"{self.edition_id} {self.period_id}"


@tracked()
class Window(models.Model):
    """When a role may write in a cycle; a unit's own window overrides the cycle's."""

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="windows")
    role = models.CharField(max_length=12, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    grace_minutes = models.PositiveSmallIntegerField(
        default=60, help_text=_("How long after the end the bytes of a file that was registered in time may follow.")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "cycle", "role", "unit", name="one_window_per_cycle_role_and_unit", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="window_closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        """Return role and end."""
        return f"{self.role} until {self.closes_at:%Y-%m-%d %H:%M}"


@tracked()
class Scorecard(models.Model):
    """What one unit, or the government itself, enters in one cycle."""

    class Status(models.TextChoices):
        """Whose turn it is."""

        OPEN = "open", _("Being filled in")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned for correction")
        DECIDED = "decided", _("All marks fixed")

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="scorecards")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="scorecards")
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    input_revision = models.PositiveBigIntegerField(default=0, help_text=_("Rises with every change that can score."))
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("cycle", "unit", name="one_scorecard_per_unit", nulls_distinct=False)]

    def __str__(self) -> str:
        """Return cycle and unit."""
        return f"{self.cycle_id}/{self.unit_id}"


@tracked()
class Entry(models.Model):
    """One scorecard's place for an answer to one node."""

    class State(models.TextChoices):
        """Where the answer stands; the moves between them are scorecards.domain.states.

        A check is no more than empty or a draft: the state of the grade that it belongs to speaks for it.
        """

        EMPTY = "empty", _("Empty")
        DRAFT = "draft", _("Draft")
        READY = "ready", _("Ready")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        RESUBMITTED = "resubmitted", _("Submitted again")
        VERIFIED = "verified", _("Verified")
        FIXED = "fixed", _("Mark fixed")
        DISPUTED = "disputed", _("Disputed")
        FINAL = "final", _("Final")

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="entries")
    node = models.ForeignKey(Node, models.PROTECT, related_name="entries")
    item = models.ForeignKey("Item", models.CASCADE, null=True, blank=True, related_name="entries")
    lead = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_entries",
        help_text=_("Who answers on the government's scorecard (pengampu); a unit's scorecard is that unit's own."),
    )
    state = models.CharField(max_length=12, choices=State, default=State.EMPTY)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["scorecard", "node__position", "pk"]
        constraints = [
            models.UniqueConstraint("scorecard", "node", "item", name="one_entry_per_node", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        """Return scorecard and node."""
        return f"{self.scorecard_id}/{self.node_id}"

    @property
    def owner_id(self) -> int | None:
        """Return the unit that answers: the lead, or else the unit whose scorecard it is; None where nobody does."""
        return self.lead_id or self.scorecard.unit_id


@tracked()
class Contribution(models.Model):
    """A unit's share in an entry that another unit answers: it may add evidence and a note, not the mark."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="contributions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contributions")
    wanted = models.TextField(blank=True, help_text=_("What the unit is asked for."))
    note = models.TextField(blank=True, help_text=_("What the unit says about its share."))
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint("entry", "unit", name="one_contribution_per_entry_and_unit")]

    def __str__(self) -> str:
        """Return entry and unit."""
        return f"{self.entry_id} + {self.unit_id}"


@tracked()
class Item(models.Model):
    """One member of a repeating group, for example an innovation of the city's IID scorecard."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="items")
    node = models.ForeignKey(Node, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        """Return the title."""
        return self.title


@tracked()
class Mark(models.Model):
    """What one party holds about one entry: a level of its scale, or a number; each party has its own row.

    `level` and `value` both empty means not answered, which is never the same as the lowest answer.
    """

    class Party(models.TextChoices):
        """Whose mark it is."""

        UNIT = "unit", _("Unit")
        VERIFIER = "verifier", _("Verifier")
        ASSURER = "assurer", _("Quality assurer")
        EVALUATOR = "evaluator", _("Evaluator")
        EXTERNAL = "external", _("External authority")
        IMPORTED = "imported", _("Imported from a table")

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="marks")
    party = models.CharField(max_length=10, choices=Party)
    level = models.CharField(max_length=10, blank=True, help_text=_("Code of a scale level; yes or no for a check."))
    value = models.DecimalField(max_digits=16, decimal_places=6, null=True, blank=True)
    note = models.TextField(blank=True)
    source = models.TextField(
        blank=True, help_text=_("Where a mark from outside was taken from: file, sheet and cell, or who announced it.")
    )
    announced_on = models.DateField(null=True, blank=True, help_text=_("When an authority announced it."))
    version = models.PositiveIntegerField(default=1)
    save_key = models.UUIDField(null=True, blank=True, help_text=_("The client's key of the last save: a retry."))
    client = models.UUIDField(
        null=True, blank=True, help_text=_("The page that saved last: what it saves next is no conflict with itself.")
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("entry", "party", name="one_mark_per_entry_and_party"),
            models.CheckConstraint(condition=Q(level="") | Q(value__isnull=True), name="mark_is_level_or_value"),
        ]

    def __str__(self) -> str:
        """Return party and answer."""
        return f"{self.party}: {self.level or self.value}"

    @property
    def is_answer(self) -> bool:
        """Return whether there is a level or a number, and not a note alone."""
        return bool(self.level) or self.value is not None

    @property
    def grade(self) -> str:
        """Return the answer as one text: its level, or its number in the plain form; nothing when there is none."""
        return self.level if self.value is None else plain(self.value)

    @property
    def shown(self) -> str:
        """Return the answer as people here read it, a number with a decimal comma; nothing when there is none."""
        return self.level if self.value is None else written(self.value)


@tracked()
class EvidenceLink(models.Model):
    """A document's revision that proves an entry, at its pages."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="evidence")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="links")
    page_from = models.PositiveIntegerField(null=True, blank=True)
    page_to = models.PositiveIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("entry", "revision", name="one_link_per_entry_and_revision"),
            models.CheckConstraint(
                condition=Q(page_to__isnull=True) | Q(page_from__isnull=False, page_to__gte=F("page_from")),
                name="evidence_pages_in_order",
            ),
        ]

    def __str__(self) -> str:
        """Return entry and revision."""
        return f"{self.entry_id} <- {self.revision_id}"
