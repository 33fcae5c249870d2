"""All addresses of the portal."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal import health
from portal.common.policy import public
from portal.common.views import styleguide

handler400 = "portal.errors.bad_request"
handler403 = "portal.errors.permission_denied"
handler404 = "portal.errors.not_found"
handler429 = "portal.errors.too_many_requests"
handler500 = "portal.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/setlang/", public("the sign-in page has a language choice too")(set_language), name="set_language"),
    path("akun/", include("portal.accounts.urls")),
    path("", include("portal.home.urls")),
    path("pekerjaan/", include("portal.home.work_urls")),
    path("unit/", include("portal.units.urls")),
    path("orang/", include("portal.units.people_urls")),
    path("siklus/", include("scorecards.imports.past_urls")),
    path("siklus/", include("scorecards.entries.cycle_urls")),
    path("edisi/", include("scorecards.editions.urls")),
    path("cari/", include("portal.search.urls")),
    path("pemberitahuan/", include("portal.notices.urls")),
    path("kartu-skor/", include("scorecards.imports.urls")),
    path("kartu-skor/", include("scorecards.entries.urls")),
    path("tanda-terima/", include("scorecards.entries.receipt_urls")),
    path("bukti/", include("scorecards.evidence.urls")),
    path("aksi/", include("scorecards.actions.urls")),
    path("rekomendasi/", include("scorecards.actions.recommendation_urls")),
    path("penilaian/", include("scorecards.reviews.urls")),
    path("kolaborasi/", include("scorecards.entries.collaboration_urls")),
    path("survei/", include("scorecards.surveys.urls")),
    path("peringkat/", include("scorecards.rankings.urls")),
    path("publik/peringkat/", include("scorecards.rankings.public_urls")),
    path("laporan/", include("scorecards.reports.urls")),
    path("api/v1/", include("scorecards.rankings.api_urls")),
    path("penghargaan/", include("awards.rounds.urls")),
    path("juri/", include("awards.jury.urls")),
    path("", include("awards.certificates.urls")),
]
if not settings.IS_PRODUCTION:
    urlpatterns.append(path("gaya/", styleguide, name="styleguide"))
