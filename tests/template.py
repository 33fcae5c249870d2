"""A migrated database to clone for each xdist worker, so that the migrations run once, or not at all.

What the migrations made is kept as SQL in `.data/test-template`, named after a digest of all migration files and the
lock; a changed migration makes a new one. CI starts from a fresh clone and so always runs the migrations themselves.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from django.conf import settings

from portal.launcher import postgres
from portal.launcher.binaries import postgres_bin

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".data" / "test-template"
NAME = "rapor_kota_template"


def migrated_template(folder: Path) -> str:
    """Return the name of a migrated database on the run's own server; the first worker makes it, others wait."""
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _create():
            kept = CACHE / f"{_digest()}.sql"
            if kept.exists():
                _programs("psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file", kept, NAME)
            else:
                _migrate()
                _keep(kept)
    return NAME


def _create() -> bool:
    """Create the database; False when another worker did."""
    at = settings.DATABASES["default"]
    with psycopg.connect(
        host=at["HOST"], port=at["PORT"], user=at["USER"], dbname="postgres", autocommit=True
    ) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            return False
        connection.execute(f"CREATE DATABASE {NAME}")
    return True


def _migrate() -> None:
    url = postgres.url(Path(settings.DATABASES["default"]["HOST"]), postgres.ROLE, NAME)
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, ROOT / "manage.py", "migrate", "--verbosity", "0"], env=environment, check=True)


def _keep(path: Path) -> None:
    """Write the database down for the next run, in one move; drop the ones of other migrations."""
    CACHE.mkdir(parents=True, exist_ok=True)
    scratch = CACHE / f"{os.getpid()}.new"
    _programs("pg_dump", "--no-owner", "--no-privileges", "--no-comments", "--file", scratch, NAME)
    for old in CACHE.glob("*.sql"):
        old.unlink(missing_ok=True)
    scratch.replace(path)


def _programs(name: str, *arguments: str | Path) -> None:
    at = settings.DATABASES["default"]
    place = {"PGHOST": str(at["HOST"]), "PGPORT": str(at["PORT"]), "PGUSER": str(at["USER"])}
    command = [postgres_bin(None) / name, *arguments]
    subprocess.run(command, env={**os.environ, **place}, stdout=subprocess.DEVNULL, check=True)


def _digest() -> str:
    files = sorted([*ROOT.glob("*/*/migrations/*.py"), ROOT / "requirements" / "dev.lock"])
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
