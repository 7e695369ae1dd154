"""Plays exact bytes to a server and hears exact bytes back: one conversation, or many at once."""

import re
import select
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 8.0
"""After so long without a byte an answer does not come any more."""
PROBE = b"GET /probe HTTP/1.1\r\nHost: probe.test\r\nConnection: close\r\n\r\n"
"""What is asked last: does the connection still answer?"""
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_FAILURE = re.compile(rb"HTTP/1.1 (666|60[0-2]) status code 6\d\d\r\nContent-Type: application/json\r\n")
"""What we answer by ourselves; with a moment in its body, also where HEAD hides it."""
_MASKS = (
    (re.compile(rb"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), b"Date: <now>"),
    (re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), b"<moment>"),
    (re.compile(rb"(RateLimit-Reset: )\d+"), rb"\1<seconds>"),
    (re.compile(rb"(Retry-After: )3\d{3}"), rb"\1<seconds>"),
    (re.compile(rb";t=\d+"), b";t=<seconds>"),
    (re.compile(rb'"times_count":\d+'), b'"times_count":"<uses>"'),
    (re.compile(rb'"status":(0|200),"delay"'), b'"status":"<0 before its first use>","delay"'),
)


def masked(data: bytes) -> bytes:
    """The bytes without what differs from moment to moment."""
    for pattern, instead in _MASKS:
        data = pattern.sub(instead, data)
    if b"<moment>" in data or _FAILURE.match(data):
        # a moment is shorter when it ends with zeros
        data = _LENGTH.sub(b"\r\nContent-Length: <length>", data)
    return data


@dataclass
class Heard:
    """What a client heard in one conversation."""

    answers: list[bytes] = field(default_factory=list)
    end: str = ""
    """How it ended: `closed`, `silent` or `open`."""

    def masked(self, names: Mapping[str, str]) -> tuple[list[bytes], str]:
        """The same without what differs from run to run; `names` are for ids."""
        answers = [masked(answer) for answer in self.answers]
        for drawn, name in names.items():
            answers = [answer.replace(drawn.encode(), name.encode()) for answer in answers]
        return answers, self.end


class EndedError(Exception):
    """The server closed, or says nothing more."""


class Voice:
    """A client's connection that never interprets more than where an answer ends."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.socket: socket.socket = socket.create_connection((parts.hostname, parts.port), SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.kept = b""
        self.end = ""

    def start_tls(self, context: ssl.SSLContext, name: str) -> None:
        self.socket = context.wrap_socket(self.socket, server_hostname=name)

    def send(self, data: bytes) -> None:
        with suppress(OSError):  # closed already: what was heard says so
            self.socket.sendall(data)

    def finish(self, last: bytes) -> None:
        """Send this; nothing is: that we send no more."""
        if last:
            self.send(last)
            return
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        with suppress(OSError):
            self.socket.close()

    def _more(self) -> None:
        try:
            piece = self.socket.recv(1 << 18)
        except TimeoutError:
            self.end = "silent"
            raise EndedError from None
        except OSError:
            piece = b""
        if not piece:
            self.end = "closed"
            raise EndedError
        self.kept += piece

    def take(self, size: int) -> bytes:
        while len(self.kept) < size:
            self._more()
        taken, self.kept = self.kept[:size], self.kept[size:]
        return taken

    def take_until(self, mark: bytes) -> bytes:
        while mark not in self.kept:
            self._more()
        return self.take(self.kept.index(mark) + len(mark))

    def answer(self, method: str) -> bytes:
        """One answer with the interim ones before it; whatever there is if the connection ends in it."""
        heard = b""
        try:
            while True:
                head = self.take_until(b"\r\n\r\n")
                heard += head
                status = int(head.split(b" ", 2)[1])
                if status >= 200 or status == 101:
                    break
            has_body = method != "HEAD" and status not in {101, 204, 304}
            if has_body and b"\r\ntransfer-encoding: chunked" in head.lower():
                heard += b"<chunks>" + self._chunks()
            elif has_body and (length := _LENGTH.search(head)):
                heard += self.take(int(length[1]))
            elif has_body:
                heard += self.rest()
        except (EndedError, ValueError, IndexError):
            heard, self.kept = heard + self.kept, b""
        return heard

    def _chunks(self) -> bytes:
        """What is in chunks: where they end is nobody's business."""
        body = b""
        while size := int(self.take_until(b"\r\n"), 16):
            body += self.take(size)
            if self.take(2) != b"\r\n":
                raise ValueError("a chunk has no end")
        return body + self.take(2)

    def interim(self) -> bytes:
        """The 100 that lets a body come; empty if something else comes, which is left."""
        with suppress(EndedError):
            while b"\r\n\r\n" not in self.kept:
                self._more()
        return self.take_until(b"\r\n\r\n") if self.kept.startswith(b"HTTP/1.1 100") else b""

    def rest(self) -> bytes:
        """All until the connection ends, or nothing more comes."""
        with suppress(EndedError):
            while True:
                self._more()
        taken, self.kept = self.kept, b""
        return taken


@dataclass(frozen=True)
class Burst:
    """One connection of many: pieces that are sent one after the other, whatever comes back."""

    name: str
    pieces: tuple[bytes, ...]


def burst(
    url: str, bursts: Sequence[Burst], *, quiet: float = 1.0, pause: float = 0.03, probe: bytes = PROBE
) -> list[Heard]:
    """Play all of them at once, each to its end.

    What is heard of each: what comes by itself until all are quiet, then what comes after a probe, if the
    connection is open, then what comes after the end of our side.
    """
    heard = [Heard([], "open") for _ in bursts]
    voices = [Voice(url) for _ in bursts]
    try:
        for turn in range(max(len(each.pieces) for each in bursts)):
            for voice, each in zip(voices, bursts, strict=True):
                if turn < len(each.pieces):
                    voice.send(each.pieces[turn])
            time.sleep(pause)
        _listen(voices, heard, quiet)
        for last in [probe, b""] if probe else [b""]:
            for voice, each in zip(voices, heard, strict=True):
                if each.end == "open":
                    voice.finish(last)
            _listen(voices, heard, quiet)
    finally:
        for voice in voices:
            voice.close()
    return heard


def _listen(voices: Sequence[Voice], heard: Sequence[Heard], quiet: float) -> None:
    """Read from all of them until nothing has come for some time, or all have ended."""
    poll = select.poll()
    by_number = {}
    for voice, each in zip(voices, heard, strict=True):
        if each.end == "open":
            each.answers.append(b"")
            poll.register(voice.socket, select.POLLIN)
            by_number[voice.socket.fileno()] = (voice, each)
    while by_number and (ready := poll.poll(quiet * 1000)):
        for number, _ in ready:
            voice, each = by_number[number]
            try:
                piece = voice.socket.recv(1 << 18)
            except OSError:
                piece = b""
            each.answers[-1] += piece
            if not piece:
                each.end = f"closed in stage {len(each.answers)}"
                poll.unregister(number)
                del by_number[number]
