"""Addresses of documents."""

from django.urls import path

from scorecards.evidence import views

app_name = "evidence"

urlpatterns = [
    path("<int:pk>/", views.view, name="view"),
    path("<int:pk>/berkas/", views.file, name="file"),
    path("unggahan/<uuid:key>/", views.upload, name="upload"),
    path("<int:pk>/gambar/", views.picture, name="picture"),
]
