"""Addresses of tables of past years, below a cycle."""

from django.urls import path

from scorecards.imports.views import past as views

app_name = "past"

urlpatterns = [
    path("<int:pk>/tabel/", views.index, name="index"),
    path("<int:pk>/tabel/<int:batch>/", views.batch, name="batch"),
    path("<int:pk>/tabel/<int:batch>/kolom/", views.columns, name="columns"),
    path("<int:pk>/tabel/<int:batch>/terapkan/", views.apply, name="apply"),
    path("<int:pk>/tabel/<int:batch>/batalkan/", views.undo, name="undo"),
    path("<int:pk>/tabel/<int:batch>/berkas/", views.source, name="source"),
]
