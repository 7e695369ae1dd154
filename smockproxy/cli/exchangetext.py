"""Exchanges as text for a terminal, from the values that `/api/v1/history` gives.

What peers sent is never written raw: control characters are shown as escapes.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smockproxy.app.visible import indented, visible
from smockproxy.cli.written import columns

HEADINGS = ("ID", "TIME", "DECISION", "METHOD", "STATUS", "MS", "MOCK", "URL")
TO_THE_RIGHT = frozenset({"ID", "STATUS", "MS"})


def table(entries: Sequence[Mapping[str, Any]]) -> str:
    """One line an exchange; times are UTC."""
    if not entries:
        return "No exchanges yet.\n"
    return columns(HEADINGS, map(_row, entries), TO_THE_RIGHT)


def _row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    request, response, mock = entry["request"], entry["response"], entry["mock"]
    return (
        visible(entry["id"]),
        entry["timing"]["started_at"][11:23].removesuffix("Z"),
        entry["decision"],
        visible(request["method"]),
        str(response["status"]) if response else "-",
        f"{entry['timing']['ended']:.0f}",
        _mock_name(mock) if mock else "-",
        visible(request["url"]),
    )


def _mock_name(mock: Mapping[str, Any]) -> str:
    return visible(mock["source"] or mock["id"])


def whole(entry: Mapping[str, Any]) -> str:
    """One exchange: what became of it, then the request and the response as they went over the wire."""
    blocks = ["\n".join(_summary(entry)), _request(entry["request"])]
    if entry["response"]:
        blocks.append(_response(entry["response"]))
    return "\n\n".join(blocks) + "\n"


def is_unmatched(entry: Mapping[str, Any]) -> bool:
    """Whether it is an exchange of HTTP that no mock matched."""
    is_asked_for = entry["protocol"] == "http" and entry["decision"] != "callback"
    return entry["mock"] is None and is_asked_for


def _summary(entry: Mapping[str, Any]) -> Iterator[str]:
    by = f" by {_mock_name(entry['mock'])}" if entry["mock"] else ""
    of = f" of {visible(entry['callback_of'])}" if entry.get("callback_of") else ""
    yield f"{visible(entry['id'])}: {entry['decision']}{of}{by}"
    timing = entry["timing"]
    held = f", {timing['delay']:.0f} ms of it delay" if timing["delay"] else ""
    yield f"started {timing['started_at']}, took {timing['ended']:.1f} ms{held}"
    if entry["server"]:
        yield f"server {visible(entry['server'])}"
    if entry["protocol"] != "http":
        yield f"a tunnel with {visible(entry['protocol'])}, not HTTP"
    if entry["error"]:
        yield f"error: {indented(entry['error'])}"
    for fault in entry.get("chaos", ()):
        yield visible(fault)
    for line in entry.get("log", ()):
        yield f"log: {indented(line)}"


def _request(request: Mapping[str, Any]) -> str:
    first = f"{request['method']} {request['url']} {request['http_version']}"
    return _message(first, request)


def _response(response: Mapping[str, Any]) -> str:
    first = f"{response['http_version']} {response['status']} {response['reason']}".rstrip()
    return _message(first, response)


def _message(first: str, message: Mapping[str, Any]) -> str:
    lines = [visible(first), *(visible(f"{name}: {value}") for name, value in message["headers"])]
    body = _body(message)
    return "\n".join(lines) + (f"\n\n{body}" if body else "")


def _body(message: Mapping[str, Any]) -> str:
    if "body_base64" in message:
        return f"({message['body_size']} bytes that are not text; --json has them)"
    shown = visible(message["body"], kept="\n\t").rstrip("\n")
    return f"{shown}\n(cut: {message['body_size']} bytes were sent)" if message["body_cut"] else shown
