"""Addresses under pekerjaan/."""

from django.urls import path

from portal.home import work_views

app_name = "work"

urlpatterns = [
    path("", work_views.index, name="index"),
    path("ulangi/", work_views.retry, name="retry"),
]
