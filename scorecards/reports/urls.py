"""Addresses under laporan/."""

from django.urls import path

from scorecards.reports import views

app_name = "reports"
urlpatterns = [
    path("berita-acara/<int:pk>/", views.minutes, name="minutes"),
    path("berita-acara/<int:pk>/buat/", views.make, name="minutes-make"),
    path("berita-acara/<int:pk>/berkas/", views.minutes_file, name="minutes-file"),
]
