"""App registration."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """See the package's docstring."""

    name = "awards.certificates"
    label = "certificates"
