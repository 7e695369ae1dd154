"""Conditions on a recorded request's body: JSON and forms by what they say, other text as it is."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from smockproxy.core.http import Request
from smockproxy.core.references import mentioned
from smockproxy.record.exchange import Exchange
from smockproxy.record.inferred import Inferred, LeftOut, Part, Used
from smockproxy.record.leaves import FORMS, kind_of
from smockproxy.record.literals import NO_TREE, readable, tree_of
from smockproxy.record.places import GONE, changed, literally, of_part, referring
from smockproxy.record.uploads import BY_NAME, BY_NOTHING, file_asked_for, is_multipart

LONGEST = 4096
"""Bytes of a text that a condition holds in full; a longer one is told apart by nothing."""
NOT_ASKED = "no condition asks for the body: it is"


@dataclass(frozen=True, slots=True)
class AskedBody:
    """Conditions on a body, and what is to be said of them."""

    tree: dict[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    is_whole: bool = True
    """Whether the conditions hold all of the body, so that it need not be kept beside."""


NO_BODY = AskedBody()


def asked_body(exchange: Exchange, inferred: Inferred, names: frozenset[str]) -> AskedBody:
    """What asks for the body of a request."""
    request = exchange.request
    body = request.body or b""
    whole_left_out = [each for each in of_part(inferred.left_out, Part.TEXT) if not each.place.steps]
    if not body:
        return NO_BODY
    if whole_left_out:
        return AskedBody({}, (f"the body is left out: {whole_left_out[0].reason}",), is_whole=False)
    if is_multipart(exchange):
        return _parts(exchange, inferred, names)
    text = readable(body)
    if kind_of(request) in FORMS and (asked := _form(request, inferred, names)) is not None:
        return asked
    if text is None:
        return AskedBody({}, (f"{NOT_ASKED} binary",), is_whole=False)
    return _json(text, inferred, names) or _text(text, inferred, names)


def _parts(exchange: Exchange, inferred: Inferred, names: frozenset[str]) -> AskedBody:
    """Fields by their values, and a file by its name."""
    fields = _form(exchange.request, inferred, names) or NO_BODY
    file = file_asked_for(exchange)
    if not file:
        remarks = fields.remarks if fields.tree else (BY_NOTHING, *fields.remarks)
        return AskedBody(fields.tree, remarks, is_whole=False)
    named = {"body": {"matcher": "ShouldContainSubstring", "value": literally(file, names)}}
    return AskedBody({**fields.tree, **named}, (BY_NAME, *fields.remarks), is_whole=False)


def _form(request: Request, inferred: Inferred, names: frozenset[str]) -> AskedBody | None:
    values = request.form_values
    if not values or not _is_readable(values):
        return None
    left_out: list[LeftOut] = of_part(inferred.left_out, Part.FORM)
    used: list[Used] = of_part(inferred.used, Part.FORM)
    gone = {each.place.steps[0] for each in left_out}
    form = {
        name: [referring(each, [one for one in used if one.place.steps[0] == name], names) for each in lines]
        for name, lines in values.items()
        if name not in gone and all(len(each) <= LONGEST for each in lines)
    }
    remarks = [f"{each.place.steps[0]}: {each.reason}" for each in _both(left_out, used)]
    remarks += [
        f"{name}: too long for a condition" for name in values if name not in form and name not in gone
    ]
    tree = {name: lines[0] if len(lines) == 1 else lines for name, lines in form.items()}
    return AskedBody({"form": tree} if tree else {}, tuple(remarks), is_whole=not remarks)


def _is_readable(values: dict[str, list[str]]) -> bool:
    texts = [*values, *(each for lines in values.values() for each in lines)]
    return all("\ufffd" not in each and readable(each.encode(errors="replace")) is not None for each in texts)


def _json(text: str, inferred: Inferred, names: frozenset[str]) -> AskedBody | None:
    tree = tree_of(text)
    if tree is NO_TREE or not isinstance(tree, dict | list):
        return None
    left_out: list[LeftOut] = of_part(inferred.left_out, Part.JSON)
    used: list[Used] = of_part(inferred.used, Part.JSON)
    if not _is_literal(tree):
        return AskedBody({"body": {"matcher": "ShouldEqualJSON", "value": text}}) if not names else None
    for one in left_out:
        tree = _left_out(tree, one)
    for each in used:
        tree = changed(tree, each.place.steps, partial(_tied, each, names))
    remarks = [f"{_shown(each.place.steps)}: {each.reason}" for each in _both(left_out, used)]
    return AskedBody({"json": tree}, tuple(remarks))


def _is_literal(tree: dict[str, Any] | list[Any]) -> bool:
    """Whether it stands for itself under `json`: no placeholder, no path, no matcher's name."""
    if isinstance(tree, dict) and ("matcher" in tree or any(key.startswith("$") for key in tree)):
        return False
    return not mentioned(tree) and "${" not in str(tree)


def _both(left_out: list[LeftOut], used: list[Used]) -> list[LeftOut | Used]:
    return [*left_out, *used]


def _left_out(tree: Any, one: LeftOut) -> Any:
    is_in_list = bool(one.place.steps) and isinstance(one.place.steps[-1], int)
    return changed(tree, one.place.steps, lambda _value: "${any}" if is_in_list else GONE)


def _tied(used: Used, names: frozenset[str], value: Any) -> Any:
    return referring(value, [used], names) if isinstance(value, str) else f"${{{used.name}}}"


def _shown(steps: tuple[str | int, ...]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _text(text: str, inferred: Inferred, names: frozenset[str]) -> AskedBody:
    if len(text.encode()) > LONGEST:
        return AskedBody({}, (f"{NOT_ASKED} longer than {LONGEST} bytes",), is_whole=False)
    used: list[Used] = of_part(inferred.used, Part.TEXT)
    return AskedBody({"body": referring(text, used, names)}, tuple(each.reason for each in used))
