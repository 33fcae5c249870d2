"""Error pages: each says what happened, what was kept, and what to do now, with a reference to quote.

htmx puts the body of an error answer into the page, so its requests get a small fragment instead of a page.
"""

import logging
import secrets
import sys
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger("portal.errors")


@dataclass(frozen=True)
class Explanation:
    """What a person reads about an error: what happened, what was kept, what to do now."""

    happened: Promise
    kept: Promise
    now: Promise


_STILL_THERE = _("Everything you saved before is still there.")

EXPLANATIONS = {
    400: Explanation(
        _("The portal could not read this request"),
        _STILL_THERE,
        _("Go back, check what you filled in, and try again."),
    ),
    403: Explanation(
        _("You have no access to this page"),
        _("Nothing was changed."),
        _("If your work needs it, ask the administrator of your city to add the role to your account."),
    ),
    404: Explanation(
        _("This page does not exist"),
        _("Nothing was changed."),
        _("Check the address, or go on from the front page. It may also belong to a unit that is not yours."),
    ),
    409: Explanation(
        _("Somebody else changed this in the meantime"),
        _("Your change is not saved yet; the stored value is untouched."),
        _("Open the page again, compare both values, and save the right one."),
    ),
    429: Explanation(
        _("Too many attempts in a short time"),
        _STILL_THERE,
        _("Wait a few minutes, then try again."),
    ),
    500: Explanation(
        _("Something went wrong in the portal"),
        _("Everything you saved before is still there. What you sent last may not be saved."),
        _("Try again in a few minutes. If it happens again, tell the administrator the reference below."),
    ),
}
_OLD_FORM = Explanation(
    _("This form was open for too long"),
    _("What you typed was not saved yet; it is still on the page you came from."),
    _("Go back, copy long texts to be safe, reload the page, and send it again."),
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return explain(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return explain(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return explain(request, 404)


def conflict(request: HttpRequest) -> HttpResponse:
    """Answer 409 where no page of its own can show both values."""
    return explain(request, 409)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429."""
    return explain(request, 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request whose form token is missing or old."""
    logger.warning("form token refused: %s", reason)
    return explain(request, 403, _OLD_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without session, user or database, any of which may be what is broken."""
    return explain(request, 500, is_isolated=True)


def explain(
    request: HttpRequest, status: int, explanation: Explanation | None = None, *, is_isolated: bool = False
) -> HttpResponse:
    """Return the page, or for htmx the fragment, that explains an error, and log its reference."""
    reference = secrets.token_hex(4).upper()
    broken = sys.exc_info()[0] is not None and status >= 500
    logger.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "%s %s answered %s, reference %s",
        request.method,
        request.path,
        status,
        reference,
        exc_info=broken,
    )
    is_htmx = request.headers.get("HX-Request") == "true"
    template = "components/error_fragment.html" if is_htmx else "errors/page.html"
    context = {"status": status, "error": explanation or EXPLANATIONS[status], "reference": reference}
    context["base"] = "base_public.html" if is_isolated or not _is_signed_in(request) else "base.html"
    body = render_to_string(template, context, None if is_isolated or is_htmx else request)
    return HttpResponse(body, status=status)


def _is_signed_in(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)
