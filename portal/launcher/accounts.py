"""The system user that embedded servers run as when the launcher itself runs as root."""

import contextlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from portal.launcher.processes import Account, run

SERVER_USER = "rapor_kota_pg"


def server_account() -> Account | None:
    """Return the account for PostgreSQL, which refuses root; None when the invoking user will do."""
    if os.geteuid() != 0:
        return None
    found = _look_up()
    if found is None:
        _create()
        found = _look_up()
    if found is None:
        raise RuntimeError(
            f"PostgreSQL refuses to run as root, and the user '{SERVER_USER}' could not be made. Make it "
            f"(useradd --system {SERVER_USER}), or run as another user, or set DATABASE_URL."
        )
    return found


def can_enter(path: Path, account: Account | None) -> bool:
    """Tell whether `account` can enter the folder `path`, whatever the modes of the folders above it."""
    if account is None:
        return os.access(path, os.X_OK)
    try:
        run(["/bin/sh", "-c", 'cd "$1"', "sh", path], account=account)
    except (subprocess.CalledProcessError, OSError):
        return False
    return True


def give(path: Path, account: Account | None) -> None:
    """Hand a folder over to the account and shut everybody else (but root) out of it."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    hand_over(path, account)


def hand_over(path: Path, account: Account | None) -> None:
    """Make the account the owner of a file or folder."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def _look_up() -> Account | None:
    try:
        entry = pwd.getpwnam(SERVER_USER)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _create() -> None:
    """Make the user with whichever tool the system has; somebody else may make it at the same time."""
    nologin = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin") or "/bin/false"
    attempts = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/", "--shell", nologin, SERVER_USER],
        ["adduser", "-S", "-D", "-H", "-h", "/", "-s", nologin, SERVER_USER],
    )
    for command in attempts:
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            run(command)
            return
