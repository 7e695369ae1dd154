"""`request.share` and `request.proxied`: which part of the clients is meant, and how their requests came."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import PlainValidator, model_validator

from smockproxy.core.conditions import Condition
from smockproxy.core.routing import OnProxied, OnShare
from smockproxy.files.fields import TOKEN, text_of
from smockproxy.files.model import Wire
from smockproxy.files.reading import INCOMPLETE, complain
from smockproxy.files.scalars import kind_of, number_in, quoted

BY_HINT = "write header:X-User, cookie:session or ip"


def _by_of(tree: Any) -> str:
    written = text_of(tree).strip()
    kind, _, name = written.partition(":")
    is_named = kind in {"header", "cookie"} and name and TOKEN.issuperset(name)
    if written != "ip" and not is_named:
        raise complain(f"{quoted(written)} does not say who a client is", hint=BY_HINT)
    return written


def _percent_of(tree: Any) -> float:
    number = number_in(tree)
    if number is None or not 0 <= number <= 100:
        raise complain(f"expected a number from 0 to 100, found {kind_of(tree)}")
    return number


type ShareBy = Annotated[str, PlainValidator(_by_of)]
type Percent = Annotated[float, PlainValidator(_percent_of)]


class ShareWire(Wire):
    """`request.share`: a part of the clients, always the same ones."""

    by: ShareBy = ""
    percent: Percent = 0.0

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if missing := [key for key in ("by", "percent") if key not in self.model_fields_set]:
            raise complain(
                f"a share needs {missing[0]}", hint="write {by: header:X-User, percent: 30}", code=INCOMPLETE
            )
        return self


def on_route(share: ShareWire | None, *, proxied: bool | None) -> Iterator[Condition]:
    """The conditions of both."""
    if proxied is not None:
        yield OnProxied(proxied)
    if share is not None:
        yield OnShare(share.by, share.percent)


ROUTE_FRAGMENTS: Mapping[str, dict[str, Any]] = {
    "ShareBy": {"type": "string", "pattern": "^(ip|(header|cookie):.+)$"},
    "Percent": {"type": "number", "minimum": 0, "maximum": 100},
}
ROUTE_TEXT: Mapping[str, Mapping[str, str]] = {
    "share": {
        "by": "Who a client is: `header:NAME`, `cookie:NAME` or `ip`. One that does not say is not meant.",
        "percent": "How many per cent of the clients are meant, from 0 to 100.",
    },
}
ROUTE_KEYS_TEXT: Mapping[str, str] = {
    "share": "A part of the clients, always the same ones: `{by: header:X-User, percent: 30}`.",
    "proxied": "`true`: only what came as to a proxy; `false`: only what came straight to the port.",
}
