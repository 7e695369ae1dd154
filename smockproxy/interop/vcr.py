"""Cassettes of VCR.py, and those of the same shape: VCR for Ruby and betamax; in YAML or in JSON.

A cassette says nothing about how long things took, and not always when they were. Sources: vcrpy's
serializers (version 1: `interactions`; before that a bare list), VCR's and betamax' `http_interactions`.
"""

from collections.abc import Iterator
from dataclasses import replace
from json import JSONEncoder
from typing import Any

from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.content import coding_of, unwrapped
from smockproxy.interop.foreign import Foreign, Report, from_base64, raw_of, text_of_value
from smockproxy.interop.foreigndates import foreign_moment
from smockproxy.interop.foreignmessages import header_lines, made_plain, method_of, reason_of, version_of
from smockproxy.interop.foreignurl import NoRequestError, address_in
from smockproxy.interop.foreignyaml import NO_VALUE, yaml_of_text
from smockproxy.interop.reading import Loss, Read, ReadFormat, UnreadableError, parsed_json, text_of_file
from smockproxy.interop.shapefields import HIGHEST_STATUS, Flaw, kind_of

LISTS = ("interactions", "http_interactions")
"""VCR.py's key, and that of VCR and betamax."""

LONGEST_MADE = 100_000
"""Characters of JSON that a body is made of which is no text."""


def read_vcr(raw: bytes) -> Read:
    """The entries of a cassette in its order. Raises `UnreadableError`."""
    report = Report()
    where, listed = _interactions(_tree(raw))
    found = [
        entry
        for place, shape in enumerate(listed)
        if (entry := _entry(Foreign.needed(shape, f"{where}[{place}]", report), place)) is not None
    ]
    if report.flaws:
        raise UnreadableError(report.flaws)
    entries = tuple(_dated(found, where, report))
    return Read(entries, tuple(report.losses))


def is_vcr(beginning: bytes) -> bool:
    """Whether it has a key of a cassette where a cassette has it."""
    begun = beginning.lstrip(b"\xef\xbb\xbf \t\r\n-")
    if begun.startswith(b"{"):
        return any(f'"{name}"'.encode() in begun for name in LISTS)
    lines = b"\n" + beginning.removeprefix(b"\xef\xbb\xbf")
    return any(f"\n{name}:".encode() in lines for name in LISTS)


VCR_IN = ReadFormat("vcr", "a cassette of VCR.py", is_vcr, read_vcr)


def _tree(raw: bytes) -> Any:
    text = text_of_file(raw)
    return parsed_json(text) if text.lstrip().startswith(("{", "[")) else yaml_of_text(text)


def _interactions(tree: Any) -> tuple[str, list[Any]]:
    """The list of them, and where it stands."""
    if isinstance(tree, list):
        return "", tree
    for name in LISTS:
        if isinstance(tree, dict) and isinstance(tree.get(name), list):
            return name, tree[name]
    raise UnreadableError(
        (Flaw("", f"expected a mapping with a list of interactions, found {kind_of(tree)}"),)
    )


def _entry(fields: Foreign, place: int) -> HistoryEntry | None:
    sent, answered = (
        Foreign.needed(fields.shape.get("request"), fields.at("request"), fields.report),
        fields.below("response"),
    )
    request = _request(sent)
    if request is None:
        return None
    response = _response(answered)
    moment = foreign_moment(fields.shape.get("recorded_at"))
    if moment is None and response:
        moment = foreign_moment(response.headers.get("date"))
    return HistoryEntry(
        id=str(place),
        session="",
        outcome=Outcome.FORWARDED if response else Outcome.FAILED,
        request=request,
        request_size=len(request.body or b""),
        response=response,
        response_size=len(response.body) if response else 0,
        error="" if response else "no answer was recorded",
        timing=Timing(started_at=_UNKNOWN if moment is None else moment),
    )


_UNKNOWN = -1e300


def _dated(entries: list[HistoryEntry], where: str, report: Report) -> Iterator[HistoryEntry]:
    """The entries; the moment of one that has none is that of its neighbour."""
    known = [entry.timing.started_at for entry in entries if entry.timing.started_at != _UNKNOWN]
    if missing := len(entries) - len(known):
        taken = "that of the one before" if known else "the beginning of 1970"
        report.losses.append(Loss(where, f"{missing} of {len(entries)} say no date: taken to be {taken}"))
    moment = known[0] if known else 0.0
    for entry in entries:
        moment = moment if entry.timing.started_at == _UNKNOWN else entry.timing.started_at
        yield _at(entry, moment)


