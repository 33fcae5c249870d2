"""Which of Indonesia's three time zones a government lives in; it follows from the province of its region code."""

from collections.abc import Iterable
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from django.utils import timezone

from portal.units.models import Government

WESTERN, CENTRAL, EASTERN = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Makassar"), ZoneInfo("Asia/Jayapura")

_CENTRAL = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_EASTERN = frozenset({"81", "82", "91", "92", "93", "94", "95", "96", "97"})


def time_zone_of(code: str) -> ZoneInfo:
    """Return the time zone of a region code (Keppres 41/1987); what is not known lives by western time.

    >>> time_zone_of("1971").key, time_zone_of("51").key, time_zone_of("94").key
    ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')
    """
    province = code[:2]
    return EASTERN if province in _EASTERN else CENTRAL if province in _CENTRAL else WESTERN


def time_zones(government_ids: Iterable[int]) -> dict[int, ZoneInfo]:
    """Return the time zone of each government by its key, in one query."""
    rows = Government.objects.filter(pk__in=set(government_ids)).values_list("pk", "code")
    return {pk: time_zone_of(code) for pk, code in rows}


def end_of(day: date, zone: tzinfo | None = None) -> datetime:
    """Return the last moment of a day in a time zone, without one in that of the server."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)), zone)
