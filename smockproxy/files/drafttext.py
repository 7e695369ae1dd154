"""Drafts as YAML, as a person would write them: block style, comments above what they are about."""

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_letters, digits
from textwrap import wrap
from typing import Any

from smockproxy.core.draft import Draft, Steps
from smockproxy.files.rewrite import json_value

WIDTH = 100
"""Columns of a comment."""
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})
_FIRST = frozenset(ascii_letters + "/_$")
_PLAIN = frozenset(ascii_letters + digits + " /_.-+=$:;,?&%@()*'!~<>\"|^")

type Remarks = Mapping[Steps, Sequence[str]]


def draft_text(draft: Draft, indent: str = "") -> str:
    """A draft as an element of a list, with the end of its last line."""
    remarks: dict[Steps, list[str]] = {}
    for remark in draft.remarks:
        texts = remarks.setdefault(remark.steps, [])
        if remark.text not in texts:
            texts.append(remark.text)
    above = "".join(f"{line}\n" for line in _comments(remarks, (), indent))
    lines = list(_members(draft.tree, (), f"{indent}  ", remarks))
    first = next(at for at, line in enumerate(lines) if not line.lstrip().startswith("#"))
    lines[:first] = [line.removeprefix("  ") for line in lines[:first]]
    lines[first] = f"{indent}- {lines[first].lstrip(' ')}"
    return above + "\n".join(lines) + "\n"


def block_text(tree: Mapping[str, Any], indent: str = "") -> str:
    """A mapping as YAML, without comments."""
    return "\n".join(_members(tree, (), indent, {})) + "\n"


def _members(tree: Mapping[str, Any], steps: Steps, indent: str, remarks: Remarks) -> Iterator[str]:
    for key, value in tree.items():
        at = (*steps, key)
        yield from _comments(remarks, at, indent)
        if isinstance(value, Mapping | list | tuple) and value:
            yield f"{indent}{scalar(key)}:"
            yield from _inside(value, at, f"{indent}  ", remarks)
        else:
            yield f"{indent}{scalar(key)}: {_leaf(value, f'{indent}  ')}"


def _inside(tree: Any, steps: Steps, indent: str, remarks: Remarks) -> Iterator[str]:
    written = _members if isinstance(tree, Mapping) else _elements
    return written(tree, steps, indent, remarks)


def _elements(values: Sequence[Any], steps: Steps, indent: str, remarks: Remarks) -> Iterator[str]:
    for number, value in enumerate(values):
        at = (*steps, number)
        yield from _comments(remarks, at, indent)
        if isinstance(value, Mapping | list | tuple) and value:
            lines = list(_inside(value, at, f"{indent}  ", remarks))
            first = next(place for place, line in enumerate(lines) if not line.lstrip().startswith("#"))
            yield from (line[2:] for line in lines[:first])
            yield f"{indent}- {lines[first][len(indent) + 2 :]}"
            yield from lines[first + 1 :]
        else:
            yield f"{indent}- {_leaf(value, f'{indent}  ')}"


def _comments(remarks: Remarks, steps: Steps, indent: str) -> Iterator[str]:
    for text in remarks.get(steps, ()):
        shown = "".join(char if char.isprintable() else " " for char in text)
        yield from (f"{indent}# {line}" for line in wrap(shown, WIDTH - len(indent)))


def _leaf(value: Any, indent: str) -> str:
    if isinstance(value, str):
        return _lines(value, indent) if can_be_lines(value) else scalar(value)
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, list | tuple) else json_value(value)


def scalar(text: str) -> str:
    """A text on one line: as it is where every reader takes it for that text, else in quotes."""
    if _is_plain(text):
        return text
    is_simple = ('"' in text or "\\" in text) and text.isprintable()
    return "'" + text.replace("'", "''") + "'" if is_simple else json_value(text)


def _is_plain(text: str) -> bool:
    return (
        text[:1] in _FIRST
        and text != ""
        and _PLAIN.issuperset(text.replace("${", "").replace("}", "") if "${" in text else text)
        and text[-1] not in {" ", ":"}
        and ": " not in text
        and text.lower() not in _WORDS
    )


def can_be_lines(text: str) -> bool:
    """Whether every reader gets the same text back from lines: no blank decides what is indentation."""
    lines = text.removesuffix("\n").split("\n")
    is_bounded = lines[0][:1] not in {"", " ", "\t"} and lines[-1] != ""
    return is_bounded and "\n" in text and all(map(_can_be_line, lines))


def _can_be_line(line: str) -> bool:
    return line.replace("\t", "").isprintable() and (line == "" or line.strip(" \t") != "")


def _lines(text: str, indent: str) -> str:
    style = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([style, *(f"{indent}{line}" if line else "" for line in lines)])
