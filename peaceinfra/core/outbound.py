"""Requests of the register to addresses that somebody else chose: to public servers alone, and to none behind them.

Otherwise whoever names an address could have the register look at what only it can reach: itself, its database, the
services of its network. The name is looked up once, and what was found is checked and connected to.
"""

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

SECONDS = 10
#: The same where a person waits for the answer.
PATIENCE = 4
LONGEST = 500
_LARGEST = 2**20
# No server puts the register off for longer at a time.
_LONGEST_WAIT = timedelta(days=1)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Addresses that hold one of version 4, behind which anything may stand.
_TRANSLATED = IPv6Network("64:ff9b::/96")
# The open internet of version 6: the rest is of sites, of one link, or of translators on the way.
_OPEN = IPv6Network("2000::/3")


class Refused(OSError):
    """The register does not connect to this address."""


@dataclass(frozen=True)
class Answer:
    """The status of an answer; or why there is none, in a word without the address.

    wait  for how long the server asks not to be asked again
    body  what it says, where that is read
    """

    status: int | None
    fault: str = ""
    wait: timedelta = timedelta(0)
    body: bytes = b""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def words(self) -> str:
        return "" if self.is_taken else self.fault or f"status {self.status}"


def check_address(text: str) -> str:
    """The address, where the register would send to it as far as it can be seen. Raises ValidationError."""
    parts = _parts(text)
    if parts is None or len(text) > LONGEST:
        raise ValidationError(_("Write the address of a server, such as https://atlas.example/changes."))
    if parts.username or parts.password or parts.fragment:
        raise ValidationError(_("Leave out the name, the password and what follows a “#”."))
    if not _is_loopback(parts) and parts.scheme != "https":
        raise ValidationError(_("The address begins with https://, so that nobody on the way reads it."))
    if not _is_loopback(parts) and _port(parts) not in settings.WEBHOOK_PORTS:
        ports = ", ".join(map(str, settings.WEBHOOK_PORTS))
        raise ValidationError(
            _("The register sends to these ports alone: %(ports)s."), params={"ports": ports}
        )
    if _is_number(parts.hostname) and not _may_reach(parts, parts.hostname):
        raise ValidationError(_("The register does not send to this address: it is not a public one."))
    return text


def post(address: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Sends the body as JSON. Follows nowhere, and reads nothing of the answer but its status and `Retry-After`."""
    parts = _parts(address)
    try:
        check_address(address)
        connection = _connection(parts, _found(parts), SECONDS)
    except ValidationError:
        return Answer(None, "address not allowed")
    except Refused:
        return Answer(None, "not a public address")
    except (OSError, UnicodeError):
        # No name at all, such as one with an empty or a long label, is a fault of letters.
        return Answer(None, "name not found")
    return _sent(connection, parts, "POST", body, {"Content-Type": "application/json", **headers})


def ask(address: str, headers: dict[str, str], form: bytes | None = None) -> Answer:
    """The answer of a server that the operator chose, wherever it stands, for which somebody waits; a form is posted.

    Follows nowhere.
    """
    parts = _parts(address)
    if parts is None:
        return Answer(None, "address not allowed")
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)[0][4][0]
    except (OSError, UnicodeError):
        return Answer(None, "name not found")
    connection = _connection(parts, found, PATIENCE)
    if form is None:
        return _sent(connection, parts, "GET", None, headers, reads=_LARGEST)
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    return _sent(connection, parts, "POST", form, headers, reads=_LARGEST)


def _sent(connection, parts: SplitResult, verb: str, body, headers: dict[str, str], reads: int = 0) -> Answer:
    # Each read has its own patience; a server that sends a byte now and then would be heard for ever. What connects
    # is patient once, and cannot be cut: the time of the rest begins after it.
    ending, was_cut = None, threading.Event()
    try:
        connection.connect()
        # The connection forgets its socket where the server is to close it, before all is read.
        ending = threading.Timer(connection.timeout, _cut, [connection.sock, was_cut])
        ending.start()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(verb, target, body, headers)
        answer = connection.getresponse()
        said = answer.read(reads + 1) if reads else b""
        if len(said) > reads:
            return Answer(None, "answer too long")
        return Answer(answer.status, wait=_wait(answer.getheader("Retry-After", "")), body=said)
    except TimeoutError:
        return Answer(None, "no answer in time")
    except ssl.SSLError:
        return Answer(None, "certificate or TLS")
    except (OSError, http.client.HTTPException):
        return Answer(None, "no answer in time" if was_cut.is_set() else "no connection")
    finally:
        if ending:
            ending.cancel()
        connection.close()


def _cut(opened: socket.socket, was_cut: threading.Event) -> None:
    """Said first: who reads is awake before this has ended."""
    was_cut.set()
    opened.shutdown(socket.SHUT_RDWR)


def _wait(said: str) -> timedelta:
    """What `Retry-After` asks for, in seconds or by a date; none where it says nothing that can be read."""
    said = said.strip()
    if said.isascii() and said.isdecimal():
        return timedelta(seconds=min(int(said[:9]), _LONGEST_WAIT.total_seconds()))
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return timedelta(0)
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max(until - timezone.now(), timedelta(0)), _LONGEST_WAIT)


def _connection(parts: SplitResult, found: str, seconds: float):
    """A connection to the address that was found, which is not looked up again; the name counts in the certificate."""
    made = (
        http.client.HTTPSConnection(
            parts.hostname, _port(parts), timeout=seconds, context=ssl.create_default_context()
        )
        if parts.scheme == "https"
        else http.client.HTTPConnection(parts.hostname, _port(parts), timeout=seconds)
    )
    made._create_connection = lambda _name, timeout, source: socket.create_connection(
        (found, _port(parts)), timeout, source
    )
    return made


def _found(parts: SplitResult) -> str:
    """The first address of the name. Raises Refused where one of them may not be reached."""
    rows = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    found = [row[4][0] for row in rows]
    if not found or not all(_may_reach(parts, address) for address in found):
        raise Refused
    return found[0]


def _may_reach(parts: SplitResult, address: str) -> bool:
    if parts.hostname in settings.WEBHOOK_PRIVATE_HOSTS:
        return True
    return is_public(address) or (_is_loopback(parts) and ip_address(address).is_loopback)


def is_public(text: str) -> bool:
    """Whether an address is one of the open internet, whatever form it is written in."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if address in _TRANSLATED:
            return is_public(str(ip_address(int(address) & 0xFFFFFFFF)))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if (inner and not is_public(str(inner))) or address not in _OPEN:
            return False
    return address.is_global and not (
        address.is_multicast or address.is_private or address.is_reserved or address.is_unspecified
    )


def _parts(text: str) -> SplitResult | None:
    """None for what is no address. A letter that nobody sees, or none of an address, is refused with it."""
    if not text.isascii() or any(letter <= " " or letter in "\\\x7f" for letter in text):
        return None
    try:
        parts = urlsplit(text)
        _number = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def _port(parts: SplitResult) -> int:
    return parts.port or {"http": 80, "https": 443}[parts.scheme]


def _is_loopback(parts: SplitResult) -> bool:
    """A receiver on a developer's own machine."""
    return settings.WEBHOOK_LOOPBACK and parts.hostname in _LOOPBACK


def _is_number(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
