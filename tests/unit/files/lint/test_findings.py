"""Where the conditions of a mock are."""

from smockproxy.files.lint.findings import blocks_of
from smockproxy.files.places import path_text
from tests.unit.files.reads import mock_of

TEXT = """\
- request:
    method: GET
    path_template: /a
    query_params: {a: b}
    headers: {a: b}
    cookies: {a: b}
    form: {a: b}
    json: {a: b}
    all_of: [{host: a.test}, {all_of: [{body: x}]}]
    any_of: [{path: /a}, {json: {$.a: b}, any_of: [{query_exact: {}}, {body: {a: b}}]}]
    not: {path: /b}
  response: {}
"""


def paths(placed):
    return [path_text(each.steps) for each in placed]


def test_blocks_and_what_holds_around_them():
    first, *others = blocks_of(mock_of(TEXT).conditions)
    own = [
        "request.method",
        "request.path_template",
        "request.headers",
        "request.query_params",
        "request.cookies",
        "request.json",
        "request.form",
        "request.all_of[0].host",
        "request.all_of[1].all_of[0].body",
    ]
    assert sorted(paths(first.own)) == sorted(own)
    assert paths(first.around) == []
    assert [paths(block.own) for block in others] == [
        ["request.any_of[0].path"],
        ["request.any_of[1].json"],
        ["request.any_of[1].any_of[0].query_exact"],
        ["request.any_of[1].any_of[1].body"],
    ]
    assert [len(block.around) for block in others] == [9, 9, 10, 10]
