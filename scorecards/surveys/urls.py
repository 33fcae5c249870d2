"""Addresses of surveys."""

from django.urls import path

from scorecards.surveys import lokus_views, public, views

app_name = "surveys"

urlpatterns = [
    path("", views.index, name="index"),
    path("kelola/<int:pk>/", views.detail, name="detail"),
    path("kelola/<int:pk>/simpan/", views.save, name="save"),
    path("kelola/<int:pk>/poster/", views.poster, name="poster"),
    path("kelola/<int:pk>/jawaban.csv", views.export, name="export"),
    path("lokus/<int:pk>/", lokus_views.page, name="lokus"),
    path("lokus/<int:pk>/simpan/", lokus_views.save, name="lokus-save"),
    path("lokus/<int:pk>/<int:item>/hapus/", lokus_views.remove, name="lokus-remove"),
    path("<str:token>/", public.form, name="form"),
    path("<str:token>/terima-kasih/", public.thanks, name="thanks"),
]
