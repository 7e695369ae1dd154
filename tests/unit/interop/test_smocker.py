"""Smocker's shapes: mocks, history entries and error answers."""

import gzip
import json
from dataclasses import replace

import pytest

from smockproxy.core.conditions import Mismatch
from smockproxy.core.history import MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.nearmiss import NearMiss
from smockproxy.core.responders import TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import HeldBack
from smockproxy.interop.smocker import (
    SHOWN_ONCE_FROM,
    entry_shape,
    exceeded_body,
    internal_error_body,
    is_recorded_by_smocker,
    loop_body,
    redirection_error_body,
    request_shape,
    unmatched_body,
)
from tests.unit.exchanges import STARTED_AT, exchange, text_headers


@pytest.fixture
def session() -> Session:
    return Session(SessionFacts("s", "Session #1", 0.0))


class TestRequest:
    def test_in_full(self):
        request = Request(
            "POST",
            "http",
            "a.test",
            8080,
            "/a{b}?q=1&q=2&a=%20",
            Headers.of([("hOST", "b.test"), ("x-fOO", "1"), ("X-Foo", "2"), ("Bad Name", "3")]),
            b'{"b": 1.0, "a": null}',
            client="10.0.0.1",
        )
        shape = request_shape(request, STARTED_AT)
        assert shape == {
            "path": "/a%7Bb%7D",
            "method": "POST",
            "origin": "10.0.0.1",
            "body_string": '{"b": 1.0, "a": null}',
            "body": {"a": None, "b": 1.0},
            "query_params": {"a": [" "], "q": ["1", "2"]},
            "headers": {"Bad Name": ["3"], "Host": ["b.test"], "X-Foo": ["1", "2"]},
            "date": "2026-11-21T08:36:55.509321Z",
        }
        assert list(shape) == [
            "path", "method", "origin", "body_string", "body", "query_params", "headers", "date",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("body", "shown"),
        [
            (b"[1]", "[1]"),
            (b"1", "1"),
            (b'"s"', '"s"'),
            (b"null", None),
            (b"", ""),
            (None, ""),
            (b"{", "{"),
            (b"\xff\xfe\x00\x01", "\ufffd\ufffd\x00\x01"),
        ],
    )
    def test_only_objects_and_null_are_parsed(self, body, shown):
        shape = request_shape(Request("GET", "http", "a.test", 80, "/", body=body), 0.0)
        assert shape["body"] == shown
        assert "query_params" not in shape

    @pytest.mark.parametrize(
        ("headers", "origin"),
        [
            ([], "peer"),
            ([("X-Real-Ip", "2.2.2.2")], "2.2.2.2"),
            ([("X-Forwarded-For", "1.1.1.1, 3.3.3.3, "), ("X-Real-Ip", "2.2.2.2")], "3.3.3.3"),
            ([("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "4.4.4.4")], "1.1.1.1"),
            ([("X-Forwarded-For", " , "), ("X-Real-Ip", "2.2.2.2, 5.5.5.5")], "5.5.5.5"),
            ([("X-Forwarded-For", " , ")], "peer"),
        ],
    )
    def test_origin(self, headers, origin):
        request = Request("GET", "http", "a.test", 80, "/", Headers.of(headers), client="peer")
        assert request_shape(request, 0.0)["origin"] == origin

    @pytest.mark.parametrize(("surplus", "keys"), [(-2, ["body", "body_string"]), (0, ["body_string"])])
    def test_a_large_body_does_not_stand_there_twice(self, surplus, keys):
        body = "\xfc".encode() * ((SHOWN_ONCE_FROM + surplus) // 2)
        shape = request_shape(Request("GET", "http", "a.test", 80, "/", body=body), 0.0)
        assert sorted(name for name in shape if name.startswith("body")) == keys
        assert shape["body_string"] == body.decode()

    def test_host_is_the_authority_when_no_line_says_it(self):
        assert request_shape(Request("GET", "http", "a.test", 8080, "/"), 0.0)["headers"] == {
            "Host": ["a.test:8080"]
        }


class TestEntry:
    def test_of_a_mock(self):
        shape = entry_shape(exchange())
        assert shape["context"] == {"mock_id": "hello-id", "mock_type": "static", "delay": "50ms"}
        assert not {"scheme", "host"} & set(shape["request"])
        assert shape["response"] == {
            "status": 200,
            "body": "hi",
            "headers": {"X-Mock": ["yes"]},
            "date": "2026-11-21T08:36:55.562602Z",
        }

    def test_a_delay_below_a_nanosecond_is_none(self):
        shape = entry_shape(exchange(timing=Timing(started_at=0.0, delay=4e-10)))
        assert "delay" not in shape["context"]

    @pytest.mark.parametrize(
        ("outcome", "context"),
        [(Outcome.FORWARDED, {"mock_type": "proxy"}), (Outcome.REFUSED, {}), (Outcome.FAILED, {})],
    )
    def test_without_a_mock_says_where_it_went(self, outcome, context):
        timing = Timing(started_at=0.0)
        shape = entry_shape(exchange(outcome=outcome, mock=None, timing=timing))
        assert shape["context"] == context
        assert (shape["request"]["scheme"], shape["request"]["host"]) == ("http", "hello.test")

    @pytest.mark.parametrize(
        ("body", "shown"),
        [
            (b"123", 123),
            (b'"str"', "str"),
            (b'{"b":1,"a":2}', {"a": 2, "b": 1}),
            (b"text", "text"),
            (b"", ""),
            (b"\xff", "\ufffd"),
        ],
    )
    def test_any_json_answer_is_parsed(self, body, shown):
        assert entry_shape(exchange(response=Response(200, body=body)))["response"]["body"] == shown

    def test_null_has_no_body(self):
        assert "body" not in entry_shape(exchange(response=Response(200, body=b"null")))["response"]

    def test_gzip_is_undone(self):
        packed = Response(200, text_headers(Content_Encoding="gzip"), gzip.compress(b"[1]"))
        assert entry_shape(exchange(response=packed))["response"]["body"] == [1.0]

    def test_headers_that_were_added_are_left_out(self):
        response = Response(200, text_headers(X_Mock="1", Date="now", Content_Length="0"))
        shape = entry_shape(exchange(response=response, added_headers=("date", "content-length")))
        assert shape["response"]["headers"] == {"X-Mock": ["1"]}

    def test_headers_that_the_server_adds_to_our_own_answers_are_left_out(self):
        headers = text_headers(Content_Type="application/json", Date="now", Content_Length="2")
        refused = exchange(response=Response(666, headers), outcome=Outcome.REFUSED, mock=None)
        assert entry_shape(refused)["response"]["headers"] == {"Content-Type": ["application/json"]}
        forwarded = exchange(response=Response(200, headers), outcome=Outcome.FORWARDED, mock=None)
        assert len(entry_shape(forwarded)["response"]["headers"]) == 3


@pytest.mark.parametrize(
    ("facts", "recorded"),
    [
        ({}, True),
        ({"unanswered": True, "outcome": Outcome.FAILED}, False),
        ({"protocol": "tcp"}, False),
        ({"response": Response(600), "outcome": Outcome.FAILED}, False),
        ({"response": Response(602), "outcome": Outcome.FAILED}, True),
        ({"response": Response(600)}, True),
        ({"response": Response(204), "seen_by_smocker": False}, False),
        ({"response": Response(666), "outcome": Outcome.REFUSED, "mock": None}, True),
    ],
)
def test_what_smocker_would_record(facts, recorded):
    assert is_recorded_by_smocker(exchange(**facts)) is recorded


class TestErrorAnswers:
    REQUEST = Request("GET", "http", "a.test", 80, "/<x>?a", client="127.0.0.1")

    def test_unmatched(self):
        assert unmatched_body(self.REQUEST, STARTED_AT) == (
            b'{"message":"No mock found matching the request","request":{"path":"/%3Cx%3E","method":"GET",'
            b'"origin":"127.0.0.1","body_string":"","body":"","query_params":{"a":[""]},'
            b'"headers":{"Host":["a.test"]},"date":"2026-11-21T08:36:55.509321Z"}}\n'
        )

    def test_exceeded(self, session):
        mock = Mock("id", Fixed(Response(200, body=b"x")), times=1, source=Source("mocks/a.yml", 3))
        body = json.loads(exceeded_body(self.REQUEST, STARTED_AT, [mock], session))
        assert list(body) == ["message", "nearest", "request"]
        assert body["message"] == "Matching mock found but was exceeded"
        assert [nearest["state"]["id"] for nearest in body["nearest"]] == ["id"]

    def test_exceeded_says_why(self, session):
        mock = Mock("id", Fixed(Response(200)), times=1, source=Source("mocks/a.yml", 3))
        misses = (NearMiss(mock, 0.0, (), HeldBack.USED_UP),)
        body = json.loads(exceeded_body(self.REQUEST, STARTED_AT, [mock], session, misses))
        assert list(body) == ["message", "nearest", "why", "request"]
        assert body["why"] == [{"mock": "mocks/a.yml:3", "distance": 0.0, "held_back": "used up"}]

    def test_redirection(self):
        body = json.loads(redirection_error_body(self.REQUEST, STARTED_AT, 'Get "http://a.test": refused'))
        assert body["message"] == 'Error during request redirection: Get "http://a.test": refused'
        assert body["request"]["method"] == "GET"

    def test_loop(self):
        body = json.loads(loop_body(self.REQUEST, STARTED_AT))
        assert body["message"].endswith("forwarding it would lead back to this proxy")
        assert list(body) == ["message", "request"]

    def test_internal(self):
        assert internal_error_body("it broke", "17") == (
            b'{"message":"Smocker internal error: it broke","id":"17"}\n'
        )

    def test_pretty_indents(self):
        request = replace(self.REQUEST, target="/?pretty")
        assert unmatched_body(request, 0.0).startswith(b'{\n  "message": "No mock')

    def test_half_a_surrogate_pair_in_a_body_does_no_harm(self):
        request = replace(self.REQUEST, body=b'{"a":"\\ud800"}')
        assert json.loads(unmatched_body(request, 0.0))["request"]["body"] == {"a": "\ufffd"}


def test_a_mock_whose_kind_is_not_known():
    nameless = MockRef("a", "a", "", from_file=False)
    assert entry_shape(exchange(mock=nameless, timing=Timing(started_at=0.0)))["context"] == {"mock_id": "a"}


def test_an_uploaded_mock_is_named_by_its_id():
    mock = MockRef("KlB4HECXnTeo", "KlB4HECXnTeo", "proxy", from_file=False)
    assert entry_shape(exchange(mock=mock))["context"]["mock_id"] == "KlB4HECXnTeo"


class TestNearMisses:
    REQUEST = Request("GET", "http", "a.test", 80, "/b")

    def body(self, *misses):
        session = Session(SessionFacts("s", "s", 0.0))
        return json.loads(unmatched_body(self.REQUEST, 0.0, misses, session))

    def test_they_stand_beside_smockers_fields(self):
        mock = Mock("m", Fixed(Response(200, body=b"x" * 2000)), source=Source("mocks/a.yml", 3))
        miss = NearMiss(mock, 0.12345, (Mismatch("path", "ShouldEqual '/a'", "/b" + "c" * 2000),))
        told = self.body(miss, NearMiss(mock, 0.0, (), HeldBack.EXPIRED))
        assert list(told) == ["message", "nearest", "why", "request"]
        assert told["nearest"][0]["state"]["id"] == "m"
        assert told["nearest"][0]["response"]["body"] == "x" * 1000 + "… (2000 characters)"
        assert told["why"] == [
            {
                "mock": "mocks/a.yml:3",
                "distance": 0.123,
                "field": "path",
                "expected": "ShouldEqual '/a'",
                "actual": "/b" + "c" * 998 + "… (2002 characters)",
            },
            {"mock": "mocks/a.yml:3", "distance": 0.0, "held_back": "expired"},
        ]

    def test_a_script_and_a_document_of_templates_are_cut(self):
        script = Mock("s", Scripted("lua", "x" * 2000))
        document = Mock("d", Scripted(TEMPLATE, json.dumps({"json": ["x" * 2000]})))
        short = Mock("t", Scripted(TEMPLATE, json.dumps({"json": ["x"], "body": ""})))
        told = self.body(*(NearMiss(mock, 1.0, ()) for mock in (script, document, short)))["nearest"]
        assert told[0]["dynamic_response"]["script"] == "x" * 1000 + "… (2000 characters)"
        assert told[1]["response"]["json"] == '["' + "x" * 998 + "… (2004 characters)"
        assert told[2]["response"]["json"] == ["x"]

    def test_a_forward_and_an_empty_answer_have_no_body_to_cut(self):
        forward, empty = Mock("f", ForwardTo("http://x.test")), Mock("e", Fixed(Response(204)))
        told = self.body(NearMiss(forward, 1.0, ()), NearMiss(empty, 1.0, ()))
        assert [list(mock["proxy" if "proxy" in mock else "response"]) for mock in told["nearest"]] == [
            ["host", "delay"],
            ["status", "delay"],
        ]

    def test_without_any_it_is_smockers_answer(self):
        assert list(self.body()) == ["message", "request"]
