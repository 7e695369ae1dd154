"""Fields, methods, arguments, variables. Many more rows are in the recorded templates."""

from typing import ClassVar

import pytest

from smockproxy.engines.gotemplate import Budget, BudgetError, Struct, TemplateError, parse
from smockproxy.engines.gotemplate.evaluation import Source
from smockproxy.engines.gotemplate.nodes import Dot
from tests.unit.engines.gotemplate.surroundings import rendered


class State:
    go_type: ClassVar[str] = "state"
    go_methods: ClassVar[frozenset[str]] = frozenset({"Get", "Fail"})

    def Get(self, key: str, default=None):  # noqa: N802 - Go's name
        return {"a": 1}.get(key, default)

    def Fail(self):  # noqa: N802
        raise LookupError("no luck")

    def Other(self):  # noqa: N802
        return "unreachable"


def test_places_count_bytes():
    assert Source("t", "é\né.").place(Dot(3)) == ("t:2:2", 2)
    assert Source("t", "abc").place(Dot(2)) == ("t:1:2", 1)


def test_methods_take_arguments_and_defaults():
    assert rendered('{{.Get "a"}} {{.Get "b" 2}} {{"a" | .Get}}', State()) == "1 2 1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{.Get}}", "<.Get>: wrong number of args for Get: want at least 1 got 0"),
        ("{{.Get 1}}", "<1>: expected string; found 1"),
        ("{{.Fail}}", "<.Fail>: error calling Fail: no luck"),
        ("{{.Other}}", "<.Other>: can't evaluate field Other in type state"),
        ("{{.__class__}}", "<.__class__>: can't evaluate field __class__ in type state"),
        ("{{.Get.__func__}}", "wrong number of args"),
    ],
)
def test_what_a_value_refuses(text, message):
    with pytest.raises(TemplateError) as failed:
        rendered(text, State())
    assert message in failed.value.message


@pytest.mark.parametrize("name", ["keys", "get", "__class__", "upper", "append"])
@pytest.mark.parametrize("value", ["text", [1], 1.5, True])
def test_nothing_of_python_can_be_reached(name, value):
    with pytest.raises(TemplateError, match="can't evaluate field"):
        rendered(f"{{{{.{name}}}}}", value)
    assert rendered(f"{{{{.{name}}}}}", {}) == "<no value>"


def test_the_type_in_a_message():
    request = Struct("types.Request", {"Path": "/", "Body": "text"}, frozenset({"Body"}))
    for text, shown in (
        ("{{.Path.x}}", "string"),
        ("{{.Body.x}}", "interface {}"),
        ("{{.Nope}}", "types.Request"),
    ):
        with pytest.raises(TemplateError, match="in type") as failed:
            rendered(text, request)
        assert failed.value.message.endswith(f"in type {shown}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{call .}}", "error calling call: non-function . of type int"),
        ("{{call nil}}", "error calling call: call of nil"),
    ],
)
def test_what_can_not_be_called(text, message):
    with pytest.raises(TemplateError) as failed:
        rendered(text, 1)
    assert failed.value.message.endswith(message)


def test_calls_of_values_check_their_arguments():
    def shout(text: str):
        return text.upper()

    data = {"shout": shout}
    assert rendered('{{call .shout "a"}}', data) == "A"
    for text, message in (
        ("{{call .shout}}", "wrong number of args for .shout: want 1 got 0"),
        ("{{call .shout 1}}", "arg 0: value has type int; should be string"),
        ("{{.shout}}", "can't print {{.shout}} of type func()"),
    ):
        with pytest.raises(TemplateError) as failed:
            rendered(text, data)
        assert failed.value.message.endswith(message)


def test_many_variables_count():
    template = parse("{{$b := 1}}" + "{{$a := 1}}" * 100 + "{{range 100}}{{$b}}{{end}}", "t")
    with pytest.raises(BudgetError, match="takes more than 1000 steps"):
        template.render(None, Budget(steps=1_000))


def test_a_message_is_a_text():
    with pytest.raises(TemplateError) as failed:
        rendered('{{range "\\xff"}}{{end}}')
    assert failed.value.message.endswith("iterate over �")


def test_an_assignment_reaches_out_of_a_block():
    assert rendered("{{$x := 1}}{{if true}}{{$x = 2}}{{$x := 3}}{{end}}{{$x}}") == "2"
    with pytest.raises(TemplateError, match=r"undefined variable: \$x"):
        rendered("{{$x = 1}}")
