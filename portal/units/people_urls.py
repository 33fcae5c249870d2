"""Addresses under orang/."""

from django.urls import path

from portal.units import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="index"),
    path("baru/", views.new_person, name="new"),
    path("<int:pk>/", views.person, name="detail"),
    path("peran/<int:pk>/akhiri/", views.end, name="end"),
]
