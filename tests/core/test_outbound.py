"""The register sends to public servers alone: to itself, its network and what hides behind a name it does not."""

import contextlib
import http.client
import socket
import threading
import time

import pytest
from django.core.exceptions import ValidationError

from peaceinfra.core import outbound
from tests.receivers import receiver

NOT_PUBLIC = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "64:ff9b:1::a00:1",
    "fec0::1",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
]


@pytest.fixture
def names(monkeypatch):
    """What the names of the world stand for, in place of the resolver of this machine; and how often it was asked."""
    found, asked = {}, []

    def resolve(host, port, *_how, **_named):
        asked.append(host)
        addresses = [host] if host[0].isdecimal() else found.get(host)
        if addresses is None:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return found, asked


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_of_a_network_behind_us_is_not_public(address):
    assert outbound.is_public(address) is False


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700:4700::1111", "64:ff9b::5db8:d822"])
def test_an_address_of_the_internet_is_public(address):
    assert outbound.is_public(address) is True


@pytest.mark.parametrize(
    "address",
    [
        "http://atlas.example/",
        "ftp://atlas.example/",
        "https://atlas.example:8443/",
        "https://user:word@atlas.example/",
        "https://atlas.example/#part",
        "https://",
        "https:///path",
        "https://atlas.example/a b",
        "https://atlas.example/\r\nHost: other",
        "https://atlas.example:port/",
        "https://[::1/",
        "https://10.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://例え.jp/",
        "https://atlas.example/" + 500 * "a",
        "javascript:alert(1)",
        "http://127.0.0.1:8000/",
    ],
)
def test_such_an_address_is_refused_when_it_is_given_and_when_it_is_sent_to(address):
    with pytest.raises(ValidationError):
        outbound.check_address(address)
    assert outbound.post(address, b"{}", {}).fault == "address not allowed"


def test_named_ports_are_allowed(settings):
    settings.WEBHOOK_PORTS = [443, 8443]
    assert outbound.check_address("https://atlas.example:8443/changes?a=b")


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["169.254.169.254"]]
)
def test_a_name_that_stands_for_anything_else_than_public_servers_is_not_connected_to(names, found):
    names[0]["atlas.example"] = found
    assert outbound.post("https://atlas.example/", b"{}", {}).words == "not a public address"


def test_a_name_that_is_not_found_is_said(names):
    assert outbound.post("https://atlas.example/", b"{}", {}).words == "name not found"


def test_a_name_is_looked_up_once_and_what_was_found_is_connected_to(names, settings):
    """A name that stands for another address a moment later changes nothing."""
    settings.WEBHOOK_PRIVATE_HOSTS = ["receiver.internal"]
    found, asked = names
    found["receiver.internal"] = ["127.0.0.1"]
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        settings.WEBHOOK_PORTS = [server.getsockname()[1]]
        server.settimeout(5)
        # The server does not speak TLS: it is reached, and then refused.
        address = f"https://receiver.internal:{settings.WEBHOOK_PORTS[0]}/"
        connection = outbound._connection(
            outbound._parts(address), outbound._found(outbound._parts(address)), 5
        )
        found["receiver.internal"] = ["10.9.9.9"]
        reached = connection._create_connection(("receiver.internal", 443), 5, None)
        assert reached.getpeername() == server.getsockname()
        reached.close()
    assert asked == ["receiver.internal", "127.0.0.1"]


def test_a_server_on_the_own_machine_is_sent_to_in_development_alone(settings):
    with receiver() as server:
        assert outbound.post(server.address, b"{}", {}).words == "address not allowed"
        settings.WEBHOOK_LOOPBACK = True
        assert outbound.post(server.address, b"{}", {"X-Test": "a"}).is_taken
        [(headers, body, path)] = server.sent
    assert (headers["X-Test"], headers["Content-Type"], body) == ("a", "application/json", b"{}")
    assert path == "/changes?key=s3cret"


def test_what_no_name_can_be_is_no_name():
    """The resolver does not even ask for it."""
    for host in ("a..b", ".example", f"{64 * 'a'}.example"):
        assert outbound.post(f"https://{host}/", b"{}", {}).words == "name not found", host


@pytest.mark.slow
def test_a_server_that_takes_its_time_to_connect_is_cut_all_the_same(settings, monkeypatch):
    """The time of the answer begins when the connection is there, and ends also then."""
    settings.WEBHOOK_LOOPBACK = True
    monkeypatch.setattr(outbound, "SECONDS", 0.4)
    ended = threading.Event()
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()

        def drip():
            heard, _address = server.accept()
            with heard, contextlib.suppress(OSError):
                while not ended.wait(0.1):
                    heard.sendall(b"H")

        dripping = threading.Thread(target=drip)
        dripping.start()
        connected = http.client.HTTPConnection.connect
        monkeypatch.setattr(
            http.client.HTTPConnection, "connect", lambda self: (time.sleep(0.6), connected(self))
        )
        began = time.monotonic()
        outbound.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
        assert time.monotonic() - began < 5
        ended.set()
        dripping.join()


def test_a_server_that_answers_byte_by_byte_is_not_waited_for(settings, monkeypatch):
    settings.WEBHOOK_LOOPBACK = True
    monkeypatch.setattr(outbound, "SECONDS", 0.5)
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        began = time.monotonic()
        answer = outbound.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
    assert answer.words == "no answer in time"
    assert time.monotonic() - began < 5
