"""Go's own functions. Many more rows are in the recorded templates."""

import pytest

from smockproxy.engines.gotemplate import Budget, FunctionError
from smockproxy.engines.gotemplate import functions as go
from smockproxy.engines.gotemplate.budget import Meter
from tests.unit.engines.gotemplate.surroundings import Values, rendered

METER = Meter(Budget())


def test_there_are_gos_nineteen():
    assert " ".join(sorted(go.BUILTINS)) == (
        "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery"
    )


def test_lengths_are_those_of_bytes():
    assert [go.length(METER, value) for value in ("abc", "é", [1, 2], {"a": 1})] == [3, 2, 2, 1]


def test_index():
    assert go.index(METER, {"a": [1, {"b": 2}]}, "a", 1, "b") == 2
    assert go.index(METER, "é", 0) == 0xC3
    assert go.index(METER, {}, "a") is None
    assert go.index(METER, Values(), "a") == []


def test_slice():
    assert go.part(METER, [1, 2, 3], 1) == [2, 3]
    assert go.part(METER, [1, 2, 3], 0, 1, 3) == [1]
    assert go.part(METER, "héy", 1, 3) == "é"


def test_print():
    assert go.sprint(METER, 1, 2, "a", "b", 3, None) == "1 2ab3 <nil>"
    assert go.sprintln(METER, "a", 1) == "a 1\n"


def test_escapes():
    assert go.html(METER, "<a href='x'>&\"\0") == "&lt;a href=&#39;x&#39;&gt;&amp;&#34;�"
    assert go.javascript(METER, "a'b\"<\\\n\u2028=é") == "a\\'b\\\"\\u003C\\\\\\u000A\\u2028\\u003Dé"
    assert go.urlquery(METER, "a b&c/é~") == "a+b%26c%2F%C3%A9~"
    assert go.html(METER, None) == "&lt;no value&gt;"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: go.length(METER, 1), "len of type int"),
        (lambda: go.index(METER, None, 1), "index of untyped nil"),
        (lambda: go.index(METER, [None], 0, 1), "index of nil pointer"),
        (lambda: go.index(METER, 1, 1), "can't index item of type int"),
        (lambda: go.index(METER, [1], 2), "index out of range: 2"),
        (lambda: go.index(METER, [1], 1), "reflect: slice index out of range"),
        (lambda: go.index(METER, "a", 1), "reflect: string index out of range"),
        (lambda: go.index(METER, [1], "a"), "cannot index slice/array with type string"),
        (lambda: go.index(METER, [1], None), "cannot index slice/array with nil"),
        (lambda: go.index(METER, {}, 1), "value has type int; should be string"),
        (lambda: go.index(METER, {}, None), "value is nil; should be of type string"),
        (lambda: go.part(METER, None), "slice of untyped nil"),
        (lambda: go.part(METER, 1), "can't slice item of type int"),
        (lambda: go.part(METER, [1], 0, 1, 1, 1), "too many slice indexes: 4"),
        (lambda: go.part(METER, "a", 0, 1, 1), "cannot 3-index slice a string"),
        (lambda: go.part(METER, [1, 2], 2, 1), "invalid slice index: 2 > 1"),
    ],
)
def test_what_they_refuse(call, message):
    with pytest.raises(FunctionError) as failed:
        call()
    assert failed.value.message == message


def test_and_or_stop_at_what_decides():
    assert rendered("{{and 0 fails}}{{or 1 fails}}") == "01"


def test_call():
    assert rendered("{{call .add 1 2}}", {"add": lambda first, second: first + second}) == "3"
