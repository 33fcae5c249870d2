"""What load balancers and containers ask."""

import json
import subprocess
import sys

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.conftest import ROOT, environment


def parts(client: Client) -> tuple[int, dict[str, tuple[str, str]]]:
    """Return the status of /readyz and (state, detail) by part."""
    answer = client.get("/readyz")
    return answer.status_code, {part["name"]: (part["state"], part["detail"]) for part in answer.json()["parts"]}


def test_alive_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready(client: Client, broker: str) -> None:
    assert parts(client) == (
        200,
        {
            "database": ("ok", ""),
            "migrations": ("ok", ""),
            "work": ("ok", ""),
            "broker": ("ok", ""),
            "storage": ("ok", ""),
        },
    )


@pytest.mark.django_db
def test_ready_though_the_broker_is_away(client: Client, settings: Settings) -> None:
    settings.REDIS_URL = "redis://:secret-word@127.0.0.1:1/0"

    status, found = parts(client)

    assert (status, found["broker"]) == (200, ("degraded", "does not answer"))


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'common' AND name LIKE '0002%%'")

    status, found = parts(client)

    assert (status, found["migrations"]) == (503, ("failed", "1 not applied"))


@pytest.mark.django_db
def test_work_that_nobody_does_is_told(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_work "
            "(kind, key, queue, requested, done, requested_at, next_at, attempts, last_error) "
            "VALUES ('x', '1', 'fast', 1, 0, statement_timestamp() - interval '90 s', statement_timestamp(), 0, '')"
        )

    status, found = parts(client)

    assert (status, found["work"]) == (200, ("degraded", "the oldest has waited 90 s"))


@pytest.mark.django_db
def test_not_ready_when_evidence_cannot_be_stored(client: Client, settings: Settings) -> None:
    settings.MEDIA_ROOT = "/proc/nowhere"

    status, found = parts(client)

    assert (status, found["storage"]) == (503, ("failed", "FileNotFoundError"))


def test_lost_database_is_told_without_its_address() -> None:
    lost = environment() | {"DATABASE_URL": "postgresql://nobody:secret-word@127.0.0.1:1/none"}
    program = (
        "from django.test import Client; answer = Client().get('/readyz', HTTP_HOST='localhost');"
        "print(answer.status_code, answer.content.decode())"
    )

    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=ROOT,
        env=lost,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    status, body = done.stdout.split(" ", 1)
    answer = json.loads(body)
    assert (status, answer["ready"]) == ("503", False)
    assert [part["name"] for part in answer["parts"]] == ["database", "broker", "storage"]
    assert answer["parts"][0] == {"name": "database", "state": "failed", "detail": "OperationalError"}
    assert "secret-word" not in body
