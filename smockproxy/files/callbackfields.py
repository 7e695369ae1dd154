"""`callbacks`: requests that are sent once a mock's answer is out, as models."""

from collections.abc import Iterator
from json import dumps
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, PlainValidator, model_validator

from smockproxy.core.callbacks import PATIENCE, WORKED_OUT, Callback
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.http import Headers
from smockproxy.files.fields import TOKEN, Body, Boolean, DelayRange, Integer, Lifetime, Text, text_of
from smockproxy.files.model import Wire
from smockproxy.files.reading import INCOMPLETE, complain
from smockproxy.files.responsefields import (
    HeaderMap,
    document_in,
    json_of,
    text_in,
    with_json_type,
)
from smockproxy.files.scalars import quoted

MOST_RETRIES = 10
MOST_CALLBACKS = 20
"""Of one mock."""
SCHEMES = ("http://", "https://")


def _url_of(tree: Any) -> str:
    url = text_of(tree).strip()
    if not url.lower().startswith(SCHEMES) and "{{" not in url and "{%" not in url:
        hint = "write it whole, like http://localhost:9000/paid"
        raise complain(f"{quoted(url)} is no URL of http or https", hint=hint)
    return url


def _settable(headers: HeaderMap) -> HeaderMap:
    for name in headers:
        if name.lower() in WORKED_OUT:
            hint = "it follows from the url and the body, and is worked out"
            raise complain(f"{quoted(name)} can't be set", hint=hint, steps=(name,), of_key=True)
    return headers


def _few_retries(number: int) -> int:
    if not 0 <= number <= MOST_RETRIES:
        raise complain(f"expected a number from 0 to {MOST_RETRIES}, found {number}")
    return number


def _few(callbacks: list["CallbackWire"]) -> list["CallbackWire"]:
    if len(callbacks) > MOST_CALLBACKS:
        raise complain(f"a mock may have {MOST_CALLBACKS} callbacks, found {len(callbacks)}")
    return callbacks


type CallbackUrl = Annotated[str, PlainValidator(_url_of)]
type Retries = Annotated[Integer, AfterValidator(_few_retries)]


class CallbackWire(Wire):
    """One of `callbacks`."""

    keeps_null = frozenset({"json"})

    method: Text = "POST"
    url: CallbackUrl = ""
    headers: Annotated[HeaderMap, AfterValidator(_settable)] = Field(default_factory=dict)
    body: Body = b""
    value: Annotated[Any, AfterValidator(json_of)] = Field(default=None, alias="json")
    template: Boolean = False
    after: DelayRange = NO_DELAY
    retries: Retries = 0
    timeout: Lifetime = PATIENCE
    skip_verify_tls: Boolean = False

    @model_validator(mode="after")
    def _is_a_request(self) -> Self:
        if not self.url:
            raise complain("a callback needs a url", hint="url: http://localhost:9000/paid", code=INCOMPLETE)
        if not self.template and not (self.method and TOKEN.issuperset(self.method)):
            raise complain(f"{quoted(self.method)} is no method", hint="such as POST", steps=("method",))
        if self.has_document and self.body:
            raise complain("a callback has either a body or json, not both", steps=("json",), of_key=True)
        if self.template and text_in(self.body) is None:
            raise complain("a template is text, found binary", steps=("body",))
        return self

    @property
    def has_document(self) -> bool:
        """Whether its body is said as a value."""
        return "value" in self.model_fields_set


type CallbackList = Annotated[list[CallbackWire], AfterValidator(_few)]


def callbacks_of(wires: list[CallbackWire] | None) -> tuple[Callback, ...]:
    """The callbacks of a mock."""
    return tuple(map(_callback, wires or ()))


def _callback(wire: CallbackWire) -> Callback:
    headers, body = wire.headers, wire.body
    if wire.has_document:
        headers, body = with_json_type(headers), document_in(wire.value)
    return Callback(
        wire.method,
        wire.url,
        Headers.of(_lines(headers)),
        body,
        wire.after,
        wire.retries,
        _template(wire, headers) if wire.template else "",
        wire.timeout,
        wire.skip_verify_tls,
    )


def _template(wire: CallbackWire, headers: HeaderMap) -> str:
    """The request as a value all of whose texts are templates."""
    body = {"json": wire.value} if wire.has_document else {"body": wire.body.decode()}
    said = {"method": wire.method, "url": wire.url, "headers": list(_lines(headers)), **body}
    return dumps({"json": said}, ensure_ascii=False, allow_nan=False)


def _lines(headers: HeaderMap) -> Iterator[tuple[str, str]]:
    """Header lines in their author's order."""
    return ((name, line) for name, lines in headers.items() for line in lines)
