"""App registration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package's docstring."""

    name = "portal.accounts"
    label = "accounts"
