"""The request of a signed-in page, as the type checker should see it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from portal.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind LoginRequiredMiddleware and HtmxMiddleware."""

    user: "User"  # the middleware lets nobody else through
    htmx: "HtmxDetails"
