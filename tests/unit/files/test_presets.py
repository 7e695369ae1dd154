"""Errors by one word, and what their authors write beside them."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from smockproxy.core.http import Response
from smockproxy.core.responders import Fixed
from smockproxy.files.build import build_mock
from smockproxy.files.complaints import complaints_of
from smockproxy.files.presets import PRESETS, with_preset
from smockproxy.files.reading import Reading
from smockproxy.files.scalars import Plain
from smockproxy.files.wire import MockWire
from smockproxy.matching import MATCHERS


def responder(response: dict[str, Any]) -> Fixed:
    wire = MockWire.model_validate({"response": response}, context=Reading(MATCHERS))
    made = build_mock(wire, "x").responder
    assert isinstance(made, Fixed)
    return made


def answer(response: dict[str, Any]) -> Response:
    return responder(response).response


@pytest.mark.parametrize("name", [name for name in PRESETS if name.isdigit()])
def test_a_status_has_a_problem_as_its_body(name):
    made = answer({"preset": Plain(name)})
    told = json.loads(made.body)
    assert (made.status, told["status"], told["type"]) == (int(name), int(name), "about:blank")
    assert made.headers.get("content-type") == "application/problem+json"
    assert ("retry-after" in made.headers, "www-authenticate" in made.headers) == (
        name == "429",
        name == "401",
    )


def test_those_that_are_no_status():
    broken, empty, late = (
        responder({"preset": name}) for name in ("malformed_json", "empty_body", "timeout")
    )
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken.response.body)
    assert (empty.response.status, empty.response.body) == (200, b"")
    assert (late.response.status, late.delay.seconds(0), late.delay.seconds(1)) == (504, 5, 10)


def test_what_stands_beside_wins():
    made = answer({"preset": 429, "headers": {"retry-after": Plain("7"), "X-A": "b"}, "status": Plain("420")})
    assert made.status == 420
    assert dict(made.headers) == {
        "Content-Type": "application/problem+json",
        "retry-after": "7",
        "X-A": "b",
    }
    assert "status" not in json.loads(made.body)


@pytest.mark.parametrize(
    ("own", "body", "kind"), [({"body": "no"}, b"no", ""), ({"json": None}, b"null", "application/json")]
)
def test_a_body_of_its_own_drops_the_presets(own, body, kind):
    made = answer({"preset": "503", **own})
    assert (made.status, made.body, made.headers.get("content-type")) == (503, body, kind)


def test_keys_without_a_value_are_left_out():
    made = answer({"preset": "503", "headers": None, "status": None, "body": None})
    assert made == answer({"preset": "503"})


@pytest.mark.parametrize("tree", [None, [], "503", {}, {"preset": "404x"}, {"preset": {}}])
def test_what_names_no_preset_stays(tree):
    assert with_preset(tree) is tree


def test_wrong_headers_are_told_by_their_own_field():
    assert with_preset({"preset": "503", "headers": "x"})["headers"] == "x"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("malformed-json", 'did you mean "malformed_json"?'), ("xx", "the presets are 400, 401"), (True, "")],
)
def test_an_unknown_one(name, hint):
    with pytest.raises(ValidationError) as caught:
        answer({"preset": name})
    (complaint,) = complaints_of(caught.value)
    assert complaint.steps == ("response", "preset")
    assert hint in complaint.hint
