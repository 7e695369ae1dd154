"""Names are words of the domain; a word that says nothing hides what a thing is."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, modules

BANNED = {"manager", "helper", "helpers", "util", "utils", "common", "misc", "info", "item", "items"}
BANNED_VERBS = {"handle", "process", "manage", "perform"}
GIVEN = {
    "get_extra_info",
    "_handle_event",
    "handle_connect_regular",
    "handle_event",
    "handle_connection",
    "handle_hook",
    "handle_lifecycle",
    "handle_protocol_error",
}
"""Methods that asyncio and mitmproxy call by these names."""
CAMEL = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


def words(name: str) -> list[str]:
    """The words of a name, in snake case or in camel case."""
    return [word.lower() for part in name.split("_") for word in CAMEL.findall(part)]


def vague(module: Module) -> Iterator[str]:
    yield from (word for word in words(module.file.stem) if word in BANNED)
    for node in (*module.functions, *module.classes):
        own = () if node.name in GIVEN else words(node.name)
        yield from (f"{node.lineno} {node.name}" for word in own if word in BANNED)
    for function in module.functions:
        verb = words(function.name)[:1]
        if BANNED_VERBS.intersection(verb) and function.name not in GIVEN:
            yield f"{function.lineno} {function.name}"


def test_no_name_is_vague():
    found = [f"{module.shown}:{name}" for module in modules() for name in vague(module)]
    assert found == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [("load_file", ["load", "file"]), ("HTTPManager", ["http", "manager"]), ("_isJSON", ["is", "json"])],
)
def test_names_are_parted_into_words(name, parts):
    assert words(name) == parts
