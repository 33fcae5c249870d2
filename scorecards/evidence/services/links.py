"""Web addresses as evidence: kept in the register as documents are, and looked at to see whether they open."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from portal.common import files, outbound, work
from portal.units.models import Government, Unit
from scorecards.evidence.intake.kinds import LINK
from scorecards.evidence.intake.refusal import RefusedFile
from scorecards.evidence.models import Document, File, LinkCheck, Revision
from scorecards.evidence.services.facts import Facts

if TYPE_CHECKING:
    from portal.accounts.models import User

WORK = "check-link"
NOT_AGAIN_WITHIN = timedelta(seconds=20)
SIGN_IN_HOSTS = frozenset({"accounts.google.com", "login.microsoftonline.com", "login.live.com"})
SIGN_IN_PATHS = ("/login", "/signin", "/sign-in", "/servicelogin", "/masuk", "/auth/")


def add_link(*, government: Government, unit: Unit | None, url: str, facts: Facts, by: "User") -> Revision:
    """Put a web address into a register and have it looked at; the same address again gives what is known.

    RefusedFile when it is no address of the web. What is stored as its file is the address itself.
    """
    url = url.strip()
    try:
        parts = outbound.checked(url)
    except outbound.BadAddress as error:
        message = _("This is not a web address. It begins with https:// and holds no blanks or passwords.")
        raise RefusedFile("link", message) from error
    stored = files.put([url.encode(), b"\r\n"])
    with transaction.atomic():
        file, is_new = File.objects.get_or_create(
            government=government,
            unit=unit,
            sha256=stored.sha256,
            defaults={"size": stored.size, "media_type": LINK.media_type},
        )
        known = None if is_new else file.revisions.order_by("-pk").first()
        if known is not None:
            return known
        title = facts.title or f"{parts.hostname}{parts.path}"[:200]
        document = Document.objects.create(
            government=government, unit=unit, created_by=by, **{**facts._asdict(), "title": title}
        )
        revision = Revision.objects.create(document=document, number=1, file=file, file_name=url[:200], created_by=by)
        LinkCheck.objects.create(revision=revision, url=url)
        work.request(WORK, revision.pk)
        return revision


@transaction.atomic
def recheck(*, revision_id: int) -> bool:
    """Ask for another look, unless one was just taken or is under way; return whether it was asked for."""
    waiting = Q(state=LinkCheck.State.PENDING) | Q(checked_at__gt=Now() - NOT_AGAIN_WITHIN)
    rows = LinkCheck.objects.filter(revision=revision_id).exclude(waiting)
    if not rows.update(state=LinkCheck.State.PENDING):
        return False
    work.request(WORK, revision_id)
    return True


def look_at(revision_id: int, *, rule: outbound.Rule = outbound.is_public) -> None:
    """Look whether an address opens for somebody who is not signed in anywhere, and write it down."""
    url = LinkCheck.objects.values_list("url", flat=True).get(revision=revision_id)
    try:
        answer = outbound.look(url, rule=rule)
    except (outbound.PrivateAddress, outbound.BadAddress):
        state, status = LinkCheck.State.PRIVATE, None
    except outbound.Unreachable:
        state, status = LinkCheck.State.FAILED, None
    else:
        state, status = _state_of(answer), answer.status
    LinkCheck.objects.filter(revision=revision_id).update(state=state, status=status, checked_at=Now())


def _state_of(answer: outbound.Answer) -> LinkCheck.State:
    if answer.status in {401, 403, 407} or _asks_to_sign_in(answer.url):
        return LinkCheck.State.CLOSED
    if answer.status in {404, 410}:
        return LinkCheck.State.MISSING
    # 416: the page is there, only too short for the piece that was asked for.
    return LinkCheck.State.OPEN if answer.status < 300 or answer.status == 416 else LinkCheck.State.FAILED


def _asks_to_sign_in(url: str) -> bool:
    """Return whether an address ended at somebody's sign-in page."""
    parts = urlsplit(url)
    path = parts.path.lower()
    is_page = any(path.startswith(beginning) for beginning in SIGN_IN_PATHS)
    return parts.hostname in SIGN_IN_HOSTS or is_page
