"""When a person may be written to: at the hour they chose, by the clock of their own government."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.notices.models import FIRST_HOUR, LAST_HOUR


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Return whether people there sleep or are at home."""
    return not FIRST_HOUR <= now.astimezone(zone).hour <= LAST_HOUR


def next_at(now: datetime, zone: ZoneInfo, hour: int) -> datetime:
    """Return the next moment after `now` at which a clock of that zone shows `hour`."""
    local = now.astimezone(zone)
    today = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)
