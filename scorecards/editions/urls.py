"""Addresses of the edition workshop."""

from django.urls import path

from scorecards.editions import views

app_name = "editions"

urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/buku/", views.template, name="template"),
    path("draf/<int:pk>/", views.draft, name="draft"),
    path("draf/<int:pk>/buku/", views.workbook, name="workbook"),
    path("draf/<int:pk>/yaml/", views.yaml, name="yaml"),
    path("draf/<int:pk>/usulkan/", views.propose, name="propose"),
    path("draf/<int:pk>/terbitkan/", views.publish, name="publish"),
    path("draf/<int:pk>/buang/", views.discard, name="discard"),
]
