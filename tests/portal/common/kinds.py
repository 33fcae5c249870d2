"""What the tests of the work queue share."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from portal.common.models import Work

Register = Callable[..., None]
"""The fixture `register(kind, handler, queue=, in_transaction=)`."""


def row(key: object, kind: str = "probe") -> Work:
    return Work.objects.get(kind=kind, key=str(key))


def make_due() -> None:
    Work.objects.update(next_at=timezone.now() - timedelta(seconds=1))
