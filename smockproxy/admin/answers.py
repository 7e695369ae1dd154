"""What the routes share: how answers are written and bodies are read."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

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


async def plain_json_answer(shape: Callable[[], Any], status: int = 200) -> Response:
    """A JSON answer of our own routes; the shape is made and written off the event loop."""
    body = await asyncio.to_thread(lambda: json_bytes(shape()) + b"\n")
    return streamed(body, status, {"Content-Type": "application/json"})


def streamed(body: bytes, status: int, headers: Mapping[str, str]) -> Response:
    """A body that is there already; a large one goes out in pieces, each of which is packed by itself."""
    if len(body) <= PIECE:
        return Response(body, status_code=status, headers=headers)
    pieces = (body[at : at + PIECE] for at in range(0, len(body), PIECE))
    return StreamingResponse(pieces, status_code=status, headers=headers)


def nothing() -> Response:
    """It is done, and there is nothing to say of it."""
    return Response(status_code=204)


def message_answer(message: str, status: int, problems: Iterable[Mapping[str, Any]] = ()) -> Response:
    """An error; `problems` are those of a text of mocks."""
    told = list(problems)
    return json_answer({"message": message, **({"problems": told} if told else {})}, status)


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
