"""Conditions on the path that no path fulfils. A path is as it was sent: escaped, and without its query.

Source: RFC 9112, 3.2; Smocker, whose users match on what Go's `URL.EscapedPath` gives.
"""

from collections.abc import Iterator
from urllib.parse import parse_qsl

from smockproxy.core.conditions import OnField, OnPathTemplate
from smockproxy.core.pathtemplate import Parameter
from smockproxy.core.url import escaped_path
from smockproxy.files.lint.findings import Block, Finding, Placed
from smockproxy.files.lint.parts import beginnings_of, impossible_part
from smockproxy.files.scalars import quoted

OF_SERVER = "*"
"""The path of `OPTIONS *`."""


def impossible_paths(block: Block) -> Iterator[Finding]:
    """What no path has, and paths that begin as none does."""
    for placed in block.own:
        match placed.condition:
            case OnField("path"):
                yield from _of_matcher(placed, placed.condition)
            case OnPathTemplate():
                yield from _of_template(placed, placed.condition)
            case _:
                pass


def _of_matcher(placed: Placed, condition: OnField) -> Iterator[Finding]:
    part = impossible_part(condition.matcher, _is_possible)
    if part is not None:
        yield Finding(placed.steps, *_said_of(part), (condition,))
        return
    beginnings = beginnings_of(condition.matcher)
    if beginnings and not any(text.startswith(("/", OF_SERVER)) for text in beginnings):
        first = beginnings[0]
        hint = "the whole URL is asked for by url:" if "://" in first else f"write {quoted(f'/{first}')}"
        yield Finding(placed.steps, f'a path begins with "/", found {quoted(first)}', hint, (condition,))


def _of_template(placed: Placed, condition: OnPathTemplate) -> Iterator[Finding]:
    segments = condition.template.segments
    literals = (segment for segment in segments if not isinstance(segment, Parameter))
    part = next((literal for literal in literals if not _is_possible(literal)), None)
    if part is not None:
        yield Finding(placed.steps, *_said_of(part), (condition,))


def _is_possible(text: str) -> bool:
    """Whether a path can have this in it: nothing else comes out of the escaping."""
    return escaped_path(text) == text


def _said_of(text: str) -> tuple[str, str]:
    """Message and hint for a text that no path has in it."""
    path, mark, query = text.partition("?")
    if mark and (not path or _is_possible(path)):
        return f'a path has no "?", found {quoted(text)}', _query_hint(path, query)
    if "#" in text:
        return f'a path has no "#", found {quoted(text)}', "what follows a # is never sent: leave it out"
    if "{" in text or "}" in text:
        return f"a path has no braces, found {quoted(text)}", "parameters are for path_template:"
    sent = escaped_path(text)
    return f"a path is compared as it is sent, escaped; found {quoted(text)}", f"write {quoted(sent)}"


def _query_hint(path: str, query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    written = ", ".join(f"{name}: {quoted(value)}" for name, value in pairs)
    return f"the query is asked for by query_params: {{{written}}}" + (
        f", the path is {path}" if path else ""
    )
