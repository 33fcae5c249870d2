"""Award programmes, their rounds, who was nominated, what was decided and who won."""

from typing import TYPE_CHECKING, TypedDict

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.domain import phases
from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government, Unit

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from portal.accounts.models import User

READERS = (Role.COMMITTEE, Role.LEADER)


class FrozenWithRound(pgtrigger.Trigger):
    """Refuse every change of a row once the decision of its round is locked."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete

    def __init__(self, *, round_of: str) -> None:
        """Name the trigger; `round_of` is SQL over the row `held`, which is the old or the new one."""
        check = f"""
            IF EXISTS (
                SELECT 1 FROM rounds_awarddecision WHERE locked_at IS NOT NULL AND round_id = ({round_of})
            ) THEN
                RAISE EXCEPTION 'the decision of this round is locked' USING ERRCODE = 'check_violation';
            END IF;
        """  # noqa: S608  # built from constants of this module
        super().__init__(
            name="frozen_with_round",
            declare=[("held", "RECORD")],
            func=f"""
                IF TG_OP <> 'INSERT' THEN held = OLD; {check} END IF;
                IF TG_OP <> 'DELETE' THEN held = NEW; {check} RETURN NEW; END IF;
                RETURN OLD;
            """,
        )


class Counts(TypedDict):
    """What `with_counts` adds to a round."""

    winners_count: int
    issued_count: int


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds."""

    def visible_to(self, user: "User") -> "RoundQuerySet":
        """Keep the rounds of governments at which the user is on the award committee or leads."""
        return self.filter(government__in=user.governments_as(*READERS))

    def run_by(self, user: "User") -> "RoundQuerySet":
        """Keep the rounds that the user runs as award committee."""
        return self.filter(government__in=user.governments_as(Role.COMMITTEE))

    def with_counts(self) -> "models.QuerySet[WithAnnotations[Round, Counts]]":
        """Add `winners_count`, and `issued_count`: how many of the winners got their certificate, revoked or not."""
        winners = "categories__winners"
        issued = Q(**{f"{winners}__certificates__state__in": ["issued", "revoked"]})
        return self.annotate(  # type: ignore[return-value]  # the plugin makes an unnamed twin of Counts
            winners_count=Count(winners, distinct=True),
            issued_count=Count(winners, filter=issued, distinct=True),
        )

    def newest_first(self) -> "RoundQuerySet":
        """Order by year, newest first, then by programme."""
        return self.order_by("-year", "programme__position", "pk")


