"""Addresses of scorecards and their entries."""

from django.urls import path

from scorecards.entries import views

app_name = "entries"

urlpatterns = [
    path("", views.index, name="index"),
    path("pengampu/", views.city_index, name="city"),
    path("<int:pk>/pengampu/", views.leads, name="leads"),
    path("<int:pk>/pengampu/usulan/", views.proposal, name="proposal"),
    path("bukti/<int:document>/pindahkan/", views.move_links, name="move-links"),
    path("<int:pk>/", views.scorecard, name="scorecard"),
    path("<int:pk>/ajukan/", views.submit, name="submit"),
    path("<int:pk>/pengajuan/<int:number>/tanda-terima/", views.submission_receipt_pdf, name="submission-receipt"),
    path("<int:pk>/pengajuan/<int:number>/tarik/", views.withdraw, name="withdraw"),
    path("<int:pk>/tabel/", views.table, name="grid"),
    path("<int:pk>/<str:code>/", views.entry, name="entry"),
    path("<int:pk>/<str:code>/jawaban/", views.save, name="save"),
    path("<int:pk>/<str:code>/riwayat/", views.history, name="history"),
    path("<int:pk>/<str:code>/kontribusi/", views.share_note, name="share"),
    path("<int:pk>/<str:code>/kontributor/", views.contributor_add, name="contributor-add"),
    path("<int:pk>/<str:code>/kontributor/<int:share>/akhiri/", views.contributor_remove, name="contributor-remove"),
    path("<int:pk>/<str:code>/bukti/unggah/", views.upload, name="upload"),
    path("<int:pk>/<str:code>/bukti/daftar/", views.announce, name="announce"),
    path("<int:pk>/<str:code>/bukti/daftar/<uuid:key>/", views.finish, name="finish"),
    path("<int:pk>/<str:code>/tanda-terima/<int:receipt>/", views.receipt, name="receipt"),
    path("<int:pk>/<str:code>/bukti/juga/", views.also, name="also"),
    path("<int:pk>/<str:code>/bukti/tautan/", views.add_link, name="add-link"),
    path("<int:pk>/<str:code>/bukti/pakai/", views.reuse, name="reuse"),
    path("<int:pk>/<str:code>/bukti/<int:link>/halaman/", views.pages, name="pages"),
    path("<int:pk>/<str:code>/bukti/<int:link>/lepas/", views.detach, name="detach"),
]
