import pytest

from smockproxy.core.conditions import HOLDS, Conditions, OnPathTemplate
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.resource import OnResource
from smockproxy.files.lint.witness import probes, witness_text, witnesses
from tests.unit.core.rowresources import paths_of
from tests.unit.files.reads import mock_of


def conditions(request):
    return mock_of(f"- request: {request}\n  response: {{}}\n").conditions


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        ("{}", "GET http://any.test/x"),
        ("{host: a.test, scheme: https, path: /a, method: POST}", "POST https://a.test/a"),
        ("{host: a.test, port: 81}", "GET http://a.test:81/x"),
        (
            "{host: a.test, headers: {X-A: [b, c]}, query_params: {q: 'a b', r: []}}",
            "GET http://a.test/x?q=a%20b&r=x (X-A: b; X-A: c)",
        ),
        ("{host: a.test, body: abc}", "GET http://a.test/x (body abc)"),
        (
            "{host: a.test, body: {a.b: '1', a.c: '2'}}",
            'GET http://a.test/x (body {"a": {"b": "1", "c": "2"}})',
        ),
        ("{host: a.test, cookies: {a: '1', b: []}}", "GET http://a.test/x (Cookie: a=1; b=x)"),
        ("{host: a.test, query_exact: {q: '1'}}", "GET http://a.test/x?q=1"),
        (
            "{host: a.test, form: {a: '1'}}",
            "GET http://a.test/x (Content-Type: application/x-www-form-urlencoded; body a=1)",
        ),
        ("{host: a.test, json: {a: [1]}}", 'GET http://a.test/x (body {"a":[1]})'),
        ("{host: a.test, json: {$.a.b: c}}", 'GET http://a.test/x (body {"a": {"b": "c"}})'),
        ("{any_of: [{host: a.test}, {host: b.test}], all_of: [{path: /a}]}", "GET http://a.test/a"),
        ("{headers: {host: b.test}}", "GET http://any.test/x (host: b.test)"),
    ],
)
def test_a_witness(request_, text):
    wanted = conditions(request_)
    found = next(witnesses(wanted))
    assert witness_text(found) == text
    assert wanted.first_failure(found) == HOLDS


def test_of_a_template():
    template = PathTemplate.parse("/a/{id:int}/{name}/{u:uuid}/{rest:path}")
    request = next(witnesses(Conditions((OnPathTemplate(template),))))
    assert request.path == "/a/1/x/00000000-0000-0000-0000-000000000000/x"


def test_several_differ():
    assert [request.path for request in witnesses(conditions("{}"))] == ["/x", "/a1", "/smockproxy-7"]


def test_a_value_that_is_not_found():
    impossible = conditions("{path: {matcher: ShouldMatch, value: 'a^'}}")
    assert list(probes(impossible)) == []


def test_a_part_that_is_not_found():
    odd = conditions("{path: /a, body: {'a[0].b': x}}")
    assert next(probes(odd)).path == "/a"
    assert list(witnesses(odd)) == []


def test_a_long_one_is_cut():
    request = next(witnesses(conditions(f"{{path: /{'a' * 500}}}")))
    assert len(witness_text(request)) == 201


def test_a_resource_is_asked_for_a_row() -> None:
    conditions = Conditions((OnResource(paths_of("/pets/{id}")),))
    request = next(witnesses(conditions))
    assert conditions.first_failure(request) == HOLDS
    assert request.path.startswith("/pets/")
