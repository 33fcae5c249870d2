"""Pages about the portal itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.common import styleguide as guide
from portal.common.policy import public


@public("shows components with made-up words only, and portal.urls leaves it out in production")
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component once; people and browser tests look at them here."""
    return render(request, "styleguide.html", guide.context())
