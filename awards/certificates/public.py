"""What everybody may ask about certificates: the page behind a QR code, files, and all that checks without the server.

No page sets a cookie, and none says more than the paper does.
"""

import hashlib
import time
from collections.abc import Callable, Mapping

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.certificates import offline, register, selectors
from awards.certificates.models import Certificate
from awards.certificates.signing import NoSealKey, public_keys
from awards.certificates.verifier import PROGRAM, verifier
from awards.domain.jws import Signature, write_keys
from awards.domain.verdicts import Evidence, File, Source, State, Verdict, judge
from awards.domain.verify_certificate import LIST_NAME
from portal.common.policy import public
from portal.units.models import Government

UNKNOWN_PER_MINUTE = 30
COPIES_PER_MINUTE = 30


@require_safe
@public("whoever holds a certificate can check it")
def verify(request: HttpRequest, public_id: str, revision: int = 1) -> HttpResponse:
    """Say whether a revision is valid, replaced, revoked or unknown; what is not published is unknown in equal words.

    Only unknown addresses are counted against the visitor's limit, so that a whole hall that scans real certificates
    behind one address is never turned away.
    """
    found = selectors.published(public_id, revision)
    row = register.row_of(found) if found else None
    verdict = judge(Evidence(Signature.ABSENT, Source.SERVER, row.state if row else None, File.ABSENT))
    if found is None or row is None:
        is_limited = _asks_too_much(request, "unknown", UNKNOWN_PER_MINUTE)
        unknown = {"verdict": verdict, "is_limited": is_limited}
        return _answer(request, "verify", unknown, status=429 if is_limited else 404)
    context = {
        "verdict": verdict,
        "data": found.words,
        "row": row,
        "revoked_at": found.certificate.ended_at if row.state == State.REVOKED else None,
    }
    return _answer(request, "verify", context)


@require_safe
@public("whoever holds the file of a certificate can check it")
def check(request: HttpRequest) -> HttpResponse:
    """Show the page on which a file is dropped; the file stays in the browser."""
    return _answer(request, "check", {})


@require_safe
@public("public keys are public")
def keys(request: HttpRequest) -> HttpResponse:
    """Send all public keys as a JWK set."""
    del request
    return _file(write_keys(public_keys()), "application/jwk-set+json", "kunci.json")


@require_safe
@public("the status list names nobody; whoever checks without the server needs it")
def status_list(request: HttpRequest, code: str) -> HttpResponse:
    """Send a government's status list as it is now."""
    return _copy(request, code, register.status_list, "application/jose", LIST_NAME)


@require_safe
@public("whoever checks without the server needs it")
def offline_page(request: HttpRequest, code: str) -> HttpResponse:
    """Send the page that checks without the server."""
    return _copy(request, code, offline.offline_page, "text/html; charset=utf-8", f"periksa-piagam-{code}.html")


@require_safe
@public("the program holds public keys and no data")
def program(request: HttpRequest) -> HttpResponse:
    """Send the program that checks without the server."""
    del request
    return _file(verifier(), "application/octet-stream", PROGRAM)


def _issuers() -> list[Government]:
    """Return the governments that ever issued a certificate."""
    issued = Certificate.objects.filter(government=OuterRef("pk"), revisions__rendered_at__isnull=False)
    return list(Government.objects.filter(Exists(issued)).order_by("pk"))


def _copy(
    request: HttpRequest, code: str, make: Callable[[Government], str], content_type: str, name: str
) -> HttpResponse:
    """Make a copy of what is public; it costs work, so a visitor gets so many a minute."""
    government = get_object_or_404(Government, code=code)
    if _asks_too_much(request, "copies", COPIES_PER_MINUTE):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    try:
        return _file(make(government), content_type, name)
    except NoSealKey:
        return HttpResponse(status=503)


def _answer(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    issuers = _issuers()
    lists = [{"issuer": one.name, "url": reverse("certificates:status-list", args=[one.code])} for one in issuers]
    # An empty token keeps the base template from setting the CSRF cookie: the page has no form.
    common = {
        "csrf_token": "",
        "keys": write_keys(public_keys()),
        "lists": lists,
        "issuers": issuers,
        "verdicts": list(Verdict),
    }
    response = render(request, f"certificates/{template}.html", {**common, **context}, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-cache"
    if status == 429:
        response["Retry-After"] = "60"
    return response


def _file(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    """Send a copy, which a browser may use again for a minute: several files are often checked in a row."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "max-age=60",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def _asks_too_much(request: HttpRequest, what: str, limit: int) -> bool:
    """Count a request against the visitor's limit of the running minute."""
    visitor = hashlib.sha256(get_adapter().get_client_ip(request).encode()).hexdigest()[:32]
    key = f"verify-{what}-{visitor}-{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    return int(cache.incr(key)) > limit
