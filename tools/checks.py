"""Checks of our own for tools/check.py; each prints its faults and exits 1 when there are any."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import polib

from tools import messages
from tools.check import ROOT, tracked

# Addresses of package indexes and paths of one machine: neither belongs in the repository.
LOCK_ADDRESS = re.compile(r"https?://|--(extra-)?index-url|--find-links|--trusted-host")
MACHINE_PATH = re.compile(r"(?<![\w.-])/(root|work|Users/\w+)/[\w.]|/home/(?!app\b)\w+/")
TEXT_FILES = (
    "*.py",
    "*.md",
    "*.html",
    "*.toml",
    "*.yaml",
    "*.yml",
    "*.sh",
    "*.lock",
    "*.json",
    "Makefile",
    "Dockerfile",
)


def translations() -> list[str]:
    """Every text is translated, none is fuzzy, placeholders agree."""
    return messages.problems()


def texts() -> list[str]:
    """`makemessages` would change nothing but dates and line numbers."""
    if not shutil.which("xgettext"):
        if os.environ.get("CI") == "true":
            return ["gettext is missing, so texts without a translation cannot be looked for: apt install gettext"]
        print("skipped: gettext is not installed")
        return []
    faults = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in tracked("*.py", "*.html", "*.txt", "*.po", "*.js"):
            target = Path(scratch, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
        for po in messages.catalogues():
            language = po.parent.parent.name
            subprocess.run(
                [
                    sys.executable,
                    "manage.py",
                    "makemessages",
                    "--locale",
                    language,
                    "--no-location",
                    "--verbosity",
                    "0",
                ],
                cwd=scratch,
                check=True,
            )
            ours, theirs = _entries(po), _entries(Path(scratch, po.relative_to(ROOT)))
            faults += [f"{language}: not in the catalogue: {text!r}" for text in sorted(theirs - ours)]
            faults += [f"{language}: no longer used: {text!r}" for text in sorted(ours - theirs)]
    return faults


def clean() -> list[str]:
    """Lock files hold every dependency and no index address; no file names a path of one machine."""
    faults = _unlocked() + [
        f"{name}: {line}"
        for name in tracked("requirements/*.lock")
        for line in (ROOT / name).read_text().splitlines()
        if LOCK_ADDRESS.search(line)
    ]
    for name in tracked(*TEXT_FILES):
        for number, line in enumerate((ROOT / name).read_text(errors="replace").splitlines(), 1):
            if MACHINE_PATH.search(line) and "MACHINE_PATH" not in line:
                faults.append(f"{name}:{number}: {line.strip()[:100]}")
    return faults


def _unlocked() -> list[str]:
    """Return what pyproject.toml asks for and the locks lack."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = project["project"]["dependencies"]
    extra = project["project"]["optional-dependencies"]["embedded"] + project["dependency-groups"]["dev"]
    faults = []
    for lock, wanted in (("runtime.lock", runtime), ("dev.lock", runtime + extra)):
        pinned = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / lock).read_text(), re.MULTILINE))
        names = {re.match(r"[A-Za-z0-9._-]+", line).group().lower().replace("_", "-") for line in wanted}
        faults += [f"{lock} lacks {name}: run tools/lock.sh" for name in sorted(names - pinned)]
    return faults


def _entries(path: Path) -> set[str]:
    return {entry.msgid_with_context for entry in polib.pofile(str(path)) if not entry.obsolete}


if __name__ == "__main__":
    found = {"translations": translations, "texts": texts, "clean": clean}[sys.argv[1]]()
    print("\n".join(found))
    sys.exit(bool(found))
