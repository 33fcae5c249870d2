"""The database that benchmarks with rows stand on."""

import os

import django
from django.conf import settings


def set_up() -> None:
    """Start the tests' own servers and make an empty database on them."""
    if settings.configured:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.db import connection  # noqa: PLC0415  # only now there are settings

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
