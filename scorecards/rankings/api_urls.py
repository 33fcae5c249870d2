"""Addresses under api/v1/."""

from django.urls import path

from scorecards.rankings.api import CycleRankingView

app_name = "rankings-api"
urlpatterns = [path("cycles/<int:pk>/ranking/", CycleRankingView.as_view(), name="ranking")]
