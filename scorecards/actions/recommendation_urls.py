"""Addresses under rekomendasi/."""

from django.urls import path

from scorecards.actions.views import recommendations

app_name = "recommendations"
urlpatterns = [
    path("", recommendations.index, name="index"),
    path("<int:pk>/tutup/", recommendations.close, name="close"),
    path("<int:pk>/buka/", recommendations.reopen, name="reopen"),
]
