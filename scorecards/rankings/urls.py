"""Addresses under peringkat/."""

from django.urls import path

from scorecards.rankings import snapshot_views, views

app_name = "rankings"
urlpatterns = [
    path("dasbor/", views.dashboard, name="dashboard"),
    path("opd/", views.ranking_table, name="ranking"),
    path("opd.csv", views.ranking_csv, name="ranking-csv"),
    path("kota/", views.position_table, name="position"),
    path("kartu/<int:pk>/", views.explanation, name="explanation"),
    path("kartu/<int:pk>/<str:code>/", views.explanation_node, name="explanation-node"),
    path("rencana/<int:pk>/", views.climb, name="climb"),
    path("siklus/<int:pk>/kesegaran/", views.freshness, name="freshness"),
    path("siklus/<int:pk>/terbitkan/", snapshot_views.publish, name="publish"),
    path("terbitan/", snapshot_views.snapshots, name="snapshots"),
    path("terbitan/<int:pk>.json", snapshot_views.snapshot_file, name="snapshot"),
    path("terbitan/pemeriksa.pyz", snapshot_views.snapshot_verifier, name="snapshot-verifier"),
]
