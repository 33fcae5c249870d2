"""Error pages: each says what happened, what was kept, and what to do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a request whose form token is missing or old."""
    return render(request, "403_csrf.html", status=403)
