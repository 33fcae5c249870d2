"""Certificates: designs, who signs, the number series, and revisions whose bytes never change."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.domain.certificate import CertificateData, thaw
from awards.rounds.models import READERS, Winner
from portal.common.history import tracked
from portal.common.policy import Role
from portal.units.models import Government

if TYPE_CHECKING:
    from portal.accounts.models import User


class Template(models.Model):
    """A bundled design in one version; the hash is taken over its page, styles, pictures and fonts."""

    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("code", "version", name="one_template_per_version")]
        triggers = [pgtrigger.Protect(name="template_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return code and version."""
        return f"{self.code}/{self.version}"


class SealKey(models.Model):
    """A public key (P-256, coordinates in hex) under which certificates were sealed; published for ever."""

    kid = models.CharField(max_length=12, unique=True)
    x = models.CharField(max_length=64)
    y = models.CharField(max_length=64)
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [pgtrigger.Protect(name="seal_key_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return the key id."""
        return self.kid


class SignatoryQuerySet(models.QuerySet["Signatory"]):
    """Signatories."""

    def in_term_on(self, day: date) -> "SignatoryQuerySet":
        """Keep those who may sign on `day`."""
        return self.filter(term_from__lte=day).filter(Q(term_to__isnull=True) | Q(term_to__gte=day))


@tracked()
class Signatory(models.Model):
    """Who signs, in which capacity, by which decree, from when to when."""

    class Capacity(models.TextChoices):
        """Definitive holder, or standing in; printed before the office."""

        DEFINITIVE = "definitive", _("Definitive")
        PJ = "pj", "Pj."
        PLT = "plt", "Plt."
        PLH = "plh", "Plh."

    government = models.ForeignKey(Government, models.PROTECT, related_name="signatories")
    office = models.CharField(max_length=120, help_text=_("For example: Wali Kota Pangkalpinang."))
    capacity = models.CharField(max_length=10, choices=Capacity)
    name = models.CharField(max_length=120)
    identity = models.CharField(max_length=120, blank=True, help_text=_("Rank and NIP, when they are printed."))
    place = models.CharField(max_length=80, help_text=_("Printed before the date."))
    decree = models.CharField(max_length=160, help_text=_("Number and date of the decree of appointment."))
    term_from = models.DateField()
    term_to = models.DateField(null=True, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        ordering = ["-term_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_to__gte=F("term_from")), name="term_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        """Return office and name."""
        return f"{self.title}, {self.name}"

    @property
    def title(self) -> str:
        """Return the office with its capacity, as printed."""
        return f"{self.prefix} {self.office}".strip()

    @property
    def prefix(self) -> str:
        """Return the capacity as printed before the office; nothing for the definitive holder."""
        return "" if self.capacity == self.Capacity.DEFINITIVE else self.get_capacity_display()

    def is_in_term_on(self, day: date) -> bool:
        """Return whether this person may sign on `day`."""
        return self.term_from <= day and (self.term_to is None or day <= self.term_to)


@tracked()
class NumberSeries(models.Model):
    """The counter of one register in one year; a number is taken from it in the transaction that uses it."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="number_series")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    pattern = models.CharField(max_length=80, help_text=_("For example 000.9.6.1/{seq:03}/{unit}/{year}."))
    unit_code = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    next = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "code"]
        verbose_name_plural = "number series"
        constraints = [
            models.UniqueConstraint("government", "code", "year", name="one_series_per_year"),
            models.CheckConstraint(condition=Q(next__gte=1), name="numbers_start_at_one"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="counter_never_goes_back",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__next__lt=pgtrigger.F("old__next")),
            ),
            pgtrigger.ReadOnly(name="series_keeps_its_year", fields=["government", "code", "year"]),
            pgtrigger.Protect(name="series_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        """Return name and year."""
        return f"{self.name} {self.year}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates."""

    def visible_to(self, user: "User") -> "CertificateQuerySet":
        """Keep those of governments at which the user is on the award committee or leads."""
        return self.filter(government__in=user.governments_as(*READERS))

    def run_by(self, user: "User") -> "CertificateQuerySet":
        """Keep those that the user issues as award committee."""
        return self.filter(government__in=user.governments_as(Role.COMMITTEE))

    def live(self) -> "CertificateQuerySet":
        """Keep those that are not void."""
        return self.exclude(state=Certificate.State.VOID)


@tracked()
class Certificate(models.Model):
    """One number of the register and what it stands for; a void one keeps its number for ever."""

    class State(models.TextChoices):
        """A number is taken first; the certificate is issued when its file is stored, and may be revoked from then on.

        Void is a number that was given up before there was a file.
        """

        PENDING = "pending", _("Being made")
        ISSUED = "issued", _("Issued")
        REVOKED = "revoked", _("Revoked")
        VOID = "void", _("Void")

    government = models.ForeignKey(Government, models.PROTECT, related_name="certificates")
    winner = models.ForeignKey(Winner, models.PROTECT, related_name="certificates")
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="certificates")
    sequence = models.PositiveIntegerField()
    number = models.CharField(max_length=120)
    public_id = models.CharField(max_length=22, unique=True, help_text=_("128 random bits; the address in the QR."))
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-series__year", "series", "-sequence"]
        constraints = [
            models.UniqueConstraint("series", "sequence", name="one_certificate_per_sequence"),
            models.UniqueConstraint("government", "number", name="one_certificate_per_number"),
            models.UniqueConstraint("winner", name="one_live_certificate_per_winner", condition=~Q(state="void")),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="number_is_for_ever",
                fields=["government", "winner", "series", "sequence", "number", "public_id"],
            ),
            pgtrigger.Protect(
                name="void_is_for_ever",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=("void", "revoked")),
            ),
            pgtrigger.Protect(
                name="what_is_issued_is_revoked",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="issued", new__state__in=("pending", "void")),
            ),
            pgtrigger.Trigger(
                name="revoked_by_two",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(new__state="revoked"),
                func="""
                    IF OLD.state <> 'issued' OR NOT EXISTS (
                        SELECT 1 FROM certificates_revocation
                        WHERE certificate_id = NEW.id AND state = 'confirmed'
                    ) THEN
                        RAISE EXCEPTION 'only what is issued is revoked, and by two people'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="certificate_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def newest(self) -> "CertificateRevision":
        """Return the newest revision; prefetch `revisions` before asking many."""
        return list(self.revisions.all())[-1]

    @property
    def ended_at(self) -> datetime | None:
        """Return when the certificate was made void or revoked."""
        if self.state == self.State.VOID:
            return self.voiding.voided_at
        return self.revocations.get(state=Revocation.State.CONFIRMED).decided_at if self.is_ended else None

    @property
    def is_ended(self) -> bool:
        """Return whether the certificate counts no longer."""
        return self.state in {self.State.VOID, self.State.REVOKED}


@tracked()
class CertificateRevision(models.Model):
    """What a certificate says, frozen when its number was taken, and the file made from it."""

    class State(models.TextChoices):
        """Frozen, made into a file, or given up."""

        PENDING = "pending", _("Being made")
        RENDERED = "rendered", _("File stored")
        VOID = "void", _("Void")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revisions")
    revision = models.PositiveSmallIntegerField(default=1)
    template = models.ForeignKey(Template, models.PROTECT, related_name="+")
    data = models.JSONField(help_text=_("Everything that is printed; see awards.domain.certificate."))
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    frozen_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text=_("Bytes."))
    rendered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["certificate", "revision"]
        constraints = [
            models.UniqueConstraint("certificate", "revision", name="one_row_per_revision"),
            models.UniqueConstraint("certificate", name="one_revision_at_a_time_is_made", condition=Q(state="pending")),
            models.CheckConstraint(
                condition=~Q(state="rendered") | (Q(sha256__gt="") & Q(rendered_at__isnull=False)),
                name="rendered_revision_has_file",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="frozen_data_stays", fields=["certificate", "revision", "template", "data", "frozen_at"]
            ),
            pgtrigger.Protect(
                name="rendered_bytes_stay",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__rendered_at__isnull=False)
                & (
                    pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
                    | pgtrigger.Q(old__size__df=pgtrigger.F("new__size"))
                    | pgtrigger.Q(old__rendered_at__df=pgtrigger.F("new__rendered_at"))
                ),
            ),
            pgtrigger.Protect(name="revision_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        """Return certificate and revision."""
        return f"{self.certificate_id} rev. {self.revision}"

    @property
    def words(self) -> CertificateData:
        """Return what is printed."""
        return thaw(self.data)


class Voiding(models.Model):
    """Why a certificate was made void, and by whom; never changed."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="voiding")
    reason = models.TextField()
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    voided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__gt=""), name="voiding_has_a_reason")]
        triggers = [pgtrigger.Protect(name="voiding_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return the certificate's id."""
        return f"void: {self.certificate_id}"


class Correction(models.Model):
    """Why a further revision was made of a certificate, and by whom; never changed."""

    revision = models.OneToOneField(CertificateRevision, models.PROTECT, related_name="correction")
    reason = models.TextField()
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__gt=""), name="correction_has_a_reason")]
        triggers = [pgtrigger.Protect(name="correction_stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        """Return the revision's id."""
        return f"correction: {self.revision_id}"


@tracked()
class Revocation(models.Model):
    """A proposal to revoke a certificate; it comes true only when a second person confirms it."""

    class State(models.TextChoices):
        """Open until somebody decides; declined also when the proposer takes it back."""

        PROPOSED = "proposed", _("Waiting for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        DECLINED = "declined", _("Declined")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="revocations")
    reason = models.TextField()
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(reason__gt=""), name="revocation_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(state="proposed"), decided_by__isnull=False, decided_at__isnull=False),
                name="decided_revocation_names_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by=F("proposed_by")), name="revocation_takes_two"
            ),
            models.UniqueConstraint(
                "certificate", name="one_revocation_per_certificate", condition=~Q(state="declined")
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="proposal_stays", fields=["certificate", "reason", "proposed_by", "proposed_at"]),
            pgtrigger.Protect(
                name="decided_revocation_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="proposed"),
            ),
            pgtrigger.Protect(name="revocation_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        """Return the certificate's id and the state."""
        return f"revocation: {self.certificate_id} {self.state}"
