"""Addresses of the reviewers' pages."""

from django.urls import path

from scorecards.reviews import recommendation_views, views

app_name = "reviews"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("tidak-berubah/", views.unchanged, name="unchanged"),
    path("dikembalikan/", views.returned, name="returned"),
    path("perbaikan/", views.corrections, name="corrections"),
    path("kemajuan/", views.progress, name="progress"),
    path("rilis/<int:pk>/", views.release, name="release"),
    path("verifikator/<int:pk>/", views.slices, name="slices"),
    path("verifikator/<int:pk>/<int:slice_pk>/akhiri/", views.end_slice, name="end-slice"),
    path("sanggah/", views.objections, name="objections"),
    path("sanggah/<int:pk>/", views.objection, name="objection"),
    path("sanggah/<int:pk>/ajukan/", views.file_objection, name="object"),
    path("sanggah/<int:pk>/jawab/", views.answer_objection, name="answer"),
    path("<int:pk>/", views.entry, name="entry"),
    path("<int:pk>/rekomendasi/", recommendation_views.recommend, name="recommend"),
    path("<int:pk>/terima/", views.accept, name="accept"),
    path("<int:pk>/kembalikan/", views.send_back, name="return"),
    path("<int:pk>/batalkan/", views.undo, name="undo"),
]
