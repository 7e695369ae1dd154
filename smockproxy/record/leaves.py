"""Messages as their leaves: each value of a request or an answer with its place."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from smockproxy.core.cookies import cookies_of
from smockproxy.core.draft import Steps
from smockproxy.core.http import NO_JSON, Request, Response, parse_json, text_of
from smockproxy.record.inferred import Part, Place

LARGEST = 256 * 1024
"""Bytes of a document that is looked into; a larger one is taken as it is."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
CREDENTIALS = (
    "authorization",
    "x-auth-token",
    "x-access-token",
    "x-csrf-token",
    "x-xsrf-token",
    "x-session-id",
)
"""Headers of requests that bring along what an answer gave."""
GIVING = ("location", "x-auth-token", "x-access-token", "x-csrf-token", "x-session-id", "authorization")
"""Headers of answers that give what requests bring along."""

_BEGIN = frozenset({b"{", b"[", b" ", b"\n", b"\r", b"\t"})

type Leaves = Mapping[Place, str]
"""Values as text, by their places."""


def kind_of(request: Request) -> str:
    """The media type of a request's body, in lower case."""
    return request.headers.get("content-type").partition(";")[0].strip().lower()


def document_of(message: Request | Response) -> Any:
    """The body as JSON, if it is an object or a list of a size that is looked into; else `NO_JSON`."""
    if not message.body or len(message.body) > LARGEST or message.body[:1] not in _BEGIN:
        return NO_JSON
    document = message.json if isinstance(message, Request) else parse_json(text_of(message.body))
    return document if isinstance(document, dict | list) else NO_JSON


def in_document(document: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Each value of a document that holds no others, with the way to it."""
    if isinstance(document, dict) and document:
        for key, value in document.items():
            yield from in_document(value, (*steps, key))
    elif isinstance(document, list) and document:
        for at, value in enumerate(document):
            yield from in_document(value, (*steps, at))
    else:
        yield steps, document


def text_of_leaf(value: Any) -> str:
    """A value as text; nothing of what is no text and no number."""
    if isinstance(value, bool) or value is None:
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def asked_leaves(request: Request) -> dict[Place, str]:
    """The values that a request is made of, but for its headers."""
    leaves: dict[Place, str] = {
        Place(Part.PATH, (at,)): unquote(segment) for at, segment in enumerate(segments_of(request))
    }
    for name, values in request.query_params.items():
        leaves |= {Place(Part.QUERY, (name, at)): value for at, value in enumerate(values)}
    if kind_of(request) in FORMS and request.form_values:
        for name, values in request.form_values.items():
            leaves |= {Place(Part.FORM, (name, at)): value for at, value in enumerate(values)}
    elif (document := document_of(request)) is not NO_JSON:
        leaves |= {Place(Part.JSON, steps): text_of_leaf(value) for steps, value in in_document(document)}
    return leaves


def brought_leaves(request: Request) -> dict[Place, str]:
    """What a request brings along in its headers: credentials, without the word before them, and cookies."""
    leaves: dict[Place, str] = {}
    for name in CREDENTIALS:
        if line := request.headers.get(name):
            leaves[Place(Part.HEADER, (name,))] = line.rpartition(" ")[2]
    for name, values in request.cookies.items():
        leaves[Place(Part.COOKIE, (name,))] = values[0]
    return leaves


def answered_leaves(response: Response) -> dict[Place, str]:
    """The values that an answer gives: those of its document, of some headers, and its cookies."""
    leaves: dict[Place, str] = {}
    if (document := document_of(response)) is not NO_JSON:
        leaves |= {Place(Part.JSON, steps): text_of_leaf(value) for steps, value in in_document(document)}
    for name in GIVING:
        if line := response.headers.get(name):
            leaves[Place(Part.HEADER, (name,))] = line
    lines = [line.partition(";")[0] for line in response.headers.get_all("set-cookie")]
    for name, values in cookies_of(lines).items():
        leaves[Place(Part.COOKIE, (name,))] = values[-1]
    return leaves


def segments_of(request: Request) -> list[str]:
    """The segments of a path, as they were sent."""
    return request.path.removeprefix("/").split("/")
