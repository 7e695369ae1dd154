"""Nodes from texts."""

import pytest

from smockproxy.engines.gotemplate import TemplateError
from smockproxy.engines.gotemplate.nodes import Chain, Field, If, Range, Variable
from smockproxy.engines.gotemplate.parser import parse_blocks

KNOWN = {"print", "eq"}


def parsed(text):
    return parse_blocks(text, "t", KNOWN)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a{{- /* c */}}b", "ab"),
        ("{{if .x}}a{{else if .y}}b{{else}}c{{end}}", "{{if .x}}a{{else}}{{if .y}}b{{else}}c{{end}}{{end}}"),
        ("{{with .x}}a{{else with 1}}b{{end}}", "{{with .x}}a{{else}}{{with 1}}b{{end}}{{end}}"),
        (
            "{{range $i,$x:=.l}}{{break}}{{continue}}{{end}}",
            "{{range $i, $x := .l}}{{break}}{{continue}}{{end}}",
        ),
        ("{{$x:=1}}{{$x =print (eq 1 2).a $x.b|print}}", "{{$x := 1}}{{$x = print (eq 1 2).a $x.b | print}}"),
        ('{{template "a" .b.c}}', '{{template "a" .b.c}}'),
        ("{{print nil true 'a' `b` -1}}", "{{print nil true 'a' `b` -1}}"),
    ],
)
def test_what_a_template_says(text, written):
    assert str(parsed(text)["t"]) == written


def test_definitions():
    blocks = parsed('{{define "a"}}1{{end}}{{block "b" .}}2{{end}} {{define "c"}}{{end}}')
    assert {name: str(block) for name, block in blocks.items()} == {
        "a": "1",
        "b": "2",
        "c": "",
        "t": '{{template "b" .}} ',
    }


def test_fields_are_gathered():
    action = parsed("{{.a.b}}{{(print).c.d}}{{$.e}}")["t"].nodes
    words = [node.pipe.commands[0].words[0] for node in action]
    assert isinstance(words[0], Field)
    assert words[0].names == ("a", "b")
    assert isinstance(words[1], Chain)
    assert words[1].names == ("c", "d")
    assert isinstance(words[2], Variable)
    assert words[2].names == ("e",)


def test_branches():
    when, loop = parsed("{{if 1}}a{{end}}{{range .}}{{else}}b{{end}}")["t"].nodes
    assert isinstance(when, If)
    assert when.otherwise is None
    assert isinstance(loop, Range)
    assert str(loop.otherwise) == "b"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{foo}}", 'function "foo" not defined'),
        ("{{$x}}", 'undefined variable "$x"'),
        ("{{if 1}}{{$x := 1}}{{end}}{{$x}}", 'undefined variable "$x"'),
        ('{{$x := 1}}{{define "a"}}{{$x}}{{end}}', 'undefined variable "$x"'),
        ("{{}}", "missing value for command"),
        ("{{1 | 2}}", "non executable command in pipeline stage 2"),
        ("{{if 1}}", "unexpected EOF"),
        ("{{end}}", "unexpected {{end}}"),
        ("{{if 1}}{{else}}{{else}}{{end}}", "expected end; found {{else}}"),
        ("{{break}}", "{{break}} outside {{range}}"),
        ('{{range 1}}{{block "a" .}}{{continue}}{{end}}{{end}}', "{{continue}} outside {{range}}"),
        ("{{range $a, $b, $c := .}}{{end}}", "too many declarations in range"),
        ("{{range $a, 1 := .}}{{end}}", "range can only initialize variables"),
        ('{{"x".a}}', "unexpected . after term"),
        ("{{define 1}}{{end}}", 'unexpected "1" in define clause'),
        ('{{define "a"}}1{{end}}{{define "a"}}2{{end}}', 'template: multiple definition of template "a"'),
        ('{{"\\q"}}', "invalid syntax"),
        ("{{0b2}}", 'bad number syntax: "0b2"'),
    ],
)
def test_what_is_no_template(text, message):
    with pytest.raises(TemplateError) as failed:
        parsed(text)
    assert failed.value.message.startswith("template: t:1: ")
    assert message in failed.value.message
