"""Blocks. Many more rows are in the recorded templates."""

import pytest

from smockproxy.engines.gotemplate import TemplateError
from tests.unit.engines.gotemplate.surroundings import rendered


@pytest.mark.parametrize(
    ("text", "output"),
    [
        ("{{range $i, $x := .l}}{{if $i}}, {{end}}{{$x}}{{end}}", "a, b, c"),
        ("{{range .m}}{{.}}{{end}}", "12"),
        ("{{range $k, $v := .m}}{{$k}}{{$v}} {{end}}", "x1 y2 "),
        ("{{range 3}}{{.}}{{end}}{{range -1}}{{else}}none{{end}}", "012none"),
        ('{{range .l}}{{if eq . "b"}}{{continue}}{{end}}{{.}}{{end}}', "ac"),
        ('{{range .l}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}}', "a"),
        ("{{range .nope}}{{else}}{{range .l}}{{break}}{{end}}empty{{end}}", "empty"),
        ("{{range .l}}{{range $.l}}{{break}}{{end}}{{.}}{{end}}", "abc"),
        ("{{range .l}}{{range .nope}}{{end}}{{end}}", None),
        ("{{with .m}}{{.x}}{{end}}{{with .nope}}{{else}}{{.m.y}}{{end}}", "12"),
        ('{{define "a"}}<{{.}}>{{end}}{{template "a" .m.x}}{{template "a"}}', "<1><<no value>>"),
        ('{{block "a" .l}}{{len .}}{{end}}', "3"),
        ("{{$x := 1}}{{range .l}}{{$x = .}}{{end}}{{$x}}", "c"),
        ("{{.nope}} {{.nil}} {{print .nil}}", "<no value> <no value> <nil>"),
    ],
)
def test_blocks(text, output):
    data = {"l": ["a", "b", "c"], "m": {"y": 2, "x": 1}, "nil": None}
    if output is None:
        with pytest.raises(TemplateError, match="can't evaluate field nope in type string"):
            rendered(text, data)
    else:
        assert rendered(text, data) == output


def test_a_template_has_no_variables_of_others():
    assert rendered('{{define "a"}}{{$}}{{.}}{{end}}{{$x := 1}}{{template "a" 2}}{{$x}}') == "221"


def test_a_template_that_walks_a_tree():
    tree = {"name": "a", "below": [{"name": "b", "below": []}, {"name": "c", "below": []}]}
    walk = (
        '{{define "node"}}{{.name}}({{range .below}}{{template "node" .}}{{end}}){{end}}{{template "node" .}}'
    )
    assert rendered(walk, tree) == "a(b()c())"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{range .}}{{end}}", "range can't iterate over a"),
        ("{{range true}}{{end}}", "range can't iterate over true"),
        ("{{range $i, $x := 3}}{{end}}", "can't use 3 to iterate over more than one variable"),
        ('{{template "a"}}', 'template "a" not defined'),
        (
            '{{define "a"}}{{template "a" .}}{{end}}{{template "a" .}}',
            "exceeded maximum template depth (100)",
        ),
        (
            '{{define "a"}}{{if 1}}{{if 1}}{{template "a" .}}{{end}}{{end}}{{end}}{{template "a" .}}',
            "exceeded maximum depth of blocks (200)",
        ),
    ],
)
def test_what_can_not_be_rendered(text, message):
    with pytest.raises(TemplateError) as failed:
        rendered(text, "a")
    assert failed.value.message.endswith(message)
