"""Asking ClamAV's daemon whether bytes are harmful: its INSTREAM protocol over TCP or a local socket, nothing else.

The bytes travel over the connection, so the daemon needs no access to the file store and may run elsewhere.
"""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

SECONDS = 30
PIECE = 64 * 1024
LONGEST_ANSWER = 4_096


class ScannerUnavailable(Exception):  # the name says what is the matter
    """Nobody answered, or not in the protocol's words: nothing is known about the bytes."""


@dataclass(frozen=True)
class Verdict:
    """What the daemon found; `signature` names the harm, and is empty for clean bytes."""

    signature: str = ""

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was found."""
        return not self.signature


def is_on() -> bool:
    """Return whether this installation names a daemon."""
    return bool(settings.CLAMAV_ADDRESS)


def scan(chunks: Iterable[bytes]) -> Verdict:
    """Return the daemon's verdict; ScannerUnavailable when there is none."""
    try:
        with _connect() as connection:
            connection.sendall(b"zINSTREAM\0")
            for chunk in chunks:
                for start in range(0, len(chunk), PIECE):
                    piece = chunk[start : start + PIECE]
                    connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error
    if answer == "stream: OK":
        return Verdict()
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND") or "?")
    raise ScannerUnavailable(answer or "no answer")


def version() -> str:
    """Return the daemon's version and the date of its signatures; ScannerUnavailable when it does not answer."""
    try:
        with _connect() as connection:
            connection.sendall(b"zVERSION\0")
            return _answer(connection)
    except OSError as error:
        raise ScannerUnavailable(str(error)) from error


def _connect() -> socket.socket:
    """Connect to the daemon that the settings name: host:port, or the path of a socket."""
    address = settings.CLAMAV_ADDRESS
    if address.startswith(("/", "unix:")):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(SECONDS)
            connection.connect(address.removeprefix("unix:"))
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    if not port.isdecimal():
        raise ScannerUnavailable(f"CLAMAV_ADDRESS is neither host:port nor a path: {address}")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(connection: socket.socket) -> str:
    """Read up to the byte that ends an answer."""
    found = bytearray()
    while len(found) < LONGEST_ANSWER and not found.endswith(b"\0"):
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        found += piece
    return found.rstrip(b"\0\n").decode(errors="replace")
