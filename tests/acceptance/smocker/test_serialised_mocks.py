"""Mocks as `GET /mocks` writes them: keys and their order, types, YAML."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.acceptance.smocker.ports import DATE, ID, YAML_TYPE, AdminPort, MockPort

WHOLE = """\
- request:
    method: PUT
    path: {matcher: ShouldStartWith, value: /a}
    query_params: {q: [1, {matcher: ShouldMatch, value: b}], n: x}
    headers: {X-Foo: bar}
    body: {k: v}
  context: {times: 3}
  response: {status: 201, headers: {X: [a, b], B: 1}, body: hi, delay: {min: 10ms, max: 1h1m}}
"""
WHOLE_JSON = """\
[
    {
        "request": {
            "path": {
                "matcher": "ShouldStartWith",
                "value": "/a"
            },
            "method": {
                "matcher": "ShouldEqual",
                "value": "PUT"
            },
            "body": {
                "k": {
                    "matcher": "ShouldEqual",
                    "value": "v"
                }
            },
            "query_params": {
                "n": [
                    {
                        "matcher": "ShouldEqual",
                        "value": "x"
                    }
                ],
                "q": [
                    {
                        "matcher": "ShouldEqual",
                        "value": "1"
                    },
                    {
                        "matcher": "ShouldMatch",
                        "value": "b"
                    }
                ]
            },
            "headers": {
                "X-Foo": [
                    {
                        "matcher": "ShouldEqual",
                        "value": "bar"
                    }
                ]
            }
        },
        "response": {
            "body": "hi",
            "status": 201,
            "delay": {
                "min": 10000000,
                "max": 3660000000000
            },
            "headers": {
                "B": [
                    "1"
                ],
                "X": [
                    "a",
                    "b"
                ]
            }
        },
        "context": {
            "times": 3
        },
        "state": {
            "id": "ID",
            "times_count": 0,
            "locked": false,
            "creation_date": "DATE"
        }
    }
]
"""


def without_chance(text: str) -> str:
    text = re.sub(rf'("?id"?: "?){ID}', r"\1ID", text)
    return re.sub(rf'("?creation_date"?: [\'"]?){DATE}', r"\1DATE", text)


def test_the_whole_of_a_mock_in_json(admin: AdminPort) -> None:
    admin.upload(WHOLE)
    answer = admin.send("GET", "/mocks")
    assert answer.header("Content-Type") == "application/json"
    assert without_chance(answer.body.decode()) == WHOLE_JSON


def test_the_whole_of_a_mock_in_yaml(admin: AdminPort) -> None:
    admin.upload(WHOLE)
    answer = admin.send("GET", "/mocks", f"Accept: {YAML_TYPE}")
    assert answer.header("Content-Type") == YAML_TYPE
    assert answer.body.endswith(b"\n")
    (written,) = admin.yaml("GET", "/mocks")
    (shape,) = admin.mocks()
    assert list(written) == list(shape) == ["request", "response", "context", "state"]
    assert written["request"] == shape["request"]
    assert written["response"] == {
        **shape["response"],
        "delay": {"min": "10ms", "max": "1h1m0s"},
    }
    assert written["context"] == {"times": 3}
    assert list(written["state"]) == ["id", "times_count", "locked", "creation_date"]


def test_what_is_empty_is_left_out(admin: AdminPort) -> None:
    admin.upload("[{response: {}}, {proxy: {host: 'http://up.test'}}]")
    proxied, static = admin.mocks()
    assert list(static["request"]) == ["path", "method"]
    assert static["response"] == {"status": 0, "delay": {}}
    assert static["context"] == proxied["context"] == {}
    assert proxied["proxy"] == {"host": "http://up.test", "delay": {}}
    assert list(proxied) == ["request", "context", "state", "proxy"]
    assert [list(mock["response"]) for mock in admin.yaml("GET", "/mocks") if "response" in mock] == [
        ["status"]
    ]


def test_the_switches_of_a_proxy_are_shown_when_they_are_on(admin: AdminPort) -> None:
    every = "follow_redirect: true, skip_verify_tls: true, keep_host: true, headers: {X: a}, delay: 1ms"
    admin.upload(f"[{{proxy: {{host: 'http://up.test', {every}}}}}]")
    (mock,) = admin.mocks()
    assert list(mock["proxy"].items()) == [
        ("host", "http://up.test"),
        ("delay", {"min": 1_000_000, "max": 1_000_000}),
        ("follow_redirect", True),
        ("skip_verify_tls", True),
        ("keep_host", True),
        ("headers", {"X": ["a"]}),
    ]


def test_two_responders_are_both_shown(admin: AdminPort) -> None:
    admin.upload("[{response: {body: a}, proxy: {host: 'http://up.test'}}]")
    (mock,) = admin.mocks()
    assert list(mock) == ["request", "response", "context", "state", "proxy"]
    assert mock["response"]["body"] == "a"


def test_the_status_is_zero_until_it_is_served(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {}}]")
    assert admin.mocks()[0]["response"]["status"] == 0
    assert port.get("/").status == 200
    assert admin.mocks()[0]["response"]["status"] == 200


@pytest.mark.parametrize("times", ["0", "~"])
def test_no_limit_is_left_out(admin: AdminPort, times: str) -> None:
    admin.upload(f"[{{response: {{}}, context: {{times: {times}}}}}]")
    assert admin.mocks()[0]["context"] == {}


def test_ids_are_twelve_letters_and_digits_and_dates_are_now(admin: AdminPort) -> None:
    admin.upload("[{response: {}}, {response: {}}]")
    states = [mock["state"] for mock in admin.mocks()]
    ids = {state["id"] for state in states}
    assert len(ids) == 2
    assert all(re.fullmatch(ID, mock_id) for mock_id in ids)
    for state in states:
        assert re.fullmatch(DATE, state["creation_date"])
        age = datetime.now(UTC) - datetime.fromisoformat(state["creation_date"])
        assert timedelta() <= age < timedelta(minutes=1)


def test_text_is_escaped_as_go_does(admin: AdminPort) -> None:
    admin.upload('[{response: {body: "<a>&\\u2028é\\t\\x01"}}]')
    assert (
        rb'"body": "\u003ca\u003e\u0026\u2028' + "é".encode() + rb'\t\u0001"'
        in admin.send("GET", "/mocks").body
    )


def test_bytes_are_replaced_in_json_and_kept_in_yaml(admin: AdminPort) -> None:
    admin.upload("[{response: {body: !!binary iVBORw0KGgo=}}]")
    assert admin.mocks()[0]["response"]["body"] == "\ufffdPNG\r\n\x1a\n"
    assert b"!!binary" in admin.send("GET", "/mocks", f"Accept: {YAML_TYPE}").body
    assert admin.yaml("GET", "/mocks")[0]["response"]["body"] == b"\x89PNG\r\n\x1a\n"


def test_paths_of_a_body_and_names_are_sorted(admin: AdminPort) -> None:
    admin.upload(
        "[{request: {body: {z: 1, a: 2}, headers: {z: 1, A: 2}}, response: {headers: {z: 1, A: 2}}}]"
    )
    (mock,) = admin.mocks()
    assert list(mock["request"]["body"]) == ["a", "z"]
    assert list(mock["request"]["headers"]) == ["A", "z"]
    assert list(mock["response"]["headers"]) == ["A", "z"]
