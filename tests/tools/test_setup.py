"""tools/setup.py and the system's packages, with an apt-get that behaves as told."""

import importlib.util
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT

Apt = Callable[[str], Path]
UNREACHABLE = """
[ "$action" = update ] && exit 0
echo "E: Failed to fetch http://deb.example/a.deb  Unable to connect to deb.example:80:"
echo "E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?"
exit 100
"""


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, run as if by root, without its waits."""
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(module, "APT_PAUSE", 0)
    return module


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apt:
    """Return a function that puts an apt-get with the given body first on the path; it returns the list of calls."""
    folder = tmp_path / "bin"
    folder.mkdir()
    calls = tmp_path / "calls"

    def put(body: str) -> Path:
        script = folder / "apt-get"
        script.write_text(
            f"#!/bin/sh\nfor word; do case $word in update|install) action=$word;; esac; done\n"
            f'echo "$*" | sed "s/--no-install-recommends //; s/^.* \\(update\\|install\\)/\\1/" >> {calls}\n'
            f"calls={calls}\n{body}"
        )
        script.chmod(script.stat().st_mode | stat.S_IXUSR)
        return calls

    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return put


def test_packages_are_installed_in_silence(setup: ModuleType, apt: Apt, capfd: pytest.CaptureFixture[str]) -> None:
    calls = apt('echo "Setting up a ..."; exit 0')

    assert setup.apt_install(["a", "b"])

    assert calls.read_text().splitlines() == ["update", "install a b"]
    assert capfd.readouterr() == ("Installing from the system's packages: a b ...\n", "")


def test_unreachable_servers_are_told_in_one_line(
    setup: ModuleType, apt: Apt, capfd: pytest.CaptureFixture[str]
) -> None:
    calls = apt(UNREACHABLE)

    assert not setup.apt_install(["a", "b"])

    assert calls.read_text().splitlines() == ["update", "install a b"]  # not once more for each package
    assert capfd.readouterr().out.splitlines()[1:] == ["! apt-get could not: the package servers cannot be reached"]


def test_an_unknown_package_does_not_keep_the_others_out(
    setup: ModuleType, apt: Apt, capfd: pytest.CaptureFixture[str]
) -> None:
    calls = apt('case "$*" in *" odd"*) echo "Reading ..."; echo "E: Unable to locate package odd"; exit 100;; esac')

    assert not setup.apt_install(["a", "odd", "b"])

    assert calls.read_text().splitlines() == ["update", "install a odd b", "install a", "install odd", "install b"]
    assert capfd.readouterr().out.splitlines()[1:] == ["! apt-get could not: Unable to locate package odd"]


def test_a_lock_of_somebody_else_is_waited_for(setup: ModuleType, apt: Apt, capfd: pytest.CaptureFixture[str]) -> None:
    calls = apt(
        '[ "$(wc -l < "$calls")" -gt 1 ] && exit 0\n'
        'echo "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)"; exit 100'
    )

    assert setup.apt_install(["a"])

    assert calls.read_text().splitlines() == ["update", "update", "install a"]
    assert capfd.readouterr().out.splitlines()[1:] == []


def test_only_root_installs(
    setup: ModuleType, apt: Apt, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    calls = apt("exit 0")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert not setup.apt_install(["a"])

    assert not calls.exists()
    assert capfd.readouterr().out == ""


@pytest.mark.skipif(sys.platform != "linux", reason="names Debian's packages")
def test_what_is_missing_is_told_in_one_line(setup: ModuleType) -> None:
    assert setup.advice(["libatomic1"]) == (
        "Missing: libatomic1. Install with: sudo apt install libatomic1 (browser tests are skipped)."
    )
    assert setup.advice(["libpango-1.0-0", "gettext", "chromium"]) == (
        "Missing: libpango-1.0-0, gettext, chromium. Install with: sudo apt install libpango-1.0-0 gettext chromium"
        " (no PDF files until then; browser tests are skipped; new texts are not looked for)."
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is led to apt-get")
def test_without_any_python_and_network_the_shell_says_what_to_install(tmp_path: Path, apt: Apt) -> None:
    apt(UNREACHABLE)
    for name in ("dirname", "id", "sed", "sh"):
        (tmp_path / "bin" / name).symlink_to(f"/usr/bin/{name}")

    done = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "setup.sh", "run"],
        env={"PATH": str(tmp_path / "bin")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

    assert (done.returncode, done.stdout.splitlines()) == (
        1,
        [
            "Installing Python ...",
            "Python 3.11 or later is needed. On Debian or Ubuntu: sudo apt install python3 python3-venv",
        ],
    )
