"""All addresses of the portal."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal import health
from portal.common.policy import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/setlang/", public("the sign-in page has a language choice too")(set_language), name="set_language"),
    path("akun/", include("portal.accounts.urls")),
    path("peringkat/", include("scorecards.rankings.urls")),
    path("api/v1/", include("scorecards.rankings.api_urls")),
]
