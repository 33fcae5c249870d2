"""All addresses of the portal."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal.common.policy import public

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/setlang/", public("the sign-in page has a language choice too")(set_language), name="set_language"),
    path("akun/", include("portal.accounts.urls")),
]