def _at(entry: HistoryEntry, moment: float) -> HistoryEntry:
    request = replace(entry.request, received_at=moment)
    return replace(entry, request=request, timing=Timing(started_at=moment))


def _request(sent: Foreign) -> Request | None:
    """The request; None for one that is not over HTTP."""
    url = text_of_value(sent.shape.get("uri") or sent.shape.get("url"))
    try:
        address = address_in(url)
    except NoRequestError as error:
        if sent.shape:
            sent.lose("uri", f"{error}: left out")
        return None
    method = method_of(sent)
    if method is None:
        return None
    headers = header_lines(sent)
    body = _body(sent, "body")
    plain = _fitting(headers, body)
    return Request(
        method=method,
        scheme=address.scheme,
        host=address.host,
        port=address.port,
        target=address.target,
        headers=plain if "host" in plain else Headers.of([("Host", address.authority)]).joined(plain),
        body=body,
    )


def _response(answered: Foreign) -> Response | None:
    status_shape = answered.below("status")
    code = status_shape.number("code") or answered.number("status") or answered.number("status_code") or 0
    if not 100 <= code <= HIGHEST_STATUS:
        answered.lose("status", "there is no answer")
        return None
    headers = header_lines(answered)
    body = _body(answered, "body" if answered.shape.get("body") is not None else "content")
    reason = reason_of(status_shape.text("message") or answered.text("reason"))
    version = answered.text("http_version") or answered.text("protocol")
    return Response(int(code), _fitting(headers, body), body, reason, version_of(version))


def _fitting(headers: Headers, body: bytes) -> Headers:
    """The header lines for this body: some recorders keep it packed, some without saying that it is not."""
    coding = coding_of(headers)
    plain = made_plain(headers, body)
    if not coding or not body or unwrapped(coding, body) is None:
        return plain
    return plain.adding("Content-Encoding", coding)


def _body(fields: Foreign, name: str) -> bytes:
    value = fields.shape.get(name)
    if isinstance(value, dict):
        return _held(Foreign(value, fields.at(name), fields.report))
    return _raw(fields, name, value)


def _held(body: Foreign) -> bytes:
    """A body with its encoding: `string`, or `base64_string`."""
    coded = body.shape.get("base64_string")
    if coded is not None:
        raw = from_base64(text_of_value(coded))
        if raw is None:
            body.lose("base64_string", "this is not Base64: recorded without a body")
        return raw or b""
    if "string" not in body.shape and body.shape.keys() - {"encoding"}:
        return _raw(body, "", dict(body.shape))
    text, encoding = body.shape.get("string"), body.text("encoding")
    if isinstance(text, str) and encoding:
        try:
            return text.encode(_CODECS.get(encoding.lower(), encoding))
        except (LookupError, ValueError):
            pass
    return _raw(body, "string", text)


_CODECS = {"ascii-8bit": "utf-8", "binary": "utf-8"}
"""What Ruby calls bytes: as text they are UTF-8, or they would not be text."""


def _raw(fields: Foreign, name: str, value: Any) -> bytes:
    """Bytes of a value; pieces of a list one after the other."""
    if value is None or isinstance(value, (str, bytes)):
        return value if isinstance(value, bytes) else raw_of(value or "")
    if value is NO_VALUE:
        fields.lose(name, "an object of the program that recorded it: recorded without a body")
        return b""
    if isinstance(value, list) and all(isinstance(piece, (str, bytes)) for piece in value):
        return b"".join(piece if isinstance(piece, bytes) else raw_of(piece) for piece in value)
    written = _json(value)
    what = "recorded without a body" if written is None else "written as JSON"
    fields.lose(
        name, f"expected text or bytes, found {'a mapping' if isinstance(value, dict) else 'a list'}: {what}"
    )
    return written or b""


def _json(value: Any) -> bytes | None:
    """A value as JSON; None for one that aliases make longer than any body."""
    pieces, length = [], 0
    try:
        for piece in JSONEncoder(ensure_ascii=False, default=str).iterencode(value):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST_MADE:
                return None
    except (ValueError, RecursionError):
        return None
    return "".join(pieces).encode("utf-8", "replace")