class Programme(models.Model):
    """A yearly award of the city, for example Inovasi Daerah."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="award_programmes")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    purpose = models.TextField(blank=True, help_text=_("What the award is for, in one or two sentences."))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint("government", "code", name="one_programme_per_code")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@tracked()
class Round(models.Model):
    """One holding of a programme; its name and year are printed on the certificates."""

    class State(models.TextChoices):
        """Open until the decision is locked."""

        OPEN = "open", _("In progress")
        DECIDED = "decided", _("Decided")

    class Phase(models.TextChoices):
        """Where the round stands until then (awards.domain.phases)."""

        NOMINATION = phases.Phase.NOMINATION, _("Nomination")
        SCREENING = phases.Phase.SCREENING, _("Screening")
        JUDGING = phases.Phase.JUDGING, _("Judging")
        DECISION = phases.Phase.DECISION, pgettext_lazy("award", "Decision")

    government = models.ForeignKey(Government, models.PROTECT, related_name="award_rounds")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="rounds")
    year = models.PositiveSmallIntegerField(help_text=_("The year that is honoured."))
    name = models.CharField(max_length=160, help_text=_("As printed, without the year."))
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    phase = models.CharField(max_length=10, choices=Phase, default=Phase.NOMINATION)
    version = models.PositiveIntegerField(default=1, help_text=_("Rises with each change of name, year or calendar."))
    award_date = models.DateField(null=True, blank=True, help_text=_("Printed beside the place."))

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("programme", "year", Lower("name"), name="one_round_per_name_and_year"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(award_date__isnull=False), name="decided_round_has_award_date"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decided_round_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="decided"),
            )
        ]

    def __str__(self) -> str:
        """Return name and year."""
        return f"{self.name} {self.year}"

    @property
    def is_decided(self) -> bool:
        """Return whether the decision is locked, so that winners no longer change."""
        return self.state == self.State.DECIDED


@tracked()
class PhaseSpan(models.Model):
    """From which day to which day a phase of a round is announced."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="spans")
    phase = models.CharField(max_length=10, choices=Round.Phase)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint("round", "phase", name="one_span_per_phase"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="phase_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        """Return the phase with its days."""
        return f"{self.phase}: {self.starts_on} - {self.ends_on}"


class InstitutionQuerySet(models.QuerySet["Institution"]):
    """Institutions."""

    def visible_to(self, user: "User") -> "InstitutionQuerySet":
        """Keep those of governments at which the user is on the award committee or leads."""
        return self.filter(government__in=user.governments_as(*READERS))

    def run_by(self, user: "User") -> "InstitutionQuerySet":
        """Keep those that the user looks after as award committee."""
        return self.filter(government__in=user.governments_as(Role.COMMITTEE))


@tracked()
class Institution(models.Model):
    """Somebody outside the tree of units who can be honoured: a school, a group of a kelurahan, a community."""

    class Kind(models.TextChoices):
        """What it is."""

        PRIMARY = "sd", _("Primary school (SD)")
        SECONDARY = "smp", _("Secondary school (SMP)")
        MADRASAH = "madrasah", _("Madrasah")
        WARD_GROUP = "ward_group", _("Group of a ward (kelurahan)")
        COMMUNITY = "community", _("Community")
        OTHER = "other", pgettext_lazy("institution", "Other")

    government = models.ForeignKey(Government, models.PROTECT, related_name="institutions")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=30, blank=True, help_text=_("Its public number, for example the NPSN."))
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="institutions",
        help_text=_("The unit that looks after it; jurors of that unit do not judge it."),
    )
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("government", "kind", Lower("name"), name="one_institution_per_name"),
            models.UniqueConstraint("government", "code", name="one_institution_per_code", condition=~Q(code="")),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


@tracked()
class Category(models.Model):
    """Those who compete with one another; the name is printed whole, for example "Tingkat SD"."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="categories")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint("round", Lower("name"), name="one_category_per_name")]
        triggers = [FrozenWithRound(round_of="held.round_id")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class NominationQuerySet(models.QuerySet["Nomination"]):
    """Nominations."""

    def run_by(self, user: "User") -> "NominationQuerySet":
        """Keep those of rounds that the user runs as award committee."""
        return self.filter(government__in=user.governments_as(Role.COMMITTEE))

    def admitted(self) -> "NominationQuerySet":
        """Keep those that the jury judges."""
        return self.filter(standing="admitted")


@tracked()
class Nomination(models.Model):
    """Somebody who may win in a category; the name is printed as it stands here."""

    class Standing(models.TextChoices):
        """Whether the jury judges it."""

        ENTERED = "entered", _("Not screened yet")
        ADMITTED = "admitted", _("Admitted")
        EXCLUDED = "excluded", _("Not admitted")

    class Kind(models.TextChoices):
        """Who receives the award."""

        UNIT = "unit", _("Unit (OPD)")
        KELURAHAN = "kelurahan", _("Ward (kelurahan)")
        SCHOOL = "school", _("School")
        TEAM = "team", _("Team")
        PERSON = "person", _("Person")

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="nominations")
    kind = models.CharField(max_length=10, choices=Kind)
    recipient = models.CharField(max_length=200, help_text=_("Name as printed."))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="nominations")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, blank=True, related_name="nominations")
    work = models.CharField(max_length=200, blank=True, help_text=_("What is honoured, for example an innovation."))
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.ENTERED)
    screening_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(standing="excluded") | Q(screening_reason__gt=""), name="exclusion_has_a_reason"
            ),
            models.UniqueConstraint("category", Lower("recipient"), Lower("work"), name="one_nomination_per_work"),
            models.CheckConstraint(condition=~Q(kind="unit") | Q(unit__isnull=False), name="unit_nomination_names_it"),
        ]
        triggers = [
            FrozenWithRound(round_of="SELECT round_id FROM rounds_category WHERE id = held.category_id"),
        ]

    def __str__(self) -> str:
        """Return the recipient."""
        return self.recipient


@tracked()
class AwardDecision(models.Model):
    """The minutes (berita acara) by which a round was decided; once locked, they and the winners never change."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="decision")
    number = models.CharField(max_length=80)
    date = models.DateField()
    document_sha256 = models.CharField(max_length=64, blank=True)
    document_name = models.CharField(max_length=160, blank=True)
    document_size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes."))
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | (Q(document_sha256__gt="") & Q(locked_by__isnull=False)),
                name="locked_decision_has_document_and_person",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="locked_decision_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__locked_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        """Return the number of the minutes."""
        return self.number


@tracked()
class Winner(models.Model):
    """A nomination that won, with the title that is printed ("Terbaik I")."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="winners")
    nomination = models.OneToOneField(Nomination, models.PROTECT, related_name="winner")
    place = models.PositiveSmallIntegerField(help_text=_("1 is best."))
    title = models.CharField(max_length=80)

    class Meta:
        ordering = ["category__position", "category", "place", "pk"]
        constraints = [
            models.UniqueConstraint("category", "place", name="one_winner_per_place"),
            models.CheckConstraint(condition=Q(place__gte=1), name="place_is_a_place"),
        ]
        triggers = [
            FrozenWithRound(round_of="SELECT round_id FROM rounds_category WHERE id = held.category_id"),
        ]

    def __str__(self) -> str:
        """Return the title and the nomination."""
        return f"{self.title}: {self.nomination_id}"


@tracked()
class Call(models.Model):
    """When a category is called up at the ceremony, and who hands over; set also after the decision is locked."""

    category = models.OneToOneField(Category, models.PROTECT, related_name="call")
    position = models.PositiveSmallIntegerField(help_text=_("1 is called up first."))
    presenter = models.CharField(max_length=160, blank=True, help_text=_("Who hands over, for example Wali Kota."))
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        """Return place and presenter."""
        return f"{self.position}: {self.presenter}"
