"""Addresses of award programmes and rounds."""

from django.urls import path

from awards.rounds import views

app_name = "rounds"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/berita-acara/", views.minutes, name="minutes"),
]
