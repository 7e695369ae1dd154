"""The response in what a template of `go_template_yaml` printed.

Source: Smocker, whose yaml.v3 leaves out what does not fit and keeps the rest. Its own log alone says so;
ours says it in the script's log.
"""

from base64 import b64encode
from collections import abc
from collections.abc import Callable
from typing import Any

from smockproxy.engines.answer import FAULT
from smockproxy.engines.gotemplate.answerparts import PartialResponse
from smockproxy.engines.gotemplate.yamlnodes import Mapping, Node, NoTreeError, Scalar, Sequence, document
from smockproxy.engines.gotemplate.yamltree import (
    StopError,
    UnfitError,
    duration,
    entries_of,
    is_null,
    kind_of,
    octets_of,
    text_of,
    whole_number,
)

LEFT_OUT = "which is left out"


def yaml_answer(printed: str, log: Callable[[str], None]) -> abc.Mapping[str, Any]:
    """The response of a `Result`. Raises `BadReturnError` for a delay that Smocker can't draw."""
    response = PartialResponse(log)
    try:
        tree = document(printed)
        if tree is not None and not is_null(tree):
            _read(response, tree)
    except NoTreeError as error:
        response.warn(f"what the template printed is no YAML, and is left out: {error}")
    except StopError as error:
        response.warn(f"{error}: this and what follows is left out")
    except UnfitError as error:
        response.warn(f"what the template printed is left out: {error}")
    return response.result()


def _read(response: PartialResponse, tree: Node) -> None:
    if not isinstance(tree, Mapping):
        raise UnfitError(f"it is {kind_of(tree)}: expected a mapping of status, headers, body, delay")
    for key, value in entries_of(tree):
        read = _READERS.get(key.value)
        if read is None or is_null(value):
            continue
        try:
            read(response, value)
        except UnfitError as error:
            found, _, expected = str(error).partition(": ")
            response.warn(f"{key.value} is {found}, {LEFT_OUT}: {expected}")


def _status(response: PartialResponse, node: Node) -> None:
    response.status = whole_number(node)


def _body(response: PartialResponse, node: Node) -> None:
    octets = octets_of(node)
    if octets is None:
        response.body = {"body": text_of(node)}
    else:
        response.body = {"body": "", "body_base64": b64encode(octets).decode()}


def _headers(response: PartialResponse, node: Node) -> None:
    if not isinstance(node, Mapping):
        raise UnfitError(f"{kind_of(node)}: expected a mapping of names to values")
    for key, value in entries_of(node):
        if is_null(key):
            continue
        try:
            response.headers[key.value] = _lines(value)
        except UnfitError as error:
            found, _, expected = str(error).partition(": ")
            response.warn(f"headers.{key.value} is {found}, {LEFT_OUT}: {expected}")


def _lines(node: Node) -> list[str]:
    """The lines of a header; none for null."""
    if isinstance(node, Sequence):
        return [_line(line) for line in node.nodes if not is_null(line)]
    return [] if is_null(node) else [_line(node)]


def _line(node: Node) -> str:
    octets = octets_of(node)
    return text_of(node) if octets is None else octets.decode("utf-8", "replace")


def _delay(response: PartialResponse, node: Node) -> None:
    if isinstance(node, Mapping):
        bounds = {key.value: duration(part) for key, part in entries_of(node) if _is_bound(key, part)}
        response.shortest, response.longest = bounds.get("min", 0), bounds.get("max", 0)
    else:
        response.shortest = response.longest = duration(node)
    if response.is_out_of_order():
        raise StopError("delay goes backwards: expected 0 or more, min before max")


def _is_bound(key: Scalar, part: Node) -> bool:
    return key.value in {"min", "max"} and not is_null(part)


_READERS: abc.Mapping[str, Callable[[PartialResponse, Node], None]] = {
    "status": _status,
    "headers": _headers,
    "body": _body,
    "delay": _delay,
    FAULT: lambda response, _: response.leave_fault_out(),
}
