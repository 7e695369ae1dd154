import pytest

from smockproxy.core.draft import Remark
from smockproxy.record.answered import LONGEST_JSON, LONGEST_TEXT, answered_of, json_path
from smockproxy.record.inferred import NOTHING, Echo, Given, Inferred, Part, Place
from tests.unit.record.made import exchange, request, response

TEXT = "text/plain"


def answered(answer, inferred=NOTHING, asked=None):
    return answered_of(exchange(asked, answer), inferred, "orders")


@pytest.mark.parametrize(
    ("answer", "tree"),
    [
        (response(b'{"a": 1}'), {"json": {"a": 1}}),
        (
            response(b'{"a": 1}', "application/json; charset=utf-8"),
            {"headers": {"Content-Type": "application/json; charset=utf-8"}, "json": {"a": 1}},
        ),
        (response(b"null"), {"headers": {"Content-Type": "application/json"}, "body": "null"}),
        (response(b'{"a": 1.50}'), {"headers": {"Content-Type": "application/json"}, "body": '{"a": 1.50}'}),
        (response(b"{"), {"headers": {"Content-Type": "application/json"}, "body": "{"}),
        (response(b"one\n", TEXT), {"headers": {"Content-Type": TEXT}, "body": "one\n"}),
        (response(b"", ""), {}),
        (response(b'{"a":1}', headers=[("ETag", '"x"')]), {"headers": {"ETag": '"x"'}, "json": {"a": 1}}),
        (response(b'{"a": 1}', headers=[("ETag", '"x"')]), {"headers": {"ETag": '"x"'}, "json": {"a": 1}}),
        (
            response(b'{"a": 1}', headers=[("Content-MD5", "x")]),
            {"headers": {"Content-Type": "application/json", "Content-MD5": "x"}, "body": '{"a": 1}'},
        ),
    ],
)
def test_an_answer_is_written_as_a_person_would(answer, tree):
    assert answered(answer).tree == {"status": 200, **tree}


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (response(b"\x89PNG", "image/png"), "orders-0f4636c78f65.png"),
        (response(b"x" * (LONGEST_TEXT + 1), TEXT), ".txt"),
        (response(b"one\r\ntwo", TEXT), ".txt"),
        (response(b'"' + b"x" * LONGEST_JSON + b'"'), ".json.txt"),
    ],
)
def test_what_is_large_or_no_text_stands_beside(answer, name):
    found = answered(answer)

    assert found.tree["body_file"].endswith(name)
    assert [(each.name, each.content) for each in found.beside] == [(found.tree["body_file"], answer.body)]


def test_a_head_has_no_body():
    assert "json" not in answered(response(b"{}"), asked=request("HEAD")).tree


def echo(steps, value, expression="request.json.name", part=Part.JSON):
    return Echo(Place(part, steps), value, expression, "it repeats the request")


def test_what_repeats_the_request_is_a_template():
    inferred = Inferred(echoes=(echo(("name",), "ada"), echo(("text", 0), "ada")))

    found = answered(response(b'{"name": "ada", "text": ["hi ada", "{{"]}'), inferred)

    assert found.tree["template"] is True
    assert found.tree["json"] == {
        "name": "{{ request.json.name }}",
        "text": ["hi {{ request.json.name }}", "{{ '{{' }}"],
    }
    assert found.remarks[0] == Remark(("template",), "request.json.name: it repeats the request")


def test_two_values_in_one_text_are_two_templates():
    inferred = Inferred(echoes=(echo(("t",), "ada"), echo(("t",), "bob", "request.json.other")))

    found = answered(response(b'{"t": "ada and bob"}'), inferred)

    assert found.tree["json"] == {"t": "{{ request.json.name }} and {{ request.json.other }}"}


def test_a_number_that_repeats_the_request_makes_the_body_a_text():
    inferred = Inferred(echoes=(echo(("n",), "5", "request.json.n"), echo(("t",), "ada")))

    found = answered(response(b'{"n": 5, "t": "hi ada", "x": "{{"}'), inferred)

    assert found.tree["body"] == (
        '{"n":{{ request.json.n | tojson }},"t":"hi {{ request.json.name }}","x":"{{ \'{{\' }}"}'
    )


def test_texts_and_headers_repeat_the_request_too():
    inferred = Inferred(
        echoes=(
            echo((0, 3), "ada", part=Part.TEXT),
            echo(("location",), "ada", part=Part.HEADER),
            echo(("sid",), "s1", "request.cookies.sid", part=Part.COOKIE),
        )
    )
    lines = [("Location", "/ada"), ("Set-Cookie", "sid=s1"), ("Set-Cookie", "b=2"), ("X-Other", "ada")]

    found = answered(response(b"ada!", TEXT, headers=lines), inferred)

    assert found.tree["body"] == "{{ request.json.name }}!"
    assert found.tree["headers"] == {
        "Content-Type": TEXT,
        "Location": "/{{ request.json.name }}",
        "Set-Cookie": ["sid={{ request.cookies.sid }}", "b=2"],
        "X-Other": "ada",
    }


def test_a_place_that_is_not_there_changes_nothing():
    inferred = Inferred(echoes=(echo(("no", "way"), "ada"),))

    assert answered(response(b'{"a":1}'), inferred).tree["body"] == '{"a":1}'
    assert answered(response(b"[1]"), Inferred(echoes=(echo((7,), "ada"),))).tree["body"] == "[1]"


def test_what_later_requests_bring_along_is_remembered():
    inferred = Inferred(
        given=(
            Given("token", Place(Part.JSON, ("token",)), "GET /me brings it"),
            Given("next", Place(Part.HEADER, ("location",)), "GET /next brings it"),
            Given("sid", Place(Part.COOKIE, ("sid",)), "all bring it"),
        )
    )

    found = answered(response(b'{"token": "abc"}'), inferred)

    assert found.tree["remember"] == {"token": "$.token", "next": "location", "sid": "cookie:sid"}
    assert found.remarks[0] == Remark(("remember", "token"), "GET /me brings it")


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ((), "$"),
        (("orders", 0, "id"), "$.orders[0].id"),
        (("a b", "it's", "1st"), "$['a b']['it\\'s']['1st']"),
    ],
)
def test_a_way_into_a_document_is_a_json_path(steps, path):
    assert json_path(steps) == path
