"""What the routes share: how answers are written and bodies are read."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from smockproxy.app.usage import TooLargeError
from smockproxy.interop.gojson import go_json
from smockproxy.interop.jsonl import json_bytes

LARGEST_UPLOAD = 64 * 1024 * 1024
"""Bytes of a request body that the admin API reads."""
LARGEST_IMPORT = 1024 * 1024 * 1024
"""Bytes of an import: a history that was exported whole."""
PIECE = 64 * 1024
"""Bytes of a streamed answer that are gathered before they are sent: each piece is a hop to a thread."""


def json_answer(value: Any, status: int = 200) -> Response:
    """A compact JSON answer with a newline at its end."""
    body = f"{go_json(value)}\n".encode()
    return Response(body, status_code=status, media_type="application/json")


async def plain_json_answer(shape: Callable[[], Any]) -> Response:
    """A JSON answer of our own routes; the shape is made and written off the event loop."""
    body = await asyncio.to_thread(lambda: json_bytes(shape()) + b"\n")
    return Response(body, media_type="application/json")


def message_answer(message: str, status: int) -> Response:
    """An error."""
    return json_answer({"message": message}, status)


async def read_body(request: Request, largest: int = 0) -> bytes:
    """The whole body, of at most so many bytes, or an upload's. Raises `TooLargeError`."""
    largest = largest or LARGEST_UPLOAD
    pieces, size = [], 0
    async for piece in request.stream():
        pieces.append(piece)
        size += len(piece)
        if size > largest:
            raise TooLargeError(f"The body is larger than {largest} bytes.")
    return b"".join(pieces)


def in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of a size that is worth sending."""
    gathered, size = [], 0
    for chunk in chunks:
        gathered.append(chunk)
        size += len(chunk)
        if size >= PIECE:
            yield b"".join(gathered)
            gathered, size = [], 0
    if gathered:
        yield b"".join(gathered)
