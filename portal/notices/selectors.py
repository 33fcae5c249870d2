"""Notices as the bell, their page and the daily message show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.notices.channels import channel
from portal.notices.models import Delivery, Notice, Preference
from portal.units.models import Membership

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Sent:
    """One message of one day, as the log of a person's own messages shows it."""

    day: date | None
    channel: str
    state: str
    notices: int
    tries: int
    error: str

    @property
    def channel_label(self) -> str:
        """Return the channel in words."""
        return str(channel(self.channel).label)

    @property
    def state_label(self) -> str:
        """Return the state in words."""
        return str(Delivery.State(self.state).label)


def unread_of(user: "User") -> Coalesce:
    """Return, as an expression, how many notices wait: the frame of every page asks for it inside a query it makes."""
    unread = Notice.objects.visible_to(user).unread().order_by().values("recipient")
    return Coalesce(Subquery(unread.annotate(n=Count("pk")).values("n")), 0)


def preferences_of(users: Iterable[int]) -> dict[int, Preference]:
    """Return what each person wants, with the defaults for those who never chose; one query."""
    users = list(users)
    chosen = {row.user_id: row for row in Preference.objects.filter(user__in=users)}
    return {user: chosen.get(user) or Preference(user_id=user) for user in users}


def homes_of(users: Iterable[int]) -> dict[int, int]:
    """Return the government at which each person holds a role today, the first of several; one query."""
    rows = Membership.objects.valid_on(timezone.localdate()).filter(user__in=list(users))
    return dict(rows.order_by("-pk").values_list("user_id", "government_id"))


def sent_to(user: "User") -> list[Sent]:
    """Return the latest messages to a person, newest first."""
    rows = (
        Delivery.objects.filter(notice__recipient=user)
        .values("day", "channel", "state")
        .annotate(notices=Count("pk"), tries=Max("tries"), error=Max("error"), newest=Max("pk"))
        .order_by("-newest")[:20]
    )
    return [Sent(row["day"], row["channel"], row["state"], row["notices"], row["tries"], row["error"]) for row in rows]
