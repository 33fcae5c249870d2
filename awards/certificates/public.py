"""The public page behind the QR code of a certificate: what it says, and nothing else."""

import hashlib
import time
from collections.abc import Mapping

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.certificates import selectors
from awards.certificates.models import Certificate
from portal.common.policy import public

UNKNOWN_PER_MINUTE = 30


@require_safe
@public("whoever holds a certificate can check it")
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whether a certificate is valid, void or unknown; whatever is not published is unknown in the same words.

    Sets no cookie. Only unknown addresses are counted against the visitor's limit, so that a whole hall that scans
    real certificates behind one address is never turned away.
    """
    revision = selectors.published(public_id)
    if revision is None:
        return _answer(request, {"state": "unknown"}, status=429 if _asks_too_much(request) else 404)
    is_void = revision.certificate.state == Certificate.State.VOID
    context = {
        "state": "void" if is_void else "valid",
        "data": revision.words,
        "voided_at": revision.certificate.voiding.voided_at if is_void else None,
    }
    return _answer(request, context, status=200)


def _answer(request: HttpRequest, context: Mapping[str, object], *, status: int) -> HttpResponse:
    # An empty token keeps the base template from setting the CSRF cookie: the page has no form.
    context = {**context, "csrf_token": "", "is_limited": status == 429}
    response = render(request, "certificates/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-cache"
    if status == 429:
        response["Retry-After"] = "60"
    return response


def _asks_too_much(request: HttpRequest) -> bool:
    """Count an unknown address against the visitor's limit of the running minute."""
    visitor = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]
    key = f"verify-unknown-{visitor}-{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    return int(cache.incr(key)) > UNKNOWN_PER_MINUTE
