"""Addresses of cycles and their windows."""

from django.urls import path

from scorecards.entries.views import cycles as views

app_name = "cycles"

urlpatterns = [
    path("", views.index, name="index"),
    path("baru/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/waktu-sendiri/", views.own_window, name="own-window"),
    path("<int:pk>/waktu-sendiri/<int:window>/hapus/", views.drop_window, name="drop-window"),
]
