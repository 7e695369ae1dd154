"""The path grammar of Smocker's `body:` conditions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.jsonpath import MISSING, lookup

DOCUMENT: dict[str, Any] = {
    "a": {"b": [{"c": "deep"}, "second"], "": "empty"},
    "m": [["00", "01"], ["10", "11"]],
    "s": "text",
    "n": None,
    "o": {"b.c": {"d": "dotted", "l": [1]}, "x[y": 1},
    "b.c": "top",
    "": {"b": "nameless"},
    "k[0]": "never",
    "l": [1, 2],
    "7": "seven",
    "99999999999999999999": "long",
    "-1": "minus",
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("s", "text"),
        ("n", None),
        ("a.b[0].c", "deep"),
        ("a.b[1]", "second"),
        ("m[1][0]", "10"),
        ("m[0][1]", "01"),
        ("o[b.c].d", "dotted"),
        ("o[b.c].l[0]", 1),
        ("[b.c]", "top"),
        ("[s]", "text"),
        ("[a].b[1]", "second"),
        ("7", "seven"),
        ("[99999999999999999999]", "long"),
        ("a..", "empty"),
        (".b", "nameless"),
        ("", {"b": "nameless"}),
        ("s.", "text"),
        ("l[00]", 1),
    ],
)
def test_what_a_path_finds(path: str, value: Any) -> None:
    assert lookup(DOCUMENT, path) == value


@pytest.mark.parametrize(("path", "value"), [("s[0]", "text"), ("s[3][4]", "text"), ("n[0]", None)])
def test_an_index_on_what_is_no_list_is_ignored(path: str, value: Any) -> None:
    assert lookup(DOCUMENT, path) == value


@pytest.mark.parametrize(
    "path",
    [
        *("x", "a.x", "a.x.y", "s.x", "n.x", "l.0", "a.b.c", "l[2]", "l[9][0]", "m[0][2]"),
        *("l[-1]", "l[+1]", "l[]", "l[0", "l]", "[0]", "[7]", "*", "$.s", "a.b[*].c"),
        "a.b[x.y]",
        "o[b.c].l[1]",
        f"l[{'9' * 5000}]",
        f"l[0][{'9' * 5000}]",
    ],
)
def test_what_a_path_does_not_find(path: str) -> None:
    assert lookup(DOCUMENT, path) is MISSING


def test_a_list_behind_a_bracketed_key_cannot_be_indexed_directly() -> None:
    assert lookup({"a.b": ["v"]}, "a.b[0]") is MISSING
    assert lookup({"a.b": ["v"]}, "[a.b][0]") is MISSING
    assert lookup({"a": {"b": ["v"]}}, "a[b][0]") is MISSING


@pytest.mark.parametrize("document", [None, [], ["s"], "s", 1, {}])
def test_only_an_object_has_keys(document: Any) -> None:
    assert lookup(document, "s") is MISSING


@given(st.text("ab.[]01-é", max_size=12) | st.text(max_size=8))
def test_every_text_is_a_path(path: str) -> None:
    lookup(DOCUMENT, path)


@given(st.lists(st.from_regex(r"[a-z]{1,3}", fullmatch=True), min_size=1, max_size=6))
def test_plain_keys_joined_by_dots_are_followed_to_the_end(keys: list[str]) -> None:
    document: Any = "found"
    for key in reversed(keys):
        document = {key: document}
    assert lookup(document, ".".join(keys)) == "found"
