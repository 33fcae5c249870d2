"""Documents across units: asking, granting, declining, revoking; and the log of what was used."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.common.policy import Role
from portal.notices.services import notify, our_language
from portal.units.models import Unit
from portal.units.selectors import holders_at
from scorecards.evidence.models import Document, EvidenceRequest, Grant, GrantUse

if TYPE_CHECKING:
    from portal.accounts.models import User

State = EvidenceRequest.State


class SharingRefused(Exception):  # the name says what happened
    """Nothing was changed; str() says why, in the reader's language."""


@transaction.atomic
def ask(*, asker: Unit, owner: Unit, words: str, by: "User") -> EvidenceRequest:
    """Ask another unit of the same government for a document, and tell its people."""
    if asker.pk == owner.pk or asker.government_id != owner.government_id:
        raise SharingRefused(_("Choose another unit of your city."))
    made = EvidenceRequest.objects.create(
        government=asker.government, asker=asker, owner=owner, words=words.strip(), created_by=by
    )
    _tell(
        made,
        owner,
        _("%(unit)s asks for a document") % {"unit": asker.short_name},
        made.words,
        f"evidence-request:{made.pk}",
    )
    return made


@transaction.atomic
def grant(*, request_id: int, document_id: int, answer: str = "", by: "User") -> Grant:
    """Answer a request by one of the owner's documents; the asking unit may read and use it from now on."""
    asked = _open(request_id)
    document = Document.objects.filter(pk=document_id, unit=asked.owner).first()
    if document is None:
        raise SharingRefused(_("Choose a document of your unit's register."))
    made, _is_new = Grant.objects.active().get_or_create(
        document=document, unit=asked.asker, defaults={"request": asked, "granted_by": by}
    )
    _answer(asked, State.GRANTED, answer, by)
    _tell(
        asked,
        asked.asker,
        _("%(unit)s lets you use “%(title)s”") % {"unit": asked.owner.short_name, "title": document.title},
        answer,
        f"evidence-granted:{asked.pk}",
    )
    return made


@transaction.atomic
def decline(*, request_id: int, answer: str, by: "User") -> None:
    """Say no, with a reason."""
    asked = _open(request_id)
    if not answer.strip():
        raise SharingRefused(_("Say why not, so that the other unit can look elsewhere."))
    _answer(asked, State.DECLINED, answer, by)
    title = _("%(unit)s declined your request") % {"unit": asked.owner.short_name}
    _tell(asked, asked.asker, title, answer, f"evidence-declined:{asked.pk}")


@transaction.atomic
def withdraw(*, request_id: int, by: "User") -> None:
    """Take one's own request back before it is answered."""
    _answer(_open(request_id), State.WITHDRAWN, "", by)


@transaction.atomic
def revoke(*, grant_id: int, reason: str, by: "User") -> None:
    """End a grant with a reason; what was attached stays attached for those who review, unseen by the other unit."""
    found = Grant.objects.select_for_update(of=("self",)).select_related("request", "document").get(pk=grant_id)
    if found.revoked_at is not None:
        raise SharingRefused(_("It was revoked before."))
    if not reason.strip():
        raise SharingRefused(_("Say why, so that the other unit understands."))
    Grant.objects.filter(pk=found.pk).update(revoked_by=by, revoked_at=Now(), revoke_reason=reason.strip())
    title = _("You can no longer use “%(title)s”") % {"title": found.document.title}
    _tell(found.request, found.unit, title, reason, f"evidence-revoked:{found.pk}")


def log_use(*, document_id: int, by: "User", what: str) -> None:
    """Write down that somebody used a document by a grant; nothing for those who may see it anyway."""
    units = by.units_as(Role.OPERATOR, Role.HEAD)
    found = Grant.objects.active().filter(document=document_id, unit__in=units).order_by("pk").first()
    if found is not None:
        GrantUse.objects.create(grant=found, user=by, what=what)


def _open(request_id: int) -> EvidenceRequest:
    """Lock a request that waits for its answer."""
    rows = EvidenceRequest.objects.select_for_update(of=("self",)).select_related("asker", "owner")
    asked = rows.get(pk=request_id)
    if asked.state != State.OPEN:
        raise SharingRefused(_("This request is no longer open: %(state)s.") % {"state": asked.get_state_display()})
    return asked


def _answer(asked: EvidenceRequest, state: str, answer: str, by: "User") -> None:
    EvidenceRequest.objects.filter(pk=asked.pk).update(
        state=state, answer=answer.strip(), answered_by=by, answered_at=Now()
    )


def _tell(asked: EvidenceRequest, unit: Unit, title: str, reason: str, key: str) -> None:
    people = {user.pk: user for _unit, _role, user in holders_at([unit.pk], [Role.OPERATOR, Role.HEAD])}
    with our_language():
        notify(
            kind="request",
            recipients=people.values(),
            title=title,
            reason=reason,
            url=reverse("evidence:request", args=[asked.pk]),
            key=key,
        )
