import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.redaction.memory import Memory
from smockproxy.core.redaction.rules import DEEPEST, Rules
from smockproxy.core.redaction.seeking import Seeking

KEY = b"a key of the run"
HIDDEN = Seeking(KEY).secret("hunter22")
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4"


def test_nothing_and_pseudonyms_are_no_secrets():
    seeking = Seeking(KEY)
    assert seeking.secret("") == ""
    assert seeking.secret(HIDDEN) == HIDDEN
    assert seeking.secret("hunter22") == HIDDEN


def test_one_secret_has_one_pseudonym():
    seeking = Seeking(KEY)
    assert seeking.secret("hunter22") == seeking.secret("hunter22") == HIDDEN
    assert seeking.secret(JWT).startswith("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.")
    assert seeking.secret(seeking.secret(JWT)) == seeking.secret(JWT)
    assert Seeking(KEY).secret(JWT, DEEPEST).startswith("redacted-")


def test_what_was_found_is_known_elsewhere_in_every_spelling():
    seeking = Seeking(KEY)
    seeking.secret("hunter/22!")
    hidden = seeking.secret("hunter/22!")
    assert seeking.text("x hunter/22! y hunter%2F22%21") == f"x {hidden} y {hidden}"
    assert seeking.known("nothing") == "nothing"


def test_what_was_found_in_a_run_is_known_in_the_next_exchange():
    memory = Memory()
    Seeking(KEY, memory=memory).secret("hunter22")
    assert Seeking(KEY, memory=memory).text("it is hunter22") == f"it is {HIDDEN}"


def test_words_of_cookies_are_not_looked_for_elsewhere():
    seeking = Seeking(KEY)
    made = seeking.header("theme=midnight; sid=hunter22; token=word-x; bare", "Cookie")
    assert made.count("redacted-") == 4
    assert seeking.header(made, "Cookie") == made
    assert seeking.header("a=", "Cookie") == "a="
    assert seeking.text("midnight hunter22 word-x") == f"midnight {HIDDEN} {seeking.secret('word-x')}"
    assert Seeking(KEY, Rules.of([], ["lang"])).header("lang=hunter22", "Cookie") == "lang=hunter22"


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("hunter22", "password", "{}"),
        ("{hunter22", "password", None),
        ('{"n": "x", "pwd": "hunter22"}', "token", '{"n": "x", "pwd": "{}"}'),
        ("https://a.test/?token=hunter22", "auth", "https://a.test/?token={}"),
        ("Bearer hunter22", "authorization", "Bearer {}"),
        ("sid=hunter22; Path=/", "Set-Cookie", "sid={}; Path=/"),
        ('["password=hunter22"]', "", '["password={}"]'),
        ("hunter22", "note", "hunter22"),
        ("short", "note", "short"),
    ],
)
def test_values(text, name, shown):
    made = Seeking(KEY).value(text, name)
    assert made.startswith("redacted-") if shown is None else made == shown.replace("{}", HIDDEN)
    assert Seeking(KEY).value(text, name, DEEPEST + 1) == text
    assert Seeking(KEY, Rules.of([], [name])).value(text, name) == text or not name


def test_texts_are_looked_into_to_some_depth():
    assert Seeking(KEY).text("password=hunter22", DEEPEST + 1) == "password=hunter22"


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=30)
NAMES = st.sampled_from(["password", "token", "note", "id", "a"]) | st.text(max_size=10)
TREES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)
)


def shape_of(tree):
    match tree:
        case dict():
            return [shape_of(value) for value in tree.values()]
        case list():
            return list(map(shape_of, tree))
        case _:
            return type(tree)


@given(TREES)
def test_json_keeps_its_structure_and_twice_is_once(tree):
    text = json.dumps(tree)
    once = Seeking(KEY).value(text, "")
    assert Seeking(KEY).value(once, "") == once
    if isinstance(tree, dict | list):
        assert shape_of(json.loads(once)) == shape_of(tree)


@given(st.text(max_size=300), st.sampled_from(["", "password", "Cookie", "Authorization", "note"]))
def test_whatever_the_text_nothing_raises_and_twice_is_once(text, name):
    once = Seeking(KEY).value(text, name)
    assert Seeking(KEY).value(once, name) == once
