"""What `manage.py doctor` looks at: each check says how a part is, why, and what to do."""

import importlib
import importlib.metadata
import os
import platform
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.models import F

from portal import health
from portal.celery import app
from portal.common import clamav
from portal.common.models import Work
from portal.common.work import PARK_AFTER, oldest_open_seconds
from portal.env import BASE_DIR

OLDEST_PYTHON = (3, 11)
OLDEST_POSTGRES = 17
LITTLE_DISK = 2 * 1024**3
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/Library/Fonts")
PDF_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"
PINNED = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>\S+)(?P<marker> *;)?")


class Verdict(StrEnum):
    """How a part is; a warning means that the portal runs, with something missing."""

    GOOD = "✔"
    WARNING = "!"
    BAD = "✘"
    UNKNOWN = "-"


@dataclass(frozen=True)
class Finding:
    """The outcome of one check: a reason, and for what is not good a remedy."""

    name: str
    verdict: Verdict
    reason: str
    remedy: str = ""


def good(name: str, reason: str) -> Finding:
    """Return a finding that needs nothing done."""
    return Finding(name, Verdict.GOOD, reason)


def examine() -> Iterator[Finding]:
    """Yield one finding per part; those that need PostgreSQL are named, not asked, when there is none."""
    for check in (python, packages, pdf, fonts, translations, tools):
        yield check()
    found = database()
    yield found
    for name, check in WITH_DATABASE.items():
        if found.verdict == Verdict.BAD:
            yield Finding(name, Verdict.UNKNOWN, "not checked without a database")
        else:
            yield check()
    for check in (broker, workers, storage, virus_scanner, disk, static_files):
        yield check()
    if settings.IS_PRODUCTION:
        yield from (secret_key(), certificate_key(), addresses(), mail())


# -- The machine -------------------------------------------------------------------------------------------------


def python() -> Finding:
    """Python is new enough."""
    version = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return Finding("Python", Verdict.BAD, f"{version} is too old", "install Python 3.11 or later, then make setup")
    return good("Python", version)


def packages() -> Finding:
    """The installed packages are those of the lock."""
    wanted = {}
    for line in (BASE_DIR / "requirements" / "runtime.lock").read_text().splitlines():
        pinned = PINNED.match(line)
        if pinned:
            wanted[pinned["name"]] = (pinned["version"], bool(pinned["marker"]))
    wrong = []
    for name, (version, is_conditional) in wanted.items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = version if is_conditional else "missing"
        if installed != version:
            wrong.append(f"{name} {installed} instead of {version}")
    if wrong:
        return Finding("packages", Verdict.BAD, "; ".join(wrong[:4]), "make setup")
    return good("packages", f"{len(wanted)} as in requirements/runtime.lock")


def pdf() -> Finding:
    """WeasyPrint finds its libraries and draws a page."""
    try:
        weasyprint = importlib.import_module("weasyprint")
        weasyprint.HTML(string="<p>Rapor Kota").write_pdf()
    except OSError as error:
        reason = str(error).splitlines()[0]
        return Finding("PDF", Verdict.BAD, reason, f"apt install {PDF_PACKAGES} (macOS: brew install pango)")
    return good("PDF", f"WeasyPrint {weasyprint.__version__} draws")


def fonts() -> Finding:
    """There is a font for what the portal's own fonts do not cover."""
    for folder in FONT_FOLDERS:
        for _place, _folders, files in os.walk(Path(folder).expanduser()):
            if any(name.lower().endswith((".ttf", ".otf", ".ttc")) for name in files):
                return good("fonts", "found")
    return Finding("fonts", Verdict.WARNING, "none on this machine", "apt install fonts-noto-core")


