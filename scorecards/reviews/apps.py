"""App registration."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """See the package's docstring."""

    name = "scorecards.reviews"
    label = "reviews"
