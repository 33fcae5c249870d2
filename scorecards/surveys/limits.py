"""What keeps machines and zeal from filling a survey: nothing of it can be traced to a person a day later.

The address of a visitor is only ever hashed with a salt that lives in the cache for a day and is then gone.
"""

import secrets
import time

from allauth.account.adapter import get_adapter
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

LEAST_SECONDS = 4
"""Nobody reads and answers nine questions faster."""

PER_ADDRESS_AND_HOUR = 20
"""Many people share the address of a service unit's own network."""

DAY, HOUR = 24 * 60 * 60, 60 * 60
COOKIE = "survei"
_SIGNER = signing.TimestampSigner(salt="scorecards.surveys.opened")


def opened_now() -> str:
    """Return a signed note of the time, for the page to send back."""
    return _SIGNER.sign("opened")


def is_too_fast(stamp: str) -> bool:
    """Return whether the page was sent back sooner than a person could; a forged or missing time is too."""
    try:
        _SIGNER.unsign(stamp, max_age=DAY)
    except signing.SignatureExpired:
        return False
    except signing.BadSignature:
        return True
    try:
        _SIGNER.unsign(stamp, max_age=LEAST_SECONDS)
    except signing.SignatureExpired:
        return False
    return True


def asks_too_much(request: HttpRequest, survey: str) -> bool:
    """Count an answer against the limit of the visitor's address for the running hour."""
    visitor = salted_hmac(
        "scorecards.surveys.address", get_adapter().get_client_ip(request), secret=_salt()
    ).hexdigest()
    key = f"survey-{survey}-{visitor[:32]}-{int(time.time() // HOUR)}"
    cache.add(key, 0, HOUR)
    return int(cache.incr(key)) > PER_ADDRESS_AND_HOUR


def browser_of(request: HttpRequest) -> str:
    """Return the browser's random token, or nothing when it has none yet."""
    return str(request.get_signed_cookie(COOKIE, default="", salt=COOKIE))


def new_browser() -> str:
    """Return a random token for a browser."""
    return secrets.token_urlsafe(16)


def _salt() -> str:
    """Return today's salt; it is random, so once gone nobody can make it again."""
    key = f"survey-salt-{timezone.localdate():%Y%m%d}"
    cache.add(key, secrets.token_urlsafe(32), DAY)
    return str(cache.get(key) or secrets.token_urlsafe(32))
