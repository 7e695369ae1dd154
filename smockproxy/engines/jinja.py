"""Templates in Jinja2: texts, and whole responses that a template prints as YAML."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import re2
import yaml
from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables

from smockproxy.engines.answer import response_of
from smockproxy.engines.blame import script_error
from smockproxy.engines.contract import Compiled, Program, ScriptError, Surroundings
from smockproxy.engines.jinjasandbox import Sandbox
from smockproxy.engines.limits import MEBIBYTE, ScriptOverrun, size_text
from smockproxy.engines.shown import names

FILE_NAME = "<template>"
"""Jinja2's name for what has no file."""
MOST_PRINTED = 10 * MEBIBYTE
"""Characters."""
KEPT_TEMPLATES = 256
SANDBOX = Sandbox()


class _Loader(yaml.CSafeLoader):
    """YAML 1.2: `no` is a text, `1e16` a number, and what looks like a date the text that it is in JSON.

    Source: YAML 1.2.2, 10.3.2 (core schema), without octal numbers: `012` stays a text.
    """


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("int", r"[-+]?(0|[1-9][0-9]*)|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        "-+.0123456789",
    ),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re2.compile(f"^({_pattern})$"), _first)


def compile_program(program: Program) -> Compiled:
    """Compile a template that prints a response. Raises `ScriptError`."""
    template = compiled_text(program.source)

    def run(surroundings: Surroundings) -> Mapping[str, Any]:
        return response_of(_read(render_text(template, names(surroundings))))

    return run


@lru_cache(maxsize=KEPT_TEMPLATES)
def compiled_text(source: str) -> Template:
    """Compile a template. Raises `ScriptError`."""
    try:
        return SANDBOX.from_string(source)
    except TemplateSyntaxError as error:
        raise ScriptError(error.message or "no template", error.lineno) from error
    except (SyntaxError, ValueError, OverflowError, ArithmeticError, TypeError) as error:
        raise ScriptError(f"the template can't be compiled: {error}") from error


def names_in(source: str) -> frozenset[str]:
    """The names that a template looks up; it must be one that can be compiled."""
    return frozenset(find_undeclared_variables(SANDBOX.parse(source)))


def parts_of(name: str, source: str) -> frozenset[str] | None:
    """Which attributes or entries of a name a template looks at; None if it may be any."""
    parts: set[str] = set()
    for node in SANDBOX.parse(source).find_all(nodes.Node):
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.Name) and child.name == name:
                part = _part(node)
                if part is None:
                    return None
                parts.add(part)
    return frozenset(parts)


def _part(node: nodes.Node) -> str | None:
    """What of the value before it a node reads: that of `.part` or `["part"]`."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    entry = node.arg if isinstance(node, nodes.Getitem) else None
    return entry.value if isinstance(entry, nodes.Const) and isinstance(entry.value, str) else None


def render_text(template: Template, visible: Mapping[str, Any]) -> str:
    """What a template prints with these names. Raises `ScriptError`."""
    try:
        return _rendered(template, visible)
    except ScriptOverrun:
        raise
    except Exception as error:
        raise script_error(error, FILE_NAME) from error


def _rendered(template: Template, visible: Mapping[str, Any]) -> str:
    """What `Template.render` does for these templates, which all have the same globals."""
    known = {**SANDBOX.globals, **visible}
    context = SANDBOX.context_class(SANDBOX, known, template.name, template.blocks, SANDBOX.globals)
    try:
        return _printed(template.root_render_func(context))
    except ScriptOverrun:
        raise
    except Exception:  # noqa: BLE001 - Jinja2 raises it again, with the template's own lines
        SANDBOX.handle_exception()


def _printed(printing: Iterable[str]) -> str:
    pieces, length = [], 0
    for piece in printing:
        pieces.append(piece)
        length += len(piece)
        if length > MOST_PRINTED:
            raise ScriptOverrun(f"it prints more than {size_text(MOST_PRINTED)}")
    return "".join(pieces)


def _read(text: str) -> Any:
    try:
        return yaml.load(text, _Loader)  # noqa: S506 - it is the safe one, less dates
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1} of what it printed" if mark else ""
        problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
        raise ScriptError(f"it printed no YAML: {problem}{where}") from error
    except (ValueError, OverflowError, TypeError) as error:
        raise ScriptError(f"it printed no YAML: {error}") from error
