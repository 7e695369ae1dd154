"""The same exchange through the lane and through mitmproxy alone; what is compared of it."""

import json
import re
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.lane_forwarding.told import Script, Told, all_of

OF_A_RUN = ("id", "session", "timing")
"""What of an entry belongs to one run only."""
_DATE = re.compile(rb"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")
_MOMENT = re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT")

type Client = Callable[[socket.socket, int], None]
"""What a client does with its connection to the proxy; it is told the server's port."""


@dataclass
class Seen:
    """What there was to see of an exchange."""

    to_client: bytes
    is_closed: bool
    to_server: list[bytes]
    entries: list[dict[str, Any]]


@dataclass
class Both:
    """The two servers."""

    lane: Smockproxy
    plain: Smockproxy

    def play(self, script: Script, client: Client, seconds: float = 0.4) -> tuple[Seen, Seen]:
        """The same through both."""
        return (played(self.lane, script, client, seconds), played(self.plain, script, client, seconds))


def played(
    smockproxy: Smockproxy,
    script: Script,
    client: Client,
    seconds: float = 0.4,
    tls: ssl.SSLContext | None = None,
) -> Seen:
    """One client's conversation, by itself, with a server of its own."""
    before = len(smockproxy.history())
    with Told(script, tls) as server, socket.create_connection(("127.0.0.1", smockproxy.port), 10) as peer:
        client(peer, server.port)
        data, is_closed = (b"", True) if peer.fileno() < 0 else all_of(peer, seconds)
        entries = entries_of(smockproxy, before, 1)
        heard = [masked(each, server.port) for each in server.heard]
    text = _MOMENT.sub("<now>", json.dumps(entries).replace(str(server.port), "10000"))
    return Seen(masked(data, server.port), is_closed, heard, json.loads(text))


def entries_of(
    smockproxy: Smockproxy, before: int, at_least: int, seconds: float = 5.0
) -> list[dict[str, Any]]:
    """What is new in history, once it has so many entries, without what belongs to one run."""
    end = time.monotonic() + seconds
    while True:
        found = smockproxy.history()[before:]
        if len(found) >= at_least or time.monotonic() > end:
            return [{name: value for name, value in each.items() if name not in OF_A_RUN} for each in found]
        time.sleep(0.02)


def masked(data: bytes, port: int) -> bytes:
    """The bytes without what belongs to one run."""
    return _DATE.sub(b"Date: <now>", data).replace(b"%d" % port, b"10000")
