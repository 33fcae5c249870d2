"""Addresses of award programmes and rounds."""

from django.urls import path

from awards.rounds.views import ceremony, institutions, nominations, pages, setup

app_name = "rounds"
urlpatterns = [
    path("", pages.index, name="index"),
    path("program/baru/", setup.new_programme, name="new-programme"),
    path("baru/", setup.new, name="new"),
    path("penerima/", ceremony.honours, name="honours"),
    path("lembaga/", institutions.index, name="institutions"),
    path("lembaga/baru/", institutions.new, name="new-institution"),
    path("lembaga/<int:pk>/", institutions.change, name="institution"),
    path("nominasi/<int:pk>/", nominations.change, name="nomination"),
    path("nominasi/<int:pk>/hapus/", nominations.remove, name="remove-nomination"),
    path("nominasi/<int:pk>/seleksi/", nominations.screen, name="screen"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("<int:pk>/atur/", setup.change, name="change"),
    path("<int:pk>/berita-acara/", pages.minutes, name="minutes"),
    path("<int:pk>/upacara/", ceremony.ceremony, name="ceremony"),
    path("<int:pk>/upacara/atur/", ceremony.arrange, name="arrange"),
    path("<int:pk>/nominasi/", nominations.index, name="nominations"),
    path("<int:pk>/nominasi/baru/", nominations.nominate, name="nominate"),
    path("<int:pk>/nominasi/tabel/", nominations.import_table, name="import"),
    path("<int:pk>/nominasi/contoh-tabel/", nominations.template, name="template"),
    path("<int:pk>/nominasi/terima-semua/", nominations.admit_rest, name="admit-rest"),
    path("<int:pk>/kategori/", setup.add_category, name="add-category"),
    path("<int:pk>/kategori/<int:category>/hapus/", setup.remove_category, name="remove-category"),
]