def translations() -> Finding:
    """The compiled translations are as new as their sources."""
    for source in sorted(BASE_DIR.glob("locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            return Finding("translations", Verdict.BAD, f"{source.relative_to(BASE_DIR)} is not compiled", "make setup")
    return good("translations", "compiled")


def tools() -> Finding:
    """What only developers need is there."""
    missing = [] if shutil.which("xgettext") else ["gettext"]
    if not os.environ.get("CHROMIUM") and not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        missing.append("chromium")
    if missing and not settings.IS_PRODUCTION:
        return Finding(
            "tools for tests", Verdict.WARNING, f"no {', no '.join(missing)}", f"apt install {' '.join(missing)}"
        )
    return good("tools for tests", "gettext, chromium" if not missing else "not needed here")


# -- The database and what needs it --------------------------------------------------------------------------------


def database() -> Finding:
    """PostgreSQL answers, is new enough and sorts as everywhere else."""
    remedy = "start it: make run, or set DATABASE_URL to one that runs"
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int / 10000, current_setting('server_version'), "
                "datlocprovider = 'b' AND datlocale IN ('C.UTF-8', 'PG_UNICODE_FAST') "
                "FROM pg_database WHERE datname = current_database()"
            )
            major, version, is_builtin = cursor.fetchone()
    except DatabaseError as error:
        return Finding("PostgreSQL", Verdict.BAD, " ".join(str(error).split()), remedy)
    if major < OLDEST_POSTGRES:
        return Finding("PostgreSQL", Verdict.BAD, f"{version} is too old", f"upgrade to {OLDEST_POSTGRES} or later")
    if not is_builtin:
        remedy = "create it anew: LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TEMPLATE template0"
        return Finding("PostgreSQL", Verdict.WARNING, f"{version}, but its locale is not the builtin C.UTF-8", remedy)
    return good("PostgreSQL", f"{version}, builtin locale")


def migrations() -> Finding:
    """The tables are those of this code."""
    part = health.migrations()
    if part.state != health.State.OK:
        return Finding("migrations", Verdict.BAD, part.detail, "manage.py prepare")
    return good("migrations", "all applied")


def waiting_work() -> Finding:
    """Background work is taken up within a minute, and none waits for a person."""
    seconds = oldest_open_seconds()
    if seconds is not None and seconds > health.LATE_SECONDS:
        reason = f"the oldest has waited {seconds:.0f} s, more than {health.LATE_SECONDS} s"
        return Finding(
            "waiting work", Verdict.BAD, reason, "start a worker, or manage.py drain; see its log for errors"
        )
    parked = Work.objects.filter(done__lt=F("requested"), attempts__gte=PARK_AFTER).count()
    if parked:
        return Finding("waiting work", Verdict.WARNING, f"{parked} failed too often", "see last_error in common_work")
    return good("waiting work", "none" if seconds is None else f"the oldest since {seconds:.0f} s")


WITH_DATABASE: dict[str, Callable[[], Finding]] = {"migrations": migrations, "waiting work": waiting_work}


# -- The other parts -----------------------------------------------------------------------------------------------


def broker() -> Finding:
    """Redis or Valkey answers."""
    part = health.broker()
    if part.state != health.State.OK:
        remedy = "set REDIS_URL, or let `manage.py drain --loop` do the work"
        return Finding("Redis/Valkey", Verdict.WARNING, part.detail, remedy)
    return good("Redis/Valkey", "answers")


def workers() -> Finding:
    """A worker listens on each queue."""
    remedy = "start workers: celery -A portal worker -Q fast, and another with -Q bulk"
    if not settings.REDIS_URL:
        return Finding("workers", Verdict.UNKNOWN, "not checked without Redis")
    try:
        listening = app.control.inspect(timeout=1.5).active_queues() or {}
    except Exception as error:  # whatever the transport raises, it means that nobody was reached
        return Finding("workers", Verdict.WARNING, type(error).__name__, remedy)
    served = {queue["name"] for queues in listening.values() for queue in queues}
    missing = {"fast", "bulk"} - served
    if missing:
        return Finding("workers", Verdict.WARNING, f"nobody serves {', '.join(sorted(missing))}", remedy)
    return good("workers", f"{len(listening)} on fast and bulk")


def storage() -> Finding:
    """Evidence can be stored."""
    try:
        health.storage()
    except OSError as error:
        return Finding("file store", Verdict.BAD, str(error), f"give this user write access to {settings.MEDIA_ROOT}")
    return good("file store", f"{settings.MEDIA_ROOT} takes files")


def virus_scanner() -> Finding:
    """ClamAV's daemon answers, where the installation names one."""
    if not clamav.is_on():
        remedy = "set CLAMAV_ADDRESS to a clamd (host:port or the path of its socket)"
        verdict = Verdict.WARNING if settings.IS_PRODUCTION else Verdict.UNKNOWN
        return Finding("virus scanner", verdict, "off: uploads are not scanned", remedy)
    try:
        return good("virus scanner", clamav.version())
    except clamav.ScannerUnavailable as error:
        remedy = "start clamd; until it answers, new files wait and nobody can open them"
        return Finding("virus scanner", Verdict.BAD, str(error), remedy)


def disk() -> Finding:
    """There is room for more evidence."""
    free = shutil.disk_usage(settings.MEDIA_ROOT if Path(settings.MEDIA_ROOT).exists() else BASE_DIR).free
    reason = f"{free / 1024**3:.1f} GiB free"
    if free < LITTLE_DISK:
        return Finding("disk", Verdict.WARNING, reason, "make room, or move DATA_DIR")
    return good("disk", reason)


def static_files() -> Finding:
    """Styles and scripts can be served."""
    if settings.IS_PRODUCTION:
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            return Finding("static files", Verdict.BAD, "not collected", "manage.py collectstatic --noinput")
        return good("static files", "collected")
    if not any(Path(folder).is_dir() for folder in finders.searched_locations or settings.STATICFILES_DIRS):
        return Finding("static files", Verdict.BAD, "the folder static/ is missing", "git checkout static")
    return good("static files", "served from static/")


# -- Production only -----------------------------------------------------------------------------------------------


def secret_key() -> Finding:
    """The key that signs sessions cannot be guessed."""
    key = settings.SECRET_KEY
    if len(key) < 50 or len(set(key)) < 10:
        remedy = "set SECRET_KEY to: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        return Finding("SECRET_KEY", Verdict.BAD, "short or plain", remedy)
    return good("SECRET_KEY", "long and varied")


def certificate_key() -> Finding:
    """Certificates can be sealed, and nobody else reads the key."""
    path: Path = settings.CERTIFICATE_KEY_FILE
    if not path.exists():
        remedy = "manage.py certificate_key new, and back the file up apart from the database"
        return Finding("certificate key", Verdict.WARNING, f"{path} is missing: no certificate is issued", remedy)
    if path.stat().st_mode & 0o077:
        return Finding("certificate key", Verdict.BAD, f"others may read {path}", f"chmod 600 {path}")
    return good("certificate key", str(path))


def addresses() -> Finding:
    """The portal knows under which names it is reached."""
    if not settings.PUBLIC_ADDRESS.startswith("https://"):
        remedy = "set PUBLIC_ADDRESS to the https address that people use; QR codes carry it"
        return Finding("addresses", Verdict.BAD, f"PUBLIC_ADDRESS is {settings.PUBLIC_ADDRESS}", remedy)
    return good("addresses", f"{settings.PUBLIC_ADDRESS}, hosts {', '.join(settings.ALLOWED_HOSTS)}")


def mail() -> Finding:
    """Messages such as password resets leave the machine."""
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        return Finding("mail", Verdict.WARNING, "password resets reach nobody", "set EMAIL_BACKEND and EMAIL_HOST")
    return good("mail", f"sent by {settings.EMAIL_HOST}")
