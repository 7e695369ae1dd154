"""Answers with values of the request in them, as templates."""

import re  # noqa: TID251 - the pattern is ours
from collections.abc import Iterable
from typing import Any

from smockproxy.record.inferred import Echo

_MARKS = re.compile(r"\{\{|\{%|\{#")


def literal(text: str) -> str:
    """A text of a template that stands for itself."""
    return _MARKS.sub(lambda found: f"{{{{ '{found[0]}' }}}}", text)


def echoing(text: str, echoes: Iterable[Echo]) -> str:
    """A text with what it repeats of the request as templates, the rest as it is."""
    for echo in echoes:
        before, found, after = text.partition(echo.value) if echo.value else (text, "", "")
        if found:
            return f"{literal(before)}{{{{ {echo.expression} }}}}{echoing(after, (echo,))}"
    return literal(text)


def literal_tree(tree: Any) -> Any:
    """A tree of JSON's types whose texts stand for themselves, but for those that are templates already."""
    if isinstance(tree, Template):
        return str(tree)
    if isinstance(tree, str):
        return literal(tree)
    if isinstance(tree, dict):
        return {key: literal_tree(value) for key, value in tree.items()}
    return [literal_tree(value) for value in tree] if isinstance(tree, list) else tree


class Template(str):
    """A text that is a template."""

    __slots__ = ()
