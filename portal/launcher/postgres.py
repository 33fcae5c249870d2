"""An embedded PostgreSQL: its cluster, its server, its address.

The server listens on no network address. Its socket lies in a folder of mode 0700 that belongs to the server's user,
so only that user and root can reach it; therefore nobody is asked for a password.
"""

import os
import shutil
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from portal.launcher.accounts import give
from portal.launcher.binaries import postgres_bin
from portal.launcher.processes import Account, Child, run, spawn, wait_until

ROLE = DATABASE = "rapor_kota"
PORT = 5432  # no network port: it only names the socket's file
SOCKET_PATH_LIMIT = 100  # the kernel's limit is 108 bytes (104 on macOS), with the final zero
DURABLE: Mapping[str, str] = {"max_connections": "60", "log_min_duration_statement": "1000"}
THROWAWAY: Mapping[str, str] = {
    "max_connections": "60",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    child: Child
    socket_dir: Path

    def url(self, database: str = DATABASE) -> str:
        """Return the address for DATABASE_URL."""
        return url(self.socket_dir, ROLE, database)

    def stop(self) -> None:
        """Stop the server and leave no socket behind."""
        self.child.stop(patience=30)
        shutil.rmtree(self.socket_dir, ignore_errors=True)


def url(socket_dir: Path, user: str, database: str) -> str:
    """Return a DATABASE_URL for a server behind a socket in `socket_dir`."""
    return f"postgresql://{user}@{quote(str(socket_dir), safe='')}:{PORT}/{database}"


def start(
    home: Path, *, account: Account | None, log: Path, options: Mapping[str, str] = DURABLE, temporary: bool = False
) -> Postgres:
    """Start the server whose cluster is `home`/data, making the cluster first when there is none."""
    programs = postgres_bin(account)
    data = home / "data"
    give(home, account)
    if not (data / "PG_VERSION").exists():
        _make_cluster(programs, data, account=account, temporary=temporary)
    _check_version(programs, data, account)
    socket_dir = _socket_dir(home, account)
    settings = {
        **options,
        "listen_addresses": "",
        "unix_socket_directories": str(socket_dir),
        "port": str(PORT),
        **_shared_memory(),
    }
    command: list[str | Path] = [programs / "postgres", "-D", data]
    command += [f"--{name}={value}" for name, value in settings.items()]
    # SIGINT is PostgreSQL's fast shutdown: sessions end, the cluster is left clean.
    child = spawn("PostgreSQL", command, log=log, account=account, stop_signal=signal.SIGINT)
    try:
        wait_until(lambda: _answers(socket_dir), child)
        _make_database(socket_dir)
    except BaseException:
        child.stop()
        raise
    return Postgres(child, socket_dir)


def _make_cluster(programs: Path, data: Path, *, account: Account | None, temporary: bool) -> None:
    """Make the cluster beside its place and move it in, so that an interrupted initdb is never taken for one."""
    scratch = data.with_name("data.new")
    shutil.rmtree(scratch, ignore_errors=True)
    run(
        [
            programs / "initdb",
            "--pgdata",
            scratch,
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth=trust",
            *(["--no-sync"] if temporary else []),
        ],
        account=account,
    )
    scratch.rename(data)


def _check_version(programs: Path, data: Path, account: Account | None) -> None:
    made_by = (data / "PG_VERSION").read_text().strip()
    program = run([programs / "postgres", "--version"], account=account).split()[2]
    if program.split(".")[0] != made_by:
        raise RuntimeError(
            f"{data} was made by PostgreSQL {made_by}, the program here is {program}. "
            "Dump with the old version and restore, or move that folder away to begin anew."
        )


def _socket_dir(home: Path, account: Account | None) -> Path:
    """Return a folder for the socket: in `home`, unless that makes its path too long for the kernel."""
    path = home / "socket"
    if len(os.fsencode(path / f".s.PGSQL.{PORT}.lock")) > SOCKET_PATH_LIMIT:
        path = Path(tempfile.mkdtemp(prefix="rapor-kota-", dir="/tmp"))  # mkdtemp is private
    give(path, account)
    return path


def _shared_memory() -> dict[str, str]:
    """Containers often give /dev/shm 64 MB, too little for parallel queries."""
    try:
        roomy = shutil.disk_usage("/dev/shm").total >= 256 * 1024 * 1024  # noqa: S108
    except OSError:
        roomy = os.uname().sysname != "Linux"
    return {} if roomy else {"dynamic_shared_memory_type": "mmap"}


def _answers(socket_dir: Path) -> bool:
    try:
        psycopg.connect(url(socket_dir, "postgres", "postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _make_database(socket_dir: Path) -> None:
    """Make the role and the database; the role is no superuser, as in production."""
    with psycopg.connect(url(socket_dir, "postgres", "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
            )
