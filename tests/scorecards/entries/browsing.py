"""Short ways to ask for pages and to send forms."""

from typing import Any

from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from tests.scorecards.entries.conftest import World

HTMX = {"HX-Request": "true"}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def entry_page(world: World, code: str = "1.a", user: User | None = None) -> Any:
    return signed_in(user or world.operator).get(reverse("entries:entry", args=[world.scorecard.pk, code]))


def token(world: World, code: str = "1.a") -> str:
    """Return the hidden version of the page as it would be fetched now."""
    return str(entry_page(world, code).context["state"].version)


def post(world: World, data: dict[str, Any], *, user: User | None = None, htmx: bool = True, code: str = "1.a") -> Any:
    address = reverse("entries:save", args=[world.scorecard.pk, code])
    return signed_in(user or world.operator).post(address, data, headers=HTMX if htmx else {})


def check(world: World, code: str) -> str:
    return f"check-{world.entry(code).pk}"
