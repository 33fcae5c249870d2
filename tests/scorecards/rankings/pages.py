"""What the tests of pages share: a decided city, and reading a page as somebody."""

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.units.models import Government, Unit
from scorecards.editions.models import Instrument
from scorecards.entries.models import Cycle
from scorecards.rankings.models import PublishedResult
from scorecards.rankings.services.recompute import recompute
from tests.factories import make_period, make_user
from tests.scorecards.rankings.helpers import (
    accept,
    card_of,
    claim,
    make_city,
    open_sakip,
)

FORM_TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")
"""Random letters of a form's token, in which any short word can stand by chance."""


def decided_city(units: int = 3) -> tuple[Government, list[Unit], Cycle]:
    """Make a city whose units all have fixed marks: A 90, B 80, C 70, ..., and whose ranking is computed."""
    government, made = make_city(units)
    cycle, by = open_sakip(made), make_user()
    for unit, level in zip(made, ("A", "BB", "B", "CC", "C"), strict=False):
        claim(card_of(cycle, unit), level, by=by)
        accept(card_of(cycle, unit), level, by=by)
    recompute(cycle_id=cycle.pk)
    return government, made, cycle


def release(cycle: Cycle) -> None:
    cycle.marks_released_at = timezone.now()
    cycle.save()


def page(client: Client, user: User, name: str, *args: Any, query: str = "") -> str:
    client.force_login(user)
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    words = " ".join(response.content.decode().split())
    return FORM_TOKEN.sub("", words)


def status(client: Client, user: User, name: str, *args: Any, query: str = "") -> int:
    client.force_login(user)
    return client.get(reverse(name, args=args) + query).status_code


def publish(government: Government, code: str, year: int, **values: Any) -> PublishedResult:
    instrument, _ = Instrument.objects.get_or_create(code=code, defaults={"name": code.upper()})
    values = {"authority": "KemenPANRB", "source": "https://contoh.example/berita", **values}
    return PublishedResult.objects.create(
        government=government, instrument=instrument, period=make_period(year), **values
    )
