#!/usr/bin/env python3
"""Keep the third-party files of static/ equal to vendor.lock.

    tools/vendor.py --check     compare the committed files with the lock; needs no network
    tools/vendor.py             fetch the packages with npm, write the files and fill in the lock

To add a file, add {"from": ..., "to": ...} to its package in vendor.lock and run without --check.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "vendor.lock"
VENDORED_FOLDERS = ("static/fonts", "static/icons/lucide", "static/vendor")
# A pointer to a source map that is not shipped makes collectstatic fail.
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")


def sha256(content: bytes) -> str:
    """Return the hex digest of some bytes."""
    return hashlib.sha256(content).hexdigest()


def pack(name: str, version: str, folder: Path) -> bytes:
    """Download one package with npm and return the bytes of its archive."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True, capture_output=True, text=True
    )
    return (folder / done.stdout.strip().splitlines()[-1]).read_bytes()


def member(archive: Path, path: str) -> bytes:
    """Read one file of a package archive."""
    with tarfile.open(archive) as tar:
        handle = tar.extractfile(f"package/{path}")
        if handle is None:
            raise SystemExit(f"{path} is not a file of {archive.name}")
        return handle.read()


def fetch_package(package: dict[str, Any], folder: Path) -> None:
    """Write a package's files into the tree and their hashes into the lock entry."""
    content = pack(package["name"], package["version"], folder)
    known = package.get("archive_sha256")
    if known and known != sha256(content):
        raise SystemExit(f"{package['name']}@{package['version']}: the archive differs from the lock; nothing written.")
    package["archive_sha256"] = sha256(content)
    archive = folder / "package.tgz"
    archive.write_bytes(content)
    for file in package["files"]:
        target = ROOT / file["to"]
        body = SOURCE_MAP.sub(b"\n", member(archive, file["from"]))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
        file["sha256"] = sha256(body)


def differences(packages: list[dict[str, Any]]) -> list[str]:
    """Say in which files the tree and the lock differ."""
    wanted = {file["to"]: file.get("sha256", "") for package in packages for file in package["files"]}
    present = {
        str(path.relative_to(ROOT))
        for folder in VENDORED_FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    found = [f"{path}: not in vendor.lock" for path in sorted(present - wanted.keys())]
    for path, digest in sorted(wanted.items()):
        if path not in present:
            found.append(f"{path}: missing")
        elif sha256((ROOT / path).read_bytes()) != digest:
            found.append(f"{path}: differs from vendor.lock")
    return found


def main() -> int:
    """Check or fetch, as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare")
    options = parser.parse_args()
    lock = json.loads(LOCK.read_text())
    if not options.check:
        for package in lock["packages"]:
            with tempfile.TemporaryDirectory() as folder:
                fetch_package(package, Path(folder))
        LOCK.write_text(json.dumps(lock, indent=2) + "\n")
    found = differences(lock["packages"])
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
