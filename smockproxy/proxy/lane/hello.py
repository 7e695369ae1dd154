"""What a TLS client says first (RFC 8446, 4.1.2), as far as the choice of a certificate needs it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

RECORD_START = 3
"""Bytes by which mitmproxy tells TLS from all else."""
LARGEST = 64 * 1024
"""Bytes of a greeting that are waited for; real ones have less than three thousand."""

_HANDSHAKE = 0x16
_CLIENT_HELLO = 1
_RECORD_HEAD = 5
_MESSAGE_HEAD = 4
_BEFORE_SESSION = 34
"""Bytes of the version and of the random number."""

_SERVER_NAME, _GROUPS, _SIGNATURES, _ALPN, _VERSIONS = 0, 10, 13, 16, 43
"""Types of extensions."""

ECDSA_P256_SHA256 = 0x0403
P256 = 0x0017
GROUPS = frozenset({P256, 0x0018, 0x0019, 0x001D, 0x001E})
"""What every OpenSSL can exchange keys in: P-256, P-384, P-521, X25519, X448."""
TLS_1_2, TLS_1_3 = 0x0303, 0x0304
ECDSA_SUITES = frozenset({0xC02B, 0xC02C, 0xCCA9, 0xC023, 0xC024, 0xC009, 0xC00A})
"""The cipher suites of TLS 1.2 that go with such a certificate, and that mitmproxy takes."""
SUITES_1_3 = frozenset({0x1301, 0x1302, 0x1303})


class NoHelloError(ValueError):
    """The bytes are no greeting that can be read."""


@dataclass(frozen=True, slots=True)
class Hello:
    """A client's greeting."""

    version: int
    suites: tuple[int, ...]
    names: tuple[bytes, ...] = ()
    """The names of the host that the client asks for; there should be one at most."""
    protocols: tuple[bytes, ...] = ()
    """What it would speak, the best first (ALPN)."""
    groups: tuple[int, ...] = ()
    signatures: tuple[int, ...] = ()
    versions: tuple[int, ...] = ()

    @property
    def takes_p256(self) -> bool:
        """Whether it can do with a certificate on P-256, in TLS 1.2 or 1.3."""
        if ECDSA_P256_SHA256 not in self.signatures or GROUPS.isdisjoint(self.groups):
            return False
        if TLS_1_3 in self.versions and not SUITES_1_3.isdisjoint(self.suites):
            return True
        takes_1_2 = TLS_1_2 in self.versions if self.versions else self.version >= TLS_1_2
        return takes_1_2 and P256 in self.groups and not ECDSA_SUITES.isdisjoint(self.suites)


def may_be_tls(data: bytes) -> bool:
    """Whether bytes start as TLS does, or may yet do so."""
    start = data[:RECORD_START]
    if len(start) == RECORD_START and start[2] > _RECORD_HEAD - 2:
        return False
    return b"\x16\x03".startswith(start[:2])


def read_hello(data: bytes) -> Hello | None:
    """The greeting that bytes begin with; none if there is more to come. Raises `NoHelloError`."""
    message = _message(data)
    if message is None:
        return None
    try:
        return _hello_of(message)
    except (IndexError, struct.error) as error:
        raise NoHelloError("the greeting ends too early") from error


def _message(data: bytes) -> bytes | None:
    """The handshake message in the first records; none as long as it is not complete."""
    message, size = b"", len(data)
    at = 0
    while size >= at + _RECORD_HEAD:
        if data[at] != _HANDSHAKE:
            raise NoHelloError("a record that belongs to no handshake")
        end = at + _RECORD_HEAD + int.from_bytes(data[at + 3 : at + 5])
        if end > at + _RECORD_HEAD and size < end:
            return None
        if end == at + _RECORD_HEAD:
            raise NoHelloError("an empty record")
        message += data[at + _RECORD_HEAD : end]
        if len(message) >= _MESSAGE_HEAD:
            length = _MESSAGE_HEAD + int.from_bytes(message[1:_MESSAGE_HEAD])
            if message[0] != _CLIENT_HELLO:
                raise NoHelloError("another message than a client's greeting")
            if len(message) >= length:
                return message[_MESSAGE_HEAD:length]
        at = end
    return None


def _hello_of(message: bytes) -> Hello:
    version = int.from_bytes(message[:2])
    at = _BEFORE_SESSION + 1 + message[_BEFORE_SESSION]
    suites, at = _vector(message, at)
    at += 1 + message[at]
    found = dict(_extensions(message, at))
    return Hello(
        version,
        _numbers(suites),
        names=tuple(_names(found.get(_SERVER_NAME, b""))),
        protocols=tuple(_short_vectors(found.get(_ALPN, b"")[2:])),
        groups=_numbers(found.get(_GROUPS, b"")[2:]),
        signatures=_numbers(found.get(_SIGNATURES, b"")[2:]),
        versions=_numbers(found.get(_VERSIONS, b"")[1:]),
    )


def _vector(data: bytes, at: int) -> tuple[bytes, int]:
    """What stands behind a length of two bytes, and where it ends."""
    start = at + 2
    end = start + (data[at] << 8 | data[at + 1])
    if end > len(data):
        raise NoHelloError("a length goes beyond the end of the greeting")
    return data[start:end], end


def _extensions(message: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    if at >= len(message):
        return
    block, _ = _vector(message, at)
    place, size = 0, len(block)
    while place < size:
        kind, length = struct.unpack_from(">HH", block, place)
        end = place + 4 + length
        if end > size:
            raise NoHelloError("an extension goes beyond the end of the greeting")
        yield kind, block[place + 4 : end]
        place = end


def _names(body: bytes) -> Iterator[bytes]:
    if not body:
        return
    names, _ = _vector(body, 0)
    place = 0
    while place < len(names):
        name, place = _vector(names, place + 1)
        yield name


def _short_vectors(data: bytes) -> Iterator[bytes]:
    """What stands behind lengths of one byte."""
    place = 0
    while place < len(data):
        end = place + 1 + data[place]
        yield data[place + 1 : end]
        place = end


def _numbers(data: bytes) -> tuple[int, ...]:
    """Numbers of two bytes."""
    count = len(data) >> 1
    return struct.unpack(f">{count}H", data[: count * 2])
