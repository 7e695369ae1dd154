import ssl
import struct

import pytest
from mitmproxy.proxy.layers.tls import parse_client_hello

from smockproxy.proxy.lane.hello import Hello, NoHelloError, may_be_tls, read_hello
from tests.unit.proxy.lane.authority import Talker, greeting


def extension(kind: int, body: bytes) -> bytes:
    return struct.pack(">HH", kind, len(body)) + body


def hello(extensions: bytes = b"", suites: bytes = b"\xc0\x2b", version: int = 0x0303) -> bytes:
    body = struct.pack(">H", version) + bytes(32) + b"\0"
    body += struct.pack(">H", len(suites)) + suites + b"\x01\0"
    if extensions:
        body += struct.pack(">H", len(extensions)) + extensions
    message = b"\x01" + len(body).to_bytes(3) + body
    return b"\x16\x03\x01" + struct.pack(">H", len(message)) + message


CURVES = extension(10, b"\0\x04\0\x1d\0\x17")
ECDSA = extension(13, b"\0\x02\x04\x03")
ONLY_1_3 = extension(43, b"\x02\x03\x04")


@pytest.mark.parametrize("name", ["a.test", "xn--bcher-kva.test", None])
@pytest.mark.parametrize("protocols", [(), ("h2", "http/1.1")])
def test_it_reads_what_mitmproxy_reads(name, protocols):
    data = greeting(name, protocols)

    found, theirs = read_hello(data), parse_client_hello(data)

    assert [each.decode() for each in found.names] == [theirs.sni] * (name is not None)
    assert list(found.protocols) == theirs.alpn_protocols
    assert list(found.suites) == theirs.cipher_suites
    assert found.takes_p256


def test_a_greeting_may_come_in_pieces():
    data = greeting()

    assert all(read_hello(data[:size]) is None for size in range(len(data)))


def test_a_greeting_may_be_in_several_records():
    data = greeting()
    message = data[5:]
    records = b"".join(b"\x16\x03\x01\0\x01" + message[at : at + 1] for at in range(len(message)))

    assert read_hello(records) == read_hello(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x17\x03\x01\0\x01x",
        b"\x16\x03\x01\0\0",
        b"\x16\x03\x01\0\x04\x02\0\0\0",
        b"\x16\x03\x01\0\x06\x01\0\0\x02\x03\x03",
        hello(b"\0\x10\xff\xff"),
        hello(b"\0"),
        hello(extension(0, b"\0\x09\0\0")),
    ],
    ids=["data", "empty", "another message", "short", "extension", "half an extension", "name"],
)
def test_what_is_no_greeting_is_told(data):
    with pytest.raises(NoHelloError):
        read_hello(data)


@pytest.mark.parametrize(
    ("data", "takes_it"),
    [
        (hello(CURVES + ECDSA), True),
        (hello(CURVES), False),
        (hello(ECDSA), False),
        (hello(), False),
        (hello(CURVES + ECDSA, b"\xc0\x2f"), False),
        (hello(CURVES + ECDSA, version=0x0302), False),
        (hello(CURVES + ECDSA + ONLY_1_3, b"\x13\x01"), True),
        (hello(CURVES + ECDSA + ONLY_1_3), False),
        (hello(extension(10, b"\0\x02\0\x1d") + ECDSA), False),
    ],
)
def test_a_client_takes_a_p256_certificate_or_not(data, takes_it):
    assert read_hello(data).takes_p256 is takes_it


def test_a_client_of_rsa_only_does_not_take_it():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")

    assert not read_hello(Talker(context, "a.test").says()).takes_p256


@pytest.mark.parametrize("data", [b"", b"\x16", b"\x16\x03", b"\x16\x03\x01", b"\x16\x03\x03x"])
def test_these_bytes_may_be_tls(data):
    assert may_be_tls(data)


@pytest.mark.parametrize("data", [b"G", b"\x16\x02", b"\x16\x03\x04", b"\x15\x03\x01", b"SSH-2.0"])
def test_these_are_not(data):
    assert not may_be_tls(data)


def test_a_hello_has_no_names_by_itself():
    assert Hello(0x0303, ()).names == ()
