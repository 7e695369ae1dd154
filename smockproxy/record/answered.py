"""`response` of a draft: what a person would have written for a recorded answer."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from smockproxy.core.draft import Beside, Remark, Steps
from smockproxy.core.http import Headers, Response
from smockproxy.record.exchange import Exchange
from smockproxy.record.headers import has_exact_bytes, kept_headers
from smockproxy.record.inferred import Echo, Inferred, Part
from smockproxy.record.literals import NO_TREE, compact, readable, tree_of
from smockproxy.record.names import beside_name
from smockproxy.record.places import changed, of_part
from smockproxy.record.templating import Template, echoing, literal, literal_tree

LONGEST_TEXT = 4096
"""Bytes of a text that stands in the mock itself."""
LONGEST_JSON = 32 * 1024
"""Bytes of a JSON document that does."""
JSON_TYPE = "application/json"
"""What a mock with `json` says of its body."""


@dataclass(slots=True)
class Answered:
    """The `response` of a draft in the making."""

    tree: dict[str, Any]
    remarks: list[Remark] = field(default_factory=list)
    """Their steps begin below the response."""
    beside: tuple[Beside, ...] = ()

    def say(self, steps: Steps, text: str) -> None:
        """A remark above a key of it; above all of it where the key is not there."""
        self.remarks.append(Remark(steps if steps and steps[0] in self.tree else (), text))


def answered_of(exchange: Exchange, inferred: Inferred, stem: str) -> Answered:
    """The answer of an exchange; bodies' files have names that begin with `stem`."""
    response = exchange.response
    answered = Answered({"status": response.status})
    echoes = inferred.echoes
    headers = _headers(response.headers, echoes)
    body, answered.beside = _body(response, echoes, stem, exchange.request.method)
    if "json" in body and response.headers.get_all("content-type") == (JSON_TYPE,):
        headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    if echoes:
        answered.tree = {"template": True, **answered.tree}
    if headers:
        answered.tree["headers"] = headers
    answered.tree |= body
    _remember(answered, inferred)
    for echo in echoes:
        answered.say(("template",), f"{echo.expression}: {echo.reason}")
    return answered


def _headers(headers: Headers, echoes: tuple[Echo, ...]) -> dict[str, Any]:
    kept = kept_headers(headers)
    if not echoes:
        return kept
    mine = of_part(echoes, Part.HEADER) + of_part(echoes, Part.COOKIE)
    return {name: _header(name, value, mine) for name, value in kept.items()}


def _header(name: str, value: str | list[str], echoes: list[Echo]) -> str | list[str]:
    mine = [each for each in echoes if each.place.part is Part.COOKIE or each.place.steps[0] == name.lower()]
    if isinstance(value, list):
        return [echoing(line, mine) for line in value]
    return echoing(value, mine)


def _body(
    response: Response, echoes: tuple[Echo, ...], stem: str, method: str
) -> tuple[dict[str, Any], tuple[Beside, ...]]:
    body = response.body
    if not body or method == "HEAD":
        return {}, ()
    kind = response.headers.get("content-type")
    text = readable(body)
    if text is None:
        return _beside(body, kind, stem, is_text=False)
    tree = tree_of(text) if "json" in kind.lower() else NO_TREE
    if tree is not NO_TREE and tree is not None and len(body) <= LONGEST_JSON:
        is_free = not has_exact_bytes(response.headers) or compact(tree) == body
        if is_free and (written := _json(tree, echoes)) is not None:
            return written, ()
    written_text = _text(text, tree, echoes)
    if len(body) > LONGEST_TEXT or "\r" in text:
        return _beside(written_text.encode(), kind, stem, is_text=True)
    return {"body": written_text}, ()


def _beside(body: bytes, kind: str, stem: str, *, is_text: bool) -> tuple[dict[str, Any], tuple[Beside, ...]]:
    name = beside_name(stem, body, kind, is_text=is_text)
    return {"body_file": name}, (Beside(name, body),)


def _json(tree: Any, echoes: tuple[Echo, ...]) -> dict[str, Any] | None:
    """The document under `json`; None where a value that is no text would have to be a template."""
    if not echoes:
        return {"json": tree}
    for echo in of_part(echoes, Part.JSON):
        if not isinstance(_at(tree, echo.place.steps), str):
            return None
        tree = changed(tree, echo.place.steps, partial(_template, echo))
    return {"json": literal_tree(tree)}


def _template(echo: Echo, value: Any) -> Template:
    if isinstance(value, Template):  # there is more than one in it
        return Template(value.replace(echo.value, f"{{{{ {echo.expression} }}}}", 1))
    return Template(echoing(value, (echo,)))


def _at(tree: Any, steps: Steps) -> Any:
    for step in steps:
        is_there = (
            step in tree if isinstance(tree, dict) else isinstance(tree, list) and step in range(len(tree))
        )
        if not is_there:
            return None
        tree = tree[step]
    return tree


def _text(text: str, tree: Any, echoes: tuple[Echo, ...]) -> str:
    """The body as text; in JSON the values that repeat the request's are templates, whatever they are."""
    if not echoes:
        return text
    mine = of_part(echoes, Part.JSON)
    if not mine or tree is NO_TREE:
        return echoing(text, of_part(echoes, Part.TEXT))
    marks = {f"\ufdd0{number}\ufdd0": echo for number, echo in enumerate(mine)}
    for mark, echo in marks.items():
        tree = changed(tree, echo.place.steps, partial(_marked, mark, echo))
    written = literal(compact(tree).decode())
    for mark, echo in marks.items():
        written = written.replace(f'"{mark}"', f"{{{{ {echo.expression} | tojson }}}}")
        written = written.replace(mark, f"{{{{ {echo.expression} }}}}")
    return written


def _marked(mark: str, echo: Echo, value: Any) -> Any:
    return value.replace(echo.value, mark, 1) if isinstance(value, str) and echo.value else mark


def _remember(answered: Answered, inferred: Inferred) -> None:
    remembered: dict[str, Any] = {}
    for given in inferred.given:
        source = _source(given.place.part, given.place.steps)
        remembered[given.name] = {"from": source, "pattern": given.pattern} if given.pattern else source
    if remembered:
        answered.tree["remember"] = remembered
    for given in inferred.given:
        answered.remarks.append(Remark(("remember", given.name), given.reason))


def _source(part: Part, steps: Steps) -> str:
    if part is Part.JSON:
        return json_path(steps)
    name = str(steps[0]) if steps else ""
    return f"cookie:{name}" if part is Part.COOKIE else name


def json_path(steps: Steps) -> str:
    """A way into a document as JSONPath (RFC 9535): `$.orders[0].id`, `$['a b']`."""
    return "$" + "".join(map(_step, steps))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if step.isascii() and step.replace("_", "a").isalnum() and not step[:1].isdigit():
        return f".{step}"
    escaped = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"
