"""What a creation answers with."""

from json import dumps, loads

import pytest

from smockproxy.core.chance import Chance
from smockproxy.core.creation import Creation, created, media_type_of
from smockproxy.core.http import Headers, Request

CHANCE = Chance(1, "m", 0)


def post(body, content_type="application/json", **headers):
    raw = body if isinstance(body, bytes) else dumps(body).encode()
    lines = [("Content-Type", content_type)] if content_type else []
    lines += [(name.replace("_", "-"), line) for name, line in headers.items()]
    return Request("POST", "http", "a.test", 80, "/things", Headers.of(lines), raw, received_at=0.5)


def answer(creation, request):
    made = created(creation, request, CHANCE)
    return made.status, loads(made.body) if made.body else None


def test_what_was_sent_and_what_is_added():
    status, told = answer(Creation(), post({"name": "x", "createdAt": "never"}, X_User_Id="u7"))
    assert status == 201
    assert told.pop("id")
    assert told == {
        "name": "x",
        "createdAt": "1970-01-01T00:00:00.500Z",
        "updatedAt": "1970-01-01T00:00:00.500Z",
        "createdBy": "u7",
        "status": {"code": "OK", "error_code": None},
    }


def test_draws_repeat_and_differ():
    first, again = (created(Creation(), post({}), CHANCE).body for _ in range(2))
    assert first == again
    told = loads(first)
    assert told["id"] != told["createdBy"]
    assert loads(created(Creation(), post({}), Chance(1, "m", 1)).body)["id"] != told["id"]


@pytest.mark.parametrize(
    ("keeps", "given", "kept"), [(False, 5, False), (True, 5, True), (True, None, False)]
)
def test_the_clients_id(keeps, given, kept):
    creation = Creation(id_field="key", keeps_id=keeps, fields={})
    made = created(creation, post({"key": given}), CHANCE)
    told = loads(made.body)
    assert (told == {"key": given}) == kept
    assert made.headers.get("Location").startswith("/things/")


def test_fields_of_ones_own():
    fields = {"n": 1, "list": ["${now}", "plain ${x}"], "id2": "a-${uuid}"}
    _, told = answer(Creation(fields=fields), post({}))
    assert told["n"] == 1
    assert told["list"] == ["1970-01-01T00:00:00.500Z", "plain ${x}"]
    assert len(told["id2"]) == 38


def test_lists_and_scalars():
    _, several = answer(Creation(fields={}), post([{"a": 1}, 2]))
    assert several[0].keys() == {"a", "id"}
    assert several[1] == 2
    made = created(Creation(), post(b'"x"'), CHANCE)
    assert (made.status, made.body, "Location" in made.headers) == (201, b'"x"', False)


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (b"{", "application/json; charset=utf-8", 400),
        (b"{", "application/vnd.api+json", 400),
        (b"{", "", 201),
        (b"a=1", "application/x-www-form-urlencoded", 201),
        (b"", "application/json", 201),
        (b"<", "text/xml{{ 7 }}", 201),
    ],
)
def test_what_is_no_json(body, content_type, expected):
    made = created(Creation(), post(body, content_type), CHANCE)
    assert made.status == expected
    assert bool(made.body) == (expected == 400)


def test_an_id_that_no_header_may_hold():
    made = created(Creation(keeps_id=True), post({"id": "a/b\r\nc"}), CHANCE)
    assert made.headers.get("Location") == "/things/a%2Fb%0D%0Ac"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Text/HTML; charset=utf-8", "text/html"),
        ("", "application/json"),
        ("x", "application/json"),
        ("{{ 7 }}/x", "application/json"),
        ("text/", "application/json"),
    ],
)
def test_the_media_type(said, found):
    assert media_type_of(post({}, said)) == found
