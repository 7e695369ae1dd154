"""`remember`: which values of an answer its session remembers. Its messages stand in golden files."""

from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS

TEXT = b"""
- response:
    json: {token: t}
    remember:
      {token: $.token, where: Location, sid: "cookie:sid", id: {from: Location, pattern: "/(\\\\d+)$"}}
- responses:
    - {status: 503}
    - {body: x, template: true, remember: {n: X-N}}
- dynamic_response: {engine: jinja2, script: "body: 1", remember: {n: X-N}}
"""


def test_what_is_remembered():
    fixed, turns, scripted = (mock.responder for mock in read_mock_file(TEXT, "a.yml", MATCHERS).mocks)
    assert [(each.name, each.source, each.pattern) for each in fixed.remember] == [
        ("token", "$.token", ""),
        ("where", "Location", ""),
        ("sid", "cookie:sid", ""),
        ("id", "Location", r"/(\d+)$"),
    ]
    assert [len(item.remember) for item in turns.items] == [0, 1]
    assert [each.name for each in scripted.remember] == ["n"]


def test_what_is_wrong_with_the_whole():
    (problem,) = read_mock_file(b"- response: {remember: [a]}", "a.yml", MATCHERS).problems
    assert problem.message == "expected a mapping, found a list"
    (problem,) = read_mock_file(b"- response: {remember: {a: {pattern: x}}}", "a.yml", MATCHERS).problems
    assert problem.message == "it does not say where the value is"
    (problem,) = read_mock_file(b"- response: {remember: {a: 'cookie:'}}", "a.yml", MATCHERS).problems
    assert problem.message == '"cookie:" is neither a JSONPath nor the name of a cookie'
