"""Addresses under laporan/."""

from django.urls import path

from scorecards.reports.views import minutes, reports

app_name = "reports"
urlpatterns = [
    path("", reports.index, name="index"),
    path("buat/", reports.order, name="order"),
    path("pekerjaan/<int:pk>/", reports.job, name="job"),
    path("pekerjaan/<int:pk>/batalkan/", reports.cancel, name="cancel"),
    path("pekerjaan/<int:pk>/ulangi/", reports.retry, name="retry"),
    path("pekerjaan/<int:pk>/zip/", reports.archive, name="archive"),
    path("<int:pk>/berkas/", reports.file, name="file"),
    path("berita-acara/<int:pk>/", minutes.minutes, name="minutes"),
    path("berita-acara/<int:pk>/buat/", minutes.make, name="minutes-make"),
    path("berita-acara/<int:pk>/berkas/", minutes.minutes_file, name="minutes-file"),
]
