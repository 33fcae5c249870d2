"""Looking at a public web address without ever reaching into our own network.

Each hop is resolved first, every address of the name must be public, and the connection goes to the very address that
was checked, so that a name cannot answer differently the second time. Little is read and nothing is kept.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
MOST_HOPS = 5
CONNECT_SECONDS = 5
TOTAL_SECONDS = 15
LONGEST_ADDRESS = 500
REDIRECTS = frozenset({301, 302, 303, 307, 308})
AGENT = "RaporKota-LinkCheck/1"

Rule = Callable[[str, int], bool]
"""Whether a connection to an IP address at a port is allowed."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class BadAddress(ValueError):  # the name says what is wrong
    """It is no address of the public web: another scheme, a password in it, a strange port, no host."""


class PrivateAddress(Exception):  # the name says what was found
    """The name, or a page that it leads to, lies in a network that is not public."""


class Unreachable(Exception):  # the name says what happened
    """No answer, or none that is HTTP."""


@dataclass(frozen=True)
class Answer:
    """What stood at the end: the status, and the address after all redirects."""

    status: int
    url: str


def is_public(address: str, port: int) -> bool:
    """Return whether an IP address belongs to the public internet and the port to the web.

    >>> is_public("93.184.216.34", 443), is_public("10.0.0.8", 443), is_public("::ffff:127.0.0.1", 80)
    (True, False, False)
    """
    if port not in PORTS.values():
        return False
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped), port)
        if found.sixtofour is not None or found.teredo is not None:
            return False
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)), port)
    return found.is_global and not found.is_multicast


def checked(url: str) -> SplitResult:
    """Return the parts of a web address; BadAddress when it is none that may be looked at."""
    parts = _split(url)
    is_plain = all(sign.isprintable() and not sign.isspace() for sign in url)
    if not is_plain or len(url) > LONGEST_ADDRESS or parts.scheme not in PORTS or not parts.hostname:
        raise BadAddress(url)
    if parts.username is not None or parts.password is not None:
        raise BadAddress(url)
    return parts


def look(url: str, *, rule: Rule = is_public) -> Answer:
    """Follow an address to its end; BadAddress, PrivateAddress or Unreachable when that cannot be done."""
    for _hop in range(MOST_HOPS + 1):
        status, location = _ask(checked(url), rule)
        if status not in REDIRECTS or not location:
            return Answer(status, url)
        url = urljoin(url, location)
    raise Unreachable("too many redirects")


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise BadAddress(url) from error
    return parts


def _ask(parts: SplitResult, rule: Rule) -> tuple[int, str]:
    """Ask one server for the beginning of a page; return its status and where it leads."""
    host = parts.hostname or ""
    port = parts.port or PORTS[parts.scheme]
    address = _resolve(host, port, rule)
    connection = _connection(parts.scheme, host, port, address)
    # A server that trickles its answer byte by byte is hung up on.
    hung_up = threading.Event()
    deadline = threading.Timer(TOTAL_SECONDS, _hang_up, [connection, hung_up])
    deadline.daemon = True
    deadline.start()
    try:
        target = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
        connection.request(
            "GET", target, headers={"User-Agent": AGENT, "Accept": "*/*", "Range": "bytes=0-0", "Connection": "close"}
        )
        response = connection.getresponse()
        if hung_up.is_set():
            raise Unreachable("too slow")
        return response.status, response.getheader("Location", "")
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        raise Unreachable(str(error)) from error
    finally:
        deadline.cancel()
        connection.close()


def _resolve(host: str, port: int, rule: Rule) -> str:
    """Return an address of a name after checking all of them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(str(error)) from error
    addresses = [str(row[4][0]) for row in found]
    if not all(rule(address, port) for address in addresses):
        raise PrivateAddress(host)
    return addresses[0]


def _connection(scheme: str, host: str, port: int, address: str) -> http.client.HTTPConnection:
    """Open a connection to the checked address that speaks for `host`."""
    try:
        opened = socket.create_connection((address, port), timeout=CONNECT_SECONDS)
    except OSError as error:
        raise Unreachable(str(error)) from error
    connection = http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    try:
        if scheme == "https":
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
    except OSError as error:
        opened.close()
        raise Unreachable(str(error)) from error
    connection.sock = opened
    return connection


def _hang_up(connection: http.client.HTTPConnection, hung_up: threading.Event) -> None:
    hung_up.set()
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            connection.sock.close()
