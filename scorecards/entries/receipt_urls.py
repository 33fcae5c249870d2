"""The public address at which a receipt is checked."""

from django.urls import path

from scorecards.entries import views

app_name = "receipts"

urlpatterns = [path("", views.check, name="check")]
