"""Addresses of documents."""

from django.urls import path

from scorecards.evidence import views

app_name = "evidence"

urlpatterns = [
    path("", views.index, name="index"),
    path("tambah/", views.add, name="add"),
    path("permintaan/", views.requests, name="requests"),
    path("permintaan/baru/", views.ask, name="ask"),
    path("permintaan/<int:pk>/", views.request_detail, name="request"),
    path("permintaan/<int:pk>/beri/", views.grant, name="grant"),
    path("permintaan/<int:pk>/tolak/", views.decline, name="decline"),
    path("permintaan/<int:pk>/tarik/", views.withdraw, name="withdraw"),
    path("izin/<int:grant>/cabut/", views.revoke, name="revoke"),
    path("dokumen/<int:document>/ubah/", views.edit, name="edit"),
    path("dokumen/<int:document>/revisi/", views.revise, name="revise"),
    path("<int:pk>/", views.view, name="view"),
    path("<int:pk>/berkas/", views.file, name="file"),
    path("unggahan/<uuid:key>/", views.upload, name="upload"),
    path("<int:pk>/gambar/", views.picture, name="picture"),
    path("<int:pk>/periksa/", views.recheck, name="recheck"),
]
