"""Addresses under publik/peringkat/, for which nobody signs in."""

from django.urls import path

from scorecards.rankings.views import public

app_name = "rankings-public"
urlpatterns = [
    path("", public.rankings, name="index"),
    path("pemeriksa.pyz", public.verifier_file, name="verifier"),
    path("<str:code>/<int:number>/", public.ranking, name="ranking"),
]
