"""The ways out of the portal, behind one interface. A new one is a class here and a line in OUTBOUND."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.models import Preference

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from portal.accounts.models import User

_KEPT_HERE = {
    "django.core.mail.backends.console.EmailBackend": gettext_lazy("the program's own log"),
    "django.core.mail.backends.filebased.EmailBackend": gettext_lazy("a folder on the server"),
    "django.core.mail.backends.locmem.EmailBackend": gettext_lazy("memory"),
    "django.core.mail.backends.dummy.EmailBackend": gettext_lazy("nowhere"),
}


class DeliveryFailed(Exception):  # the name says what happened
    """The channel did not take the message; the text says why."""


@dataclass(frozen=True)
class Message:
    """One message to one person; `key` is the same when it is sent again."""

    key: str
    subject: str
    text: str


class Channel(Protocol):
    """A way to reach a person."""

    code: str
    label: "_StrPromise"

    def reaches(self, user: "User", preference: Preference) -> bool:
        """Return whether the person can be, and wants to be, reached this way."""

    def send(self, user: "User", message: Message) -> None:
        """Hand the message over, or raise DeliveryFailed; never inside a transaction."""

    def kept_here(self) -> str:
        """Say where messages stay on this machine instead of leaving it; empty when they leave."""


class Email:
    """E-mail through Django's mail backend, whatever the installation set up."""

    code = "email"
    label = gettext_lazy("E-mail")

    def reaches(self, user: "User", preference: Preference) -> bool:
        """Return whether there is an address and the person wants mail."""
        return bool(user.email) and user.is_active and preference.by_email

    def send(self, user: "User", message: Message) -> None:
        """Send plain text; the message's own id lets mail servers drop a repeated one."""
        host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
        headers = {"Message-ID": f"<{message.key}@{host}>", "Auto-Submitted": "auto-generated"}
        mail = EmailMessage(message.subject, message.text, to=[user.email], headers=headers)
        try:
            sent = mail.send()
        except OSError as error:  # smtplib's errors are among them
            raise DeliveryFailed(f"{type(error).__name__}: {error}") from error
        if not sent:
            raise DeliveryFailed(_("The mail server took nothing."))

    def kept_here(self) -> str:
        """Name where the set-up of this installation leaves messages."""
        return str(_KEPT_HERE.get(settings.EMAIL_BACKEND, ""))


OUTBOUND: tuple[Channel, ...] = (Email(),)
"""The bell is not among them: a notice is in the portal as soon as its row stands."""


def channel(code: str) -> Channel:
    """Return a channel by its code."""
    return next(each for each in OUTBOUND if each.code == code)
