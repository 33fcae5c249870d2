"""Addresses of Excel and of batches, below a scorecard."""

from django.urls import path

from scorecards.imports import views

app_name = "imports"

urlpatterns = [
    path("<int:pk>/excel/", views.excel, name="excel"),
    path("<int:pk>/excel/unduh/", views.download, name="download"),
    path("<int:pk>/tempel/", views.paste, name="paste"),
    path("<int:pk>/tahun-lalu/", views.last_year, name="last-year"),
    path("<int:pk>/tahun-lalu/<str:code>/bawa/", views.carry, name="carry"),
    path("<int:pk>/impor/<int:batch>/", views.batch, name="batch"),
    path("<int:pk>/impor/<int:batch>/terapkan/", views.apply, name="apply"),
    path("<int:pk>/impor/<int:batch>/batalkan/", views.undo, name="undo"),
    path("<int:pk>/impor/<int:batch>/buku/", views.marked, name="marked"),
]
