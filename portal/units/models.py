"""Governments, their units (OPD), peer groups, and who holds which role where."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.common.history import tracked
from portal.common.policy import Role

if TYPE_CHECKING:
    from portal.accounts.models import User


def _valid_on(day: date) -> Q:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class GovernmentQuerySet(models.QuerySet["Government"]):
    """Governments."""

    def home(self) -> "Government":
        """Return the government that this installation works for."""
        return self.get(is_home=True)


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units of governments."""

    def valid_on(self, day: date) -> "UnitQuerySet":
        """Keep the units that exist on `day`; one with a successor but no last day ended at an unknown time."""
        return self.filter(_valid_on(day)).exclude(successor__isnull=False, valid_to__isnull=True)

    def visible_to(self, user: "User") -> "UnitQuerySet":
        """Keep the units of every government at which the user holds a role; names of units are no secret there."""
        return self.filter(government__in=user.government_ids)


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships."""

    def visible_to(self, user: "User") -> "MembershipQuerySet":
        """Keep the memberships at governments that the user administers."""
        return self.filter(government__in=user.governments_as(Role.ADMIN))

    def valid_on(self, day: date) -> "MembershipQuerySet":
        """Keep the memberships that hold on `day`."""
        return self.filter(_valid_on(day))


class Government(models.Model):
    """A province, regency or city (pemerintah daerah); the key of every table that grows."""

    class Kind(models.TextChoices):
        """Level of government."""

        PROVINCE = "province", _("Province")
        REGENCY = "regency", _("Regency")
        CITY = "city", _("City")

    code = models.CharField(max_length=8, unique=True, help_text=_("Region code of the Ministry of Home Affairs."))
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    province = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="regions")
    is_home = models.BooleanField(default=False, help_text=_("This installation works for this government."))
    is_demo = models.BooleanField(default=False, help_text=_("Marks of its units are made up (DATA CONTOH)."))
    source = models.TextField(blank=True)

    objects = GovernmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("is_home", condition=Q(is_home=True), name="one_home_government"),
        ]

    def __str__(self) -> str:
        """Return the full name."""
        return self.name


@tracked()
class Unit(models.Model):
    """A work unit of a government (OPD), or a part of one that is scored by itself (lokus, kelurahan)."""

    class Kind(models.TextChoices):
        """Kinds of unit, which are also the natural peer groups."""

        SECRETARIAT = "sekretariat", _("Secretariat")
        INSPECTORATE = "inspektorat", _("Inspectorate")
        BADAN = "badan", _("Agency (badan)")
        DINAS = "dinas", _("Department (dinas)")
        SATUAN = "satuan", _("Unit (satuan)")
        HOSPITAL = "rsud", _("Regional hospital")
        BAGIAN = "bagian", _("Division (bagian)")
        PUSKESMAS = "puskesmas", _("Community health centre")
        KECAMATAN = "kecamatan", _("District (kecamatan)")
        KELURAHAN = "kelurahan", _("Ward (kelurahan)")
        SCHOOL = "sekolah", _("School")

    government = models.ForeignKey(Government, models.PROTECT, related_name="units")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    is_confirmed = models.BooleanField(default=True, help_text=_("False: name or existence still to be confirmed."))
    source = models.TextField(blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("government", "code", name="one_unit_per_code"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        """Return the full name."""
        return self.name


class PeerGroup(models.Model):
    """Whom to compare with: units of one kind, or governments of one region."""

    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    government = models.ForeignKey(Government, models.PROTECT, null=True, blank=True, related_name="peer_groups")
    units = models.ManyToManyField(Unit, blank=True, related_name="peer_groups")
    governments = models.ManyToManyField(Government, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint("government", "code", name="one_peer_group_per_code", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        """Return the group's name."""
        return self.name


@tracked()
class Membership(models.Model):
    """One role of one person at a unit, or at the whole government, from a date to a date."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    government = models.ForeignKey(Government, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | ~Q(role__in=[Role.OPERATOR, Role.HEAD]),
                name="unit_roles_name_their_unit",
            ),
            ExclusionConstraint(
                name="one_membership_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("government", RangeOperators.EQUAL),
                    (Func(F("unit"), 0, function="COALESCE"), RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), models.Value("[]"), function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        """Return role and place."""
        return f"{self.get_role_display()}, {self.unit or self.government}"


@tracked()
class FocalPerson(models.Model):
    """The one operator whom everybody calls about a unit's data for an instrument."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="focal_persons")
    instrument = models.SlugField(max_length=40, help_text=_("Code of the instrument, for example sakip."))
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="focal_for")

    class Meta:
        constraints = [models.UniqueConstraint("unit", "instrument", name="one_focal_person_per_instrument")]

    def __str__(self) -> str:
        """Return unit and instrument."""
        return f"{self.unit}: {self.instrument}"
