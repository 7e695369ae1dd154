"""A server that speaks HTTP/2 under TLS, by hyper-h2; a client that offers no h2 gets HTTP/1.1."""

import asyncio
import hashlib
from asyncio import StreamReader, StreamWriter
from dataclasses import dataclass, field
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded, StreamReset, WindowUpdated

from tests.acceptance.harness.answers import Scripted, scripted
from tests.acceptance.harness.upstream_http1 import HttpUpstream


@dataclass
class Incoming:
    """A request on its way in."""

    headers: list[tuple[str, str]]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def pseudo(self, name: str) -> str:
        return dict(self.headers).get(f":{name}", "")


class Http2Upstream(HttpUpstream):
    """HTTP/2 by ALPN, else HTTP/1.1."""

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        tls = writer.get_extra_info("ssl_object")
        if tls is None or tls.selected_alpn_protocol() != "h2":
            await super().converse(reader, writer)
            return
        await Conversation(self, reader, writer).run()


class Conversation:
    """One HTTP/2 connection."""

    def __init__(self, server: Http2Upstream, reader: StreamReader, writer: StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._h2 = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._incoming: dict[int, Incoming] = {}
        self._answers: dict[int, asyncio.Task] = {}
        self._window = asyncio.Condition()

    async def run(self) -> None:
        self._h2.initiate_connection()
        await self._flush()
        try:
            while chunk := await self._reader.read(65536):
                for event in self._h2.receive_data(chunk):
                    await self._take(event)
                await self._flush()
        finally:
            for task in self._answers.values():
                task.cancel()
            await asyncio.gather(*self._answers.values(), return_exceptions=True)

    async def _take(self, event: object) -> None:
        match event:
            case RequestReceived():
                self._incoming[event.stream_id] = Incoming([(str(n), str(v)) for n, v in event.headers])
            case DataReceived():
                request = self._incoming[event.stream_id]
                request.size += len(event.data)
                request.digest.update(event.data)
                self._h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            case StreamEnded():
                task = asyncio.get_running_loop().create_task(self._answer(event.stream_id))
                self._answers[event.stream_id] = task
            case StreamReset():
                if event.stream_id in self._answers:
                    self._answers[event.stream_id].cancel()
            case WindowUpdated():
                async with self._window:
                    self._window.notify_all()

    async def _answer(self, stream: int) -> None:
        request = self._incoming.pop(stream)
        seen = {
            "request_line": f"{request.pseudo('method')} {request.pseudo('path')} HTTP/2",
            "headers": request.headers,
            "http_version": "HTTP/2",
            "body_size": request.size,
            "body_sha256": request.digest.hexdigest(),
        }
        self._server.seen.requests.append(seen)
        answer = scripted(request.pseudo("path"), seen)
        if answer.is_silent:
            return
        await asyncio.sleep(answer.wait)
        await self._write(stream, answer, has_body=request.pseudo("method") != "HEAD")

    async def _write(self, stream: int, answer: Scripted, *, has_body: bool) -> None:
        headers = [(":status", str(answer.status))]
        headers += [(name.lower(), value) for name, value in answer.headers]
        headers += [("content-length", str(answer.length))] if answer.length else []
        self._h2.send_headers(stream, headers)
        for piece in answer.pieces if has_body else []:
            await self._send(stream, piece)
            await asyncio.sleep(answer.pause)
        if answer.is_cut:
            self._h2.reset_stream(stream)
        else:
            self._h2.end_stream(stream)
        await self._flush()

    async def _send(self, stream: int, piece: bytes) -> None:
        while piece:
            room = min(self._h2.local_flow_control_window(stream), self._h2.max_outbound_frame_size)
            if room <= 0:
                async with self._window:
                    await self._window.wait()
                continue
            self._h2.send_data(stream, piece[:room])
            piece = piece[room:]
            await self._flush()

    async def _flush(self) -> None:
        self._writer.write(self._h2.data_to_send())
        await self._writer.drain()
