"""`request` of a draft: what tells a recorded request apart from others, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from smockproxy.core.draft import Remark, Steps
from smockproxy.core.http import DEFAULT_PORTS, Request
from smockproxy.record.askedbody import NO_BODY, AskedBody, asked_body
from smockproxy.record.exchange import Exchange
from smockproxy.record.inferred import Inferred, Part
from smockproxy.record.places import of_part, referring

CONDITIONAL = ("if-none-match", "if-match", "range", "if-range")
"""Headers that are why an answer is partial, or says that nothing has changed."""
DATED = ("if-modified-since", "if-unmodified-since")
"""The same with a date, which is another when the recording is replayed later."""
FOR_CONDITIONS = frozenset({206, 304, 412, 416})
"""Statuses that answer a condition of the request's headers (RFC 9110)."""

type Values = dict[str, Any]


@dataclass(slots=True)
class Asked:
    """The `request` of a draft in the making."""

    tree: dict[str, Any]
    remarks: list[Remark] = field(default_factory=list)
    body: AskedBody = NO_BODY

    def say(self, steps: Steps, text: str) -> None:
        """A remark above a key of it; above all of it where the key is not there."""
        at = steps if not steps or steps[0] in self.tree else ()
        self.remarks.append(Remark(("request", *at), text))


def asked_of(exchange: Exchange, inferred: Inferred, names: frozenset[str]) -> Asked:
    """What asks for this request; `names` are those under which anything is remembered."""
    request = exchange.request
    asked = Asked({"method": request.method})
    _ask_for_url(asked, request, inferred, names)
    _ask_for_headers(asked, exchange, inferred, names)
    asked.body = asked_body(exchange, inferred, names)
    asked.tree |= asked.body.tree
    for text in asked.body.remarks:
        asked.say(tuple(asked.body.tree)[:1], text)
    return asked


def _ask_for_url(asked: Asked, request: Request, inferred: Inferred, names: frozenset[str]) -> None:
    is_plain = not request.query and not inferred.parameters and _is_text(request.url)
    used = of_part(inferred.used, Part.PATH)
    path = _path_of(request, inferred, names)
    if is_plain:
        asked.tree["url"] = f"{request.scheme}://{request.authority}{path}"
    else:
        asked.tree |= {"scheme": request.scheme, "host": request.host.lower()}
        if DEFAULT_PORTS.get(request.scheme) != request.port:
            asked.tree["port"] = request.port
        asked.tree["path_template" if inferred.parameters else "path"] = path
        _ask_for_query(asked, request, inferred, names)
    key = "url" if is_plain else "path_template" if inferred.parameters else "path"
    for each in (*inferred.parameters, *used):
        asked.say((key,), each.reason)


def _is_text(url: str) -> bool:
    """Whether a URL is one that YAML can hold, and that no reader takes for more."""
    return url.isprintable() and url.isascii() and url == url.strip()


def _path_of(request: Request, inferred: Inferred, names: frozenset[str]) -> str:
    is_plain = not request.query and not inferred.parameters and _is_text(request.url)
    path = request.target if is_plain else request.path
    used = of_part(inferred.used, Part.PATH)
    if not used and not inferred.parameters:
        return referring(path, (), names)
    parameters = {each.segment: each.name for each in inferred.parameters}
    segments = path.removeprefix("/").split("/")
    return "/" + "/".join(
        _segment(segment, at, parameters, [each for each in used if at in each.place.steps], names)
        for at, segment in enumerate(segments)
    )


def _segment(
    segment: str, at: int, parameters: dict[int, str], used: list[Any], names: frozenset[str]
) -> str:
    if at in parameters:
        return f"{{{parameters[at]}}}"
    if parameters and used:  # a template has parameters only: any value will do
        return f"{{{used[0].name}}}"
    return segment if parameters else referring(segment, used, names)


def _ask_for_query(asked: Asked, request: Request, inferred: Inferred, names: frozenset[str]) -> None:
    left_out = of_part(inferred.left_out, Part.QUERY)
    used = of_part(inferred.used, Part.QUERY)
    values = values_asked(request.query_params, left_out, used, names)
    key = "query_params" if left_out else "query_exact"
    if request.query and (values or not left_out):
        asked.tree[key] = values
    for each in left_out:
        asked.say((key,), f"{each.place.steps[0]}: {each.reason}")
    for each in used:
        asked.say((key, each.place.steps[0]), each.reason)


def values_asked(
    values: dict[str, list[str]], left_out: Iterable[Any], used: Iterable[Any], names: frozenset[str]
) -> Values:
    """Values by name, less those that are left out, with references to what is remembered."""
    gone = {each.place.steps[0] for each in left_out}
    tied = list(used)
    asked = {
        name: [referring(each, [one for one in tied if one.place.steps[0] == name], names) for each in lines]
        for name, lines in values.items()
        if name not in gone
    }
    return {name: lines[0] if len(lines) == 1 else lines for name, lines in asked.items()}


def _ask_for_headers(asked: Asked, exchange: Exchange, inferred: Inferred, names: frozenset[str]) -> None:
    request, headers = exchange.request, {}
    for each in of_part(inferred.used, Part.HEADER):
        name = str(each.place.steps[0])
        headers[spelt(request, name)] = referring(request.headers.get(name), [each], names)
    if exchange.response.status in FOR_CONDITIONS:
        headers |= _conditional(request, names)
    if headers:
        asked.tree["headers"] = headers
    cookies = {
        str(each.place.steps[0]): referring(request.cookies[str(each.place.steps[0])][0], [each], names)
        for each in of_part(inferred.used, Part.COOKIE)
        if request.cookies.get(str(each.place.steps[0]))
    }
    if cookies:
        asked.tree["cookies"] = cookies
    for each in of_part(inferred.used, Part.HEADER):
        asked.say(("headers", spelt(request, str(each.place.steps[0]))), each.reason)
    for each in of_part(inferred.used, Part.COOKIE):
        asked.say(("cookies", each.place.steps[0]), each.reason)


def _conditional(request: Request, names: frozenset[str]) -> dict[str, Any]:
    asked: dict[str, Any] = {
        spelt(request, name): referring(request.headers.get(name), (), names)
        for name in CONDITIONAL
        if name in request.headers
    }
    return asked | {
        spelt(request, name): {"matcher": "ShouldBePresent"} for name in DATED if name in request.headers
    }


def spelt(request: Request, name: str) -> str:
    """A header's name as the client wrote it."""
    return next((key for key, _ in request.headers if key.lower() == name.lower()), name)
