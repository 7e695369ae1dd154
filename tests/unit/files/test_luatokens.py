"""The words of Lua."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.files.luatokens import Kind, entries, table_at, tokens

SCRIPT = """\
-- a comment
local x = 1.5e-3 --[[ another
one ]] .. 'it\\'s' --[==[ ]] ]==]
return [=[
long]=], "a\\"b", 0x1F
"""


def test_words_and_their_lines():
    assert [(token.kind, token.text, token.line) for token in tokens(SCRIPT)] == [
        (Kind.NAME, "local", 2),
        (Kind.NAME, "x", 2),
        (Kind.OTHER, "=", 2),
        (Kind.NUMBER, "1.5e-3", 2),
        (Kind.OTHER, ".", 3),
        (Kind.OTHER, ".", 3),
        (Kind.TEXT, "it\\'s", 3),
        (Kind.NAME, "return", 4),
        (Kind.TEXT, "[=[\nlong]=]", 4),
        (Kind.OTHER, ",", 5),
        (Kind.TEXT, 'a\\"b', 5),
        (Kind.OTHER, ",", 5),
        (Kind.NUMBER, "0x1F", 5),
    ]


@pytest.mark.parametrize("script", ["'not closed", "--[[ not closed", "[[ not closed", "@", "-- end"])
def test_what_is_no_lua_comes_to_an_end(script):
    list(tokens(script))


@given(st.text(alphabet="[]={}()'\"-\\\n a1.,;", max_size=40))
def test_nothing_breaks_it(script):
    words = list(tokens(script))
    for at in range(len(words)):
        list(entries(table_at(words, at)))


def named(table):
    words = list(tokens(table))
    return {entry.name.text: [token.text for token in entry.value] for entry in entries(table_at(words, 0))}


def test_the_entries_of_a_table():
    assert named("{a = 1, ['b-c'] = {2, d = 3}; 4, [5] = 6, e = f(7, 8), }") == {
        "a": ["1"],
        "b-c": ["{", "2", ",", "d", "=", "3", "}"],
        "e": ["f", "(", "7", ",", "8", ")"],
    }


@pytest.mark.parametrize("table", ["{a = 1", "a = 1}", ""])
def test_what_is_no_table_has_no_entries(table):
    assert named(table) == {}
