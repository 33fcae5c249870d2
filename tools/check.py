#!/usr/bin/env python3
"""Run every check that needs no server, several at a time; print a line for each, and the output of what failed.

check.py             all
check.py lint types  some, by name
check.py --fix       change what can be changed mechanically, instead of checking
"""

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES_OF_FAILURE = 80
BIN = Path(sys.executable).parent
NO_DATABASE = {
    "READ_ENV_FILES": "false",
    "DATABASE_URL": "postgresql://nobody@%2Fnonexistent:5432/none",
    "REDIS_URL": "",
    "DJANGO_SETTINGS_MODULE": "portal.settings",
    "DEPLOYMENT": "local",
}
PRODUCTION = {
    **NO_DATABASE,
    "DEPLOYMENT": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "ALLOWED_HOSTS": "rapor.example.go.id",
    "PUBLIC_ADDRESS": "https://rapor.example.go.id",
}


@dataclass(frozen=True)
class Check:
    """One command; `files` are added to it, and without any of them it is left out."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    files: list[str] | None = None

    def run(self) -> tuple[int, str, float]:
        """Return exit code, output and seconds."""
        started = time.monotonic()
        done = subprocess.run(
            [*self.command, *(self.files or [])],
            cwd=ROOT,
            env={**os.environ, "NO_COLOR": "1", **self.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, time.monotonic() - started


def checks() -> list[Check]:
    """Return all checks, slow ones first so that they overlap with the others."""
    manage = [sys.executable, "-W", "ignore::RuntimeWarning", "manage.py"]
    script = [sys.executable, "-m", "tools.checks"]
    templates = tracked("*.html")
    editions = [
        name
        for name in tracked("scorecards/instruments/*.yaml")
        if not name.endswith("schema.yaml") and "/crosswalk/" not in name
    ]
    schema = next((name for name in ("scorecards/instruments/schema.json",) if (ROOT / name).exists()), "")
    scripts = tracked("static/*.js", "static/*.css", "biome.json")
    return [
        Check("types", [tool("mypy"), "--no-error-summary", "."]),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"], NO_DATABASE),
        Check("deployment", [*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        Check("translations", [*script, "translations"]),
        Check("new texts", [*script, "texts"], NO_DATABASE),
        Check("layers", [tool("lint-imports"), "--no-cache"]),
        Check("dependencies", [tool("deptry"), "."]),
        Check(
            "spelling", [tool("codespell")], files=tracked("*.py", "*.md", "*.html", "*.js", "*.css", "*.sh", "*.toml")
        ),
        Check("lint", [tool("ruff"), "check", "."]),
        Check("format", [tool("ruff"), "format", "--check", "."]),
        Check("templates", [tool("djade"), "--check", "--target-version", "5.2"], files=templates),
        Check("idioms", [tool("django-upgrade"), "--check", "--target-version", "5.2"], files=tracked("*.py")),
        Check("scripts and styles", [tool("biome"), "ci", "--colors=off", "--max-diagnostics=50"], files=scripts),
        Check("editions", [tool("check-jsonschema"), "--schemafile", schema], files=editions if schema else []),
        Check("lock and paths", [*script, "clean"]),
    ]


def main(names: list[str]) -> int:
    """Run the named checks, or all; return the exit code."""
    wanted = [check for check in checks() if check.name in names or not names]
    started = time.monotonic()
    failed = 0
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as pool:
        running = {pool.submit(check.run): check for check in wanted if check.files is None or check.files}
        for done in as_completed(running):
            check = running[done]
            code, output, seconds = done.result()
            failed += bool(code)
            print(f"{'✘' if code else '✔'} {check.name:<20} {seconds:6.1f} s", flush=True)
            if code:
                print("\n".join(output.rstrip().splitlines()[-LINES_OF_FAILURE:]), flush=True)
    print(f"{len(running) - failed} checks passed, {failed} failed in {time.monotonic() - started:.0f} s", flush=True)
    return int(bool(failed))


def fix() -> int:
    """Format everything; return the exit code of what could not."""
    commands = [
        [tool("ruff"), "check", "--fix", "--quiet", "."],
        [tool("ruff"), "format", "--quiet", "."],
        [tool("djade"), "--target-version", "5.2", *tracked("*.html")],
        [tool("biome"), "format", "--write", *tracked("static/*.js", "static/*.css", "biome.json")],
    ]
    codes = {command[0]: subprocess.run(command, cwd=ROOT, check=False).returncode for command in commands}
    codes.pop(tool("djade"))  # it exits 1 when it changed something
    return max(codes.values())


def tracked(*patterns: str) -> list[str]:
    """Return the files of the repository that match, without vendored ones."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout
    names = [name for name in listing.split("\0") if name and (ROOT / name).is_file()]
    return [name for name in names if not name.startswith(("static/vendor/", "static/fonts/"))]


def tool(name: str) -> str:
    """Return the path of a program in .venv."""
    return str(BIN / name)


if __name__ == "__main__":
    sys.exit(fix() if sys.argv[1:] == ["--fix"] else main(sys.argv[1:]))
