"""What was read of a foreign file, as a golden file shows it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from smockproxy.app.visible import visible
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.reading import Read


def shown(read: Read) -> str:
    """Each exchange as its messages, then the losses."""
    lines: list[str] = []
    for entry in read.entries:
        timing = entry.timing
        lines += [
            f"=== {entry.id} {entry.outcome.value} {entry.protocol} "
            f"{datetime.fromtimestamp(timing.started_at, UTC):%Y-%m-%dT%H:%M:%S.%f} "
            f"+{timing.request_read or 0:.4f} +{timing.response_started or 0:.4f} +{timing.ended:.4f} "
            f"{entry.server}".rstrip(),
            f"{entry.request.method} {entry.request.url} {entry.request.http_version}",
            *_message(entry.request),
        ]
        if entry.response is None:
            lines.append(f"--- no answer: {entry.error}")
        else:
            lines.append(f"--- {entry.response.status} {entry.response.reason} {entry.response.http_version}")
            lines += _message(entry.response)
    losses = [f"- {loss}" for loss in read.losses] or ["none"]
    return "\n".join(map(visible, [*lines, "", "=== losses", *losses, ""]))


def _message(message: Request | Response) -> Iterator[str]:
    yield from _lines(message.headers)
    body = message.body or b""
    if body:
        yield f"{len(body)} bytes: {body!r}"


def _lines(headers: Headers) -> Iterator[str]:
    for name, value in headers:
        yield f"{name}: {value}"
