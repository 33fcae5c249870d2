"""The receipt of a file that was announced for an entry."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from scorecards.evidence.document_kinds import DocumentKind
from scorecards.evidence.models import Upload

if TYPE_CHECKING:
    from scorecards.entries.models import Entry


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    """Receipts."""

    def of_entries(self, entries: "Iterable[Entry]") -> "ReceiptQuerySet":
        """Keep the receipts of some entries, newest first, with what a page says about them."""
        rows = self.filter(entry__in=[entry.pk for entry in entries]).exclude(upload__state=Upload.State.DROPPED)
        return rows.select_related("upload__created_by", "entry__node").order_by("-given_at", "-pk")


class Receipt(models.Model):
    """The portal's word that a file was announced in time: its bytes may follow until `bytes_until`."""

    entry = models.ForeignKey("entries.Entry", models.CASCADE, related_name="receipts")
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="receipt")
    given_at = models.DateTimeField(help_text=_("By the database's clock."))
    bytes_until = models.DateTimeField()
    title = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=20, choices=DocumentKind, blank=True, help_text=_("As it was chosen; empty: the title decides.")
    )
    covers_from = models.DateField(null=True, blank=True)
    covers_to = models.DateField(null=True, blank=True)
    attached_at = models.DateTimeField(null=True, blank=True, help_text=_("When its file began to prove the entry."))

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        """Return entry and upload."""
        return f"{self.entry_id} <- {self.upload_id}"
