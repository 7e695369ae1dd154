"""A row of the corpus, played to one of the servers."""

import ssl

from tests.acceptance.harness.authority import client_context
from tests.acceptance.lane.player import PROBE, Heard, Voice
from tests.acceptance.lane.row import Ask, Row, credentials
from tests.acceptance.lane.servers import Pair, Server


def played(row: Row, server: Server, pair: Pair) -> Heard:
    """What the client hears: each answer, that to the probe, and how the connection ended."""
    heard = Heard()
    voice = Voice(server.url)
    try:
        if row.tunnel and not _tunnelled(voice, row, server, pair, heard):
            return heard
        for ask in row.asks:
            heard.answers.append(_answer(voice, ask, pair))
            if voice.end:
                break
        if not voice.end:
            voice.send(PROBE)
            heard.answers.append(voice.rest())
    finally:
        heard.end = voice.end
        voice.close()
    return heard


def _answer(voice: Voice, ask: Ask, pair: Pair) -> bytes:
    voice.send(pair.filled(ask.sent))
    if not ask.awaits_continue:
        return voice.answer(ask.method)
    interim = voice.interim()
    voice.send(pair.filled(ask.body))
    return interim + voice.answer(ask.method)


def _tunnelled(voice: Voice, row: Row, server: Server, pair: Pair, heard: Heard) -> bool:
    """Whether the tunnel is there."""
    lines = [f"CONNECT {row.tunnel} HTTP/1.1", f"Host: {row.tunnel}"]
    if row.session:
        lines.append(f"Proxy-Authorization: {credentials(row.session)}")
    voice.send(pair.filled("\r\n".join(lines).encode() + b"\r\n\r\n"))
    head = voice.answer("HEAD")
    heard.answers.append(head)
    if not head.startswith(b"HTTP/1.1 200"):
        return False
    if row.secure:
        voice.start_tls(trusting(server), row.tunnel.rpartition(":")[0])
    return True


_CONTEXTS: dict[str, ssl.SSLContext] = {}


def trusting(server: Server) -> ssl.SSLContext:
    """A client that trusts the server's authority; one for all connections."""
    name = str(server.process.ca)
    if name not in _CONTEXTS:
        _CONTEXTS[name] = client_context(server.process.ca, "http/1.1")
    return _CONTEXTS[name]
