"""A small server that speaks clamd's INSTREAM protocol and knows one signature: the EICAR test string."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class _Handler(socketserver.StreamRequestHandler):
    """Reads one command; for INSTREAM pieces with their length before them, up to one of length nought."""

    def handle(self) -> None:
        """Answer as clamd does."""
        command = bytearray()
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.0/27000/Mon Nov 23 08:00:00 2026\0")
        elif command == b"zINSTREAM\0":
            found = EICAR in self._stream()
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _stream(self) -> bytes:
        content = bytearray()
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        return bytes(content)


@contextmanager
def clamd() -> Iterator[str]:
    """Run the server and yield its address."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
