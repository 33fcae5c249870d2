"""Addresses under peringkat/."""

from django.urls import path

from scorecards.rankings.views import (
    climb,
    comparing,
    composite,
    dashboard,
    explanation,
    governments,
    meeting,
    opening,
    published,
    ranking,
    snapshots,
)

app_name = "rankings"
urlpatterns = [
    path("dasbor/", dashboard.dashboard, name="dashboard"),
    path("rapat/", meeting.meeting, name="meeting"),
    path("rapat/buka/", meeting.begin, name="meeting-open"),
    path("rapat/<int:pk>/putuskan/", meeting.decide, name="meeting-decide"),
    path("rapat/<int:pk>/janji/<int:action>/", meeting.review, name="meeting-review"),
    path("rapat/<int:pk>/notulen/", meeting.minutes, name="meeting-minutes"),
    path("opd/", ranking.ranking_table, name="ranking"),
    path("opd.csv", ranking.ranking_csv, name="ranking-csv"),
    path("gabungan/", composite.composite_table, name="composite"),
    path("gabungan.csv", composite.composite_csv, name="composite-csv"),
    path("kota/", governments.position_table, name="position"),
    path("diumumkan/", published.index, name="published"),
    path("diumumkan/tabel.csv", published.table_csv, name="published-csv"),
    path("diumumkan/tabel.xlsx", published.table_xlsx, name="published-xlsx"),
    path("diumumkan/<int:pk>/", published.detail, name="published-import"),
    path("diumumkan/<int:pk>/terapkan/", published.apply, name="published-apply"),
    path("diumumkan/<int:pk>/urungkan/", published.undo, name="published-undo"),
    path("diumumkan/<int:pk>/berkas/", published.source, name="published-source"),
    path("kartu/<int:pk>/", explanation.explanation, name="explanation"),
    path("kartu/<int:pk>/<str:code>/", explanation.explanation_node, name="explanation-node"),
    path("rencana/<int:pk>/", climb.climb, name="climb"),
    path("rencana/<int:pk>/aksi/", climb.accept, name="climb-accept"),
    path("siklus/<int:pk>/kesegaran/", dashboard.freshness, name="freshness"),
    path("siklus/<int:pk>/terbitkan/", snapshots.publish, name="publish"),
    path("terbitan/", snapshots.snapshots, name="snapshots"),
    path("terbitan/<int:pk>.json", snapshots.snapshot_file, name="snapshot"),
    path("terbitan/untuk-umum/", opening.opening, name="opening"),
    path("terbitan/<int:pk>/", snapshots.snapshot_page, name="snapshot-page"),
    path("terbitan/<int:pk>/banding/", snapshots.compare, name="compare"),
    path("terbitan/<int:pk>/banding/<int:other>/", comparing.comparison, name="comparison"),
    path("terbitan/pemeriksa.pyz", snapshots.snapshot_verifier, name="snapshot-verifier"),
]
