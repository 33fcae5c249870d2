"""Addresses under unit/."""

from django.urls import path

from portal.units import views

app_name = "units"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/narahubung/", views.focal, name="focal"),
]
