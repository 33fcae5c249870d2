"""Address of the page that shows who contributes to whom."""

from django.urls import path

from scorecards.entries import views

app_name = "collaboration"

urlpatterns = [path("", views.collaboration, name="index")]
