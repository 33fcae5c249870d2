"""Looking at web addresses: to the end of redirects, and never into a network that is not public."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from portal.common import outbound


class _Site(BaseHTTPRequestHandler):
    """Answers by the path: /200, /404, /to?<address>, /slow."""

    def do_GET(self) -> None:
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2])
        elif self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            with suppress(OSError):
                for _piece in range(30):
                    self.wfile.write(b"X: y\r\n")
                    time.sleep(0.1)
            return
        elif self.path == "/rubbish":
            self.wfile.write(b"SSH-2.0-OpenSSH\r\n")
            return
        else:
            self.send_response(int(self.path[1:4]))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}"
        server.shutdown()


def loopback(address: str, port: int) -> bool:
    return address in {"127.0.0.1", "::1"}


@pytest.mark.parametrize("status", [200, 206, 403, 404, 500])
def test_an_address_answers_with_its_status(site: str, status: int) -> None:
    assert outbound.look(f"{site}/{status}", rule=loopback) == outbound.Answer(status, f"{site}/{status}")


def test_redirects_are_followed_to_the_end(site: str) -> None:
    answer = outbound.look(f"{site}/to?/to?/200", rule=loopback)

    assert answer == outbound.Answer(200, f"{site}/200")


def test_redirects_that_do_not_end_are_given_up(site: str) -> None:
    address = "/to?" * 20 + "/200"

    with pytest.raises(outbound.Unreachable):
        outbound.look(site + address, rule=loopback)


def test_our_own_machine_is_refused_by_the_rule_that_holds(site: str) -> None:
    with pytest.raises(outbound.PrivateAddress):
        outbound.look(f"{site}/200")


@pytest.mark.parametrize(
    "target", ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:5432/", "http://0.0.0.0/"]
)
def test_every_hop_is_checked(site: str, target: str) -> None:
    def rule(address: str, port: int) -> bool:
        return f":{port}" in site or outbound.is_public(address, port)

    with pytest.raises(outbound.PrivateAddress):
        outbound.look(f"{site}/to?{target}", rule=rule)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "gopher://contoh.example/", "http://a:b@contoh.example/"])
def test_a_redirect_to_something_else_than_the_web_is_refused(site: str, target: str) -> None:
    with pytest.raises(outbound.BadAddress):
        outbound.look(f"{site}/to?{target}", rule=loopback)


def test_the_connection_goes_to_the_address_that_was_checked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = socket.getaddrinfo

    def once(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    outbound.look(f"{site}/200", rule=loopback)

    # The name is asked for once; what follows is the number that was checked.
    assert asked[0] == "localhost"
    assert set(asked[1:]) <= {"127.0.0.1", "::1"}


def test_a_server_that_trickles_is_hung_up_on(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "TOTAL_SECONDS", 0.5)
    started = time.monotonic()

    with pytest.raises(outbound.Unreachable):
        outbound.look(f"{site}/slow", rule=loopback)

    assert time.monotonic() - started < 4


@pytest.mark.parametrize("path", ["/rubbish"])
def test_an_answer_that_is_no_http_is_none(site: str, path: str) -> None:
    with pytest.raises(outbound.Unreachable):
        outbound.look(site + path, rule=loopback)


def test_nobody_there_is_unreachable() -> None:
    with pytest.raises(outbound.Unreachable):
        outbound.look("http://localhost:1/", rule=loopback)


@pytest.mark.parametrize(
    "url",
    ["", "renja.pdf", "ftp://contoh.example/", "javascript:alert(1)", "https://", "https://a:b@contoh.example/",
     "https://contoh.example/a b", "https://contoh.example:99999/", "https://contoh.example/" + "a" * 500,
     "https://contoh.example/\r\nHost: x", "http://[::1", "//contoh.example/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(outbound.BadAddress):
        outbound.checked(url)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
     "255.255.255.255", "192.0.2.1", "198.18.0.1", "240.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
     "::ffff:10.0.0.1", "2002:0a00:0001::1", "64:ff9b::10.0.0.1", "2001:db8::1"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_known(address: str) -> None:
    assert not outbound.is_public(address, 443)


def test_public_addresses_are_allowed_at_the_ports_of_the_web_only() -> None:
    assert outbound.is_public("93.184.216.34", 443)
    assert outbound.is_public("2606:2800:220:1::1", 80)
    assert not outbound.is_public("93.184.216.34", 22)
