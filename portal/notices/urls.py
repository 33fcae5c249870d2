"""Addresses under pemberitahuan/."""

from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("buka/", views.follow, name="follow"),
    path("dibaca/", views.read, name="read"),
    path("pengaturan/", views.settings_page, name="settings"),
    path("pengaturan/uji/", views.test, name="test"),
]
