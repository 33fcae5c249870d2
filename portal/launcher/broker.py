"""An embedded Valkey (or Redis): the bell that wakes workers. It keeps nothing that matters and so writes no file.

Its port is on loopback only and asks for a password, since other users of the machine can reach loopback too.
"""

import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

import redis

from portal.launcher.accounts import give, hand_over
from portal.launcher.binaries import broker_program
from portal.launcher.processes import Account, Child, spawn, wait_until

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Broker:
    """A running server."""

    child: Child
    url: str


def start(home: Path, *, account: Account | None, log: Path) -> Broker:
    """Start a server with a new password on a free port; its settings file in `home` is readable by its user only."""
    program = broker_program(account)
    give(home, account)
    password = secrets.token_urlsafe(24)
    port = free_port()
    config = home / "valkey.conf"
    config.unlink(missing_ok=True)
    config.touch(mode=0o600)
    config.write_text(f'bind {HOST}\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir "{home}"\n')
    hand_over(config, account)
    child = spawn("Valkey", [program, config], log=log, account=account)
    url = f"redis://:{password}@{HOST}:{port}/0"
    try:
        wait_until(lambda: answers(url), child)
    except BaseException:
        child.stop()
        raise
    return Broker(child, url)


def answers(url: str) -> bool:
    """Tell whether a broker answers at `url`."""
    client = redis.Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def free_port() -> int:
    """Return a port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
