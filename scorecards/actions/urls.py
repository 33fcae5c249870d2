"""Addresses under aksi/."""

from django.urls import path

from scorecards.actions.views import lists, meetings, plan, progress

app_name = "actions"
urlpatterns = [
    path("", lists.index, name="index"),
    path("unduh/", lists.table, name="csv"),
    path("rencana/", lists.plan, name="plan"),
    path("rapat/", meetings.index, name="meetings"),
    path("rapat/<int:pk>/", meetings.detail, name="meeting"),
    path("baru/", plan.new, name="new"),
    path("<int:pk>/", plan.detail, name="detail"),
    path("<int:pk>/ubah/", plan.edit, name="edit"),
    path("<int:pk>/salin/", plan.copy, name="copy"),
    path("<int:pk>/hentikan/", plan.drop, name="drop"),
    path("<int:pk>/selesai/", plan.settle, name="settle"),
    path("<int:pk>/lanjutkan/", plan.take_up, name="take-up"),
    path("<int:pk>/realisasi/", progress.report, name="report"),
    path("<int:pk>/bukti/", progress.attach, name="attach"),
    path("<int:pk>/bukti/<int:proof>/lepas/", progress.detach, name="detach"),
]
