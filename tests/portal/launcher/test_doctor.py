"""`manage.py doctor`: what it says of a sound installation, and of broken parts."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from awards.certificates import signing
from portal.launcher import checks
from portal.launcher.checks import Verdict
from tests.conftest import environment, run_manage


@pytest.mark.django_db
def test_sound_parts_are_good() -> None:
    verdicts = {finding.name: finding.verdict for finding in checks.examine()}

    needed = ["Python", "packages", "PDF", "translations", "PostgreSQL", "migrations", "waiting work", "file store"]
    assert {name: verdicts[name] for name in needed} == dict.fromkeys(needed, Verdict.GOOD)


def test_without_a_database_the_rest_is_still_examined() -> None:
    lost = environment() | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": ""}

    code, said = run_manage(lost, "doctor")

    assert code == 1
    assert "✘ PostgreSQL" in said
    assert "    -> start it: make run, or set DATABASE_URL to one that runs" in said
    assert "- migrations       not checked without a database" in said
    assert "! Redis/Valkey     none is set" in said
    assert "✔ file store" in said


@pytest.mark.django_db
def test_missing_migration_fails() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'common' AND name LIKE '0002%%'")

    found = checks.migrations()

    assert (found.verdict, found.reason, found.remedy) == (Verdict.BAD, "1 not applied", "manage.py prepare")


@pytest.mark.parametrize(
    ("attempts", "age", "verdict", "reason"),
    [
        (0, 30, Verdict.GOOD, "the oldest since 30 s"),
        (0, 90, Verdict.BAD, "the oldest has waited 90 s, more than 60 s"),
        (8, 90, Verdict.WARNING, "1 failed too often"),
    ],
)
@pytest.mark.django_db
def test_work_that_waits(attempts: int, age: int, verdict: Verdict, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_work (kind, key, queue, requested, done, requested_at, next_at, attempts, last_error) "
            "VALUES ('x', '1', 'fast', 1, 0, statement_timestamp() - make_interval(secs => %s), now(), %s, '')",
            [age, attempts],
        )

    found = checks.waiting_work()

    assert (found.verdict, found.reason) == (verdict, reason)


def test_package_out_of_step_with_the_lock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.lock").write_text(
        "django==1.0 \\\n    --hash=sha256:00\nno-such-thing==3 ; sys_platform == 'win32' \\\nnor-this==4 \\\n"
    )
    monkeypatch.setattr(checks, "BASE_DIR", tmp_path)

    found = checks.packages()

    assert found.verdict == Verdict.BAD
    assert found.reason.endswith("instead of 1.0; nor-this missing instead of 4")


def test_file_store_that_takes_nothing(settings: Settings) -> None:
    settings.MEDIA_ROOT = "/proc/nowhere"

    assert checks.storage().verdict == Verdict.BAD


@pytest.mark.parametrize(
    ("key", "verdict"),
    [("0" * 80, Verdict.BAD), ("abc", Verdict.BAD), ("q9X" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2, Verdict.GOOD)],
)
def test_secret_of_production(settings: Settings, key: str, verdict: Verdict) -> None:
    settings.SECRET_KEY = key

    assert checks.secret_key().verdict == verdict


def test_key_of_certificates(settings: Settings, tmp_path: Path) -> None:
    settings.CERTIFICATE_KEY_FILE = tmp_path / "key.pem"
    assert checks.certificate_key().verdict == Verdict.WARNING

    signing.write_new_key(settings.CERTIFICATE_KEY_FILE)
    assert checks.certificate_key().verdict == Verdict.GOOD

    settings.CERTIFICATE_KEY_FILE.chmod(0o644)
    assert checks.certificate_key().verdict == Verdict.BAD


def test_workers_that_are_not_there(broker: str) -> None:
    found = checks.workers()

    assert (found.verdict, found.reason) == (Verdict.WARNING, "nobody serves bulk, fast")


@pytest.mark.services
@pytest.mark.usefixtures("worker")
def test_workers_that_are_there() -> None:
    assert checks.workers().reason == "1 on fast and bulk"


@pytest.mark.django_db
def test_report_has_a_line_per_part_and_a_remedy_below() -> None:
    output = io.StringIO()

    call_command("doctor", stdout=output)

    lines = output.getvalue().splitlines()
    assert lines[0].startswith("✔ Python ")
    assert all(line[:2] in ("✔ ", "! ", "✘ ", "- ") or line.startswith("    -> ") for line in lines)
