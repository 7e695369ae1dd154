"""What may stand in an upload, what becomes of it, and in which words it is refused."""

import json
from typing import Any

import pytest

from tests.acceptance.smocker.ports import JSON_TYPE, YAML_TYPE, AdminPort, MockPort, get, post

ANY = {"matcher": "ShouldMatch", "value": ".*"}


def equal(value: str) -> dict[str, str]:
    return {"matcher": "ShouldEqual", "value": value}


@pytest.mark.parametrize(
    ("asked", "shape"),
    [
        ("{}", {"path": ANY, "method": ANY}),
        ("~", {"path": ANY, "method": ANY}),
        ("{path: 10}", {"path": equal("10")}),
        ("{path: 1.50}", {"path": equal("1.50")}),
        ("{path: true}", {"path": equal("true")}),
        ("{path: 012}", {"path": equal("012")}),
        ("{path: '  /m  '}", {"path": equal("/m")}),
        ("{path: ~}", {"path": ANY}),
        ("{method: ''}", {"method": ANY}),
        ("{method: ' '}", {"method": ANY}),
        ("{method: GET}", {"method": equal("GET")}),
        ("{path: {matcher: ShouldEqual}}", {"path": ANY}),
        ("{path: {matcher: ShouldContainSubstring, value: ' '}}", {"path": ANY}),
        (
            "{path: {matcher: ShouldEndWith, value: ' x '}}",
            {"path": {"matcher": "ShouldEndWith", "value": "x"}},
        ),
        ("{query_params: {a: 1}}", {"query_params": {"a": [equal("1")]}}),
        ("{query_params: {a: [1, two]}}", {"query_params": {"a": [equal("1"), equal("two")]}}),
        (
            "{headers: {X: {matcher: ShouldBeEmpty}}}",
            {"headers": {"X": [{"matcher": "ShouldBeEmpty", "value": ""}]}},
        ),
        ("{headers: {X: [{matcher: ShouldMatch, value: a}, b]}}", None),
        ("{body: 5}", {"body": equal("5")}),
        (
            "{body: {matcher: ShouldStartWith, value: a}}",
            {"body": {"matcher": "ShouldStartWith", "value": "a"}},
        ),
        ("{body: {a.b: 1, c: {matcher: ShouldMatch, value: d}}}", None),
        ("{body: {matcher: Foo, value: x}}", {"body": {"matcher": equal("Foo"), "value": equal("x")}}),
    ],
)
def test_matchers_are_written_out(admin: AdminPort, asked: str, shape: dict[str, Any] | None) -> None:
    admin.upload(f"[{{request: {asked}, response: {{}}}}]")
    written = admin.mocks()[0]["request"]
    if shape is not None:
        assert {name: written[name] for name in shape} == shape
    elif "headers" in asked:
        assert written["headers"] == {"X": [{"matcher": "ShouldMatch", "value": "a"}, equal("b")]}
    else:
        assert written["body"] == {"a.b": equal("1"), "c": {"matcher": "ShouldMatch", "value": "d"}}


@pytest.mark.parametrize(
    ("written", "headers"),
    [
        ("{X: a}", {"X": ["a"]}),
        ("{X: [a, b]}", {"X": ["a", "b"]}),
        ("{X: 5, Y: [true, 1.50]}", {"X": ["5"], "Y": ["true", "1.50"]}),
    ],
)
@pytest.mark.parametrize("responder", ["response", "proxy"])
def test_headers_of_an_answer_are_lists_of_text(
    admin: AdminPort, written: str, headers: dict[str, list[str]], responder: str
) -> None:
    admin.upload(f"[{{{responder}: {{headers: {written}}}}}]")
    assert admin.mocks()[0][responder]["headers"] == headers


@pytest.mark.parametrize(
    "mock",
    [
        {"request": {"path": 5}},
        {"request": {"query_params": {"a": 1}}},
        {"request": {"body": 5}},
        {"response": {"headers": {"X": 5}}},
        {"response": {"headers": {"X": [True]}}},
        {"response": {"status": 200.5}},
        {"response": {"body": 5}},
        {"response": {"body": {"a": 1}}},
        {"context": {"times": "2"}},
    ],
    ids=json.dumps,
)
def test_in_json_text_is_text_and_numbers_are_numbers(admin: AdminPort, mock: dict[str, Any]) -> None:
    assert admin.refusal(json.dumps([{"response": {}, **mock}]), JSON_TYPE)
    assert admin.mocks() == []


def test_a_status_with_a_point_is_taken_in_yaml_only(admin: AdminPort) -> None:
    admin.upload("[{response: {status: 201.0}}]")
    assert admin.mocks()[0]["response"]["status"] == 201
    assert admin.refusal('[{"response": {"status": 200.0}}]', JSON_TYPE)


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("50ms", {"min": 50_000_000, "max": 50_000_000}),
        ("1.5s", {"min": 1_500_000_000, "max": 1_500_000_000}),
        ("1h1m", {"min": 3_660_000_000_000, "max": 3_660_000_000_000}),
        ("1us", {"min": 1000, "max": 1000}),
        ("7ns", {"min": 7, "max": 7}),
        ('"0"', {}),
        ("0s", {}),
        ("{min: 10ms, max: 1s}", {"min": 10_000_000, "max": 1_000_000_000}),
        ("{max: 60ms}", {"max": 60_000_000}),
        ("{min: 0s, max: 60ms}", {"max": 60_000_000}),
    ],
)
@pytest.mark.parametrize("responder", ["response", "proxy"])
def test_delays(admin: AdminPort, written: str, shape: dict[str, int], responder: str) -> None:
    admin.upload(f"[{{{responder}: {{delay: {written}}}}}]")
    assert admin.mocks()[0][responder]["delay"] == shape


@pytest.mark.parametrize("written", ["50000000", "0", "1.5", '"1d"', "[]", "abc", "true", "{min: 1}", "-"])
def test_in_yaml_a_delay_is_a_duration_with_a_unit(admin: AdminPort, written: str) -> None:
    assert admin.refusal(f"[{{response: {{delay: {written}}}}}]")


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        (50_000_000, {"min": 50_000_000, "max": 50_000_000}),
        (0, {}),
        ("50ms", {"min": 50_000_000, "max": 50_000_000}),
        ({"min": 1, "max": 2}, {"min": 1, "max": 2}),
        ({"min": "1ms", "max": 2_000_000}, {"min": 1_000_000, "max": 2_000_000}),
    ],
)
def test_in_json_a_number_is_nanoseconds(admin: AdminPort, written: Any, shape: dict[str, int]) -> None:
    admin.upload_json([{"response": {"delay": written}}])
    assert admin.mocks()[0]["response"]["delay"] == shape


NONE = "The route must define at least a response, a dynamic response or a proxy"
ALL = "The route must define either a response, a dynamic response or a proxy, not multiple of them"
ENGINES = (
    "The dynamic response engine must be one of the following:"
    " [go_template go_template_yaml go_template_json lua]"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{}]", NONE),
        ("[{request: {path: /a}}]", NONE),
        ("[{response: {}, dynamic_response: {engine: lua}, proxy: {host: 'http://a.test'}}]", ALL),
        ("[{dynamic_response: {engine: perl}}]", ENGINES),
        ("[{dynamic_response: {script: x}}]", ENGINES),
        (
            "[{response: {}, context: {times: -1}}]",
            "The times field in mock context must be greater than or equal to 0",
        ),
        ("[{response: {}, request: {path: {matcher: Foo, value: x}}}]", 'invalid matcher "Foo"'),
        ("[{response: {}, request: {headers: {X: [{matcher: Foo}]}}}]", 'invalid matcher "Foo"'),
        ("[{response: {}, request: {body: {a: {b: c}}}}]", 'invalid matcher ""'),
        (
            "[{response: {}, request: {path: {matcher: ShouldMatch, value: '['}}}]",
            'invalid regular expression provided to "ShouldMatch" operator: [',
        ),
        (
            "[{response: {}, request: {path: {matcher: ShouldNotMatch, value: '(?<!a)b'}}}]",
            'invalid regular expression provided to "ShouldNotMatch" operator: (?<!a)b',
        ),
        ("[{response: {delay: {min: 60ms, max: 10ms}}}]", "invalid delay range: min => 60ms, max => 10ms"),
        ("[{response: {delay: {min: 30ms}}}]", "invalid delay range: min => 30ms, max => 0s"),
        ("[{response: {delay: -1s}}]", "invalid delay range: min => -1s, max => -1s"),
        ("- request: [", "yaml: line 1: did not find expected node content"),
        ("request: {}", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!map into types.Mocks"),
        ("# only a comment\n", "EOF"),
    ],
)
def test_a_yaml_upload_is_refused(admin: AdminPort, text: str, message: str) -> None:
    assert admin.refusal(text) == message
    assert admin.mocks() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[{}]", NONE),
        ('[{"response": {"delay": "abc"}}]', 'time: invalid duration "abc"'),
        ('{"response": {}}', "Unmarshal type error: expected=types.Mocks, got=object, field=, offset=1"),
        ('[{"response": {"bo', "unexpected EOF"),
        ('[{"response": {}, "request": {"path": {"matcher": "Foo"}}}]', 'invalid matcher "Foo"'),
    ],
)
def test_a_json_upload_is_refused(admin: AdminPort, text: str, message: str) -> None:
    assert admin.refusal(text, JSON_TYPE) == message
    assert admin.mocks() == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[{response: {}, request: {headers: {X: {matcher: Foo}}}}]", "Foo"),
        ("[{response: {delay: abc}}]", "abc"),
        ("[{response: {}, context: {times: '2'}}]", "times"),
        ("[{response: {body: {a: 1}}}]", "body"),
        ("[{response: {}, response: {}}]", "response"),
        ("%YAML 1.2\n---\n[]\n", "YAML"),
    ],
)
def test_where_the_text_was_gos_own_the_message_names_what_is_amiss(
    admin: AdminPort, text: str, found: str
) -> None:
    assert found in admin.refusal(text)


def test_nothing_of_an_upload_is_taken_when_one_mock_is_bad(admin: AdminPort) -> None:
    admin.refusal("[{response: {body: good}}, {}]")
    assert admin.mocks() == []


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("application/jsonlines", 200),
        ("application/x-yaml", 200),
        ("text/plain, application/x-yaml; q=0", 200),
        ("", 200),
        ("application/x-www-form-urlencoded", 400),
        ("application/x-www-form-urlencoded; charset=utf-8", 400),
        ("multipart/form-data; boundary=x", 400),
        ("application/xml", 400),
        ("text/xml; charset=utf-8", 400),
        ("text/yaml", 415),
        ("application/yaml", 415),
        ("text/plain", 415),
        ("Application/JSON", 415),
        ("application/octet-stream", 415),
    ],
)
def test_content_types(admin: AdminPort, content_type: str, status: int) -> None:
    answer = admin.send("POST", "/mocks", f"Content-Type: {content_type}", body='[{"response": {}}]')
    assert answer.status == status, answer.body
    message = {
        200: "Mocks registered successfully",
        400: "binding element must be a struct",
        415: "code=415, message=Unsupported Media Type",
    }[status]
    assert json.loads(answer.body)["message"] == message


def test_no_content_type_is_yaml(admin: AdminPort) -> None:
    answer = admin.send("POST", "/mocks", body="- response: {body: yes it is}")
    assert answer.status == 200
    assert admin.mocks()[0]["response"]["body"] == "yes it is"


@pytest.mark.parametrize(
    "content_type", [JSON_TYPE, YAML_TYPE, "text/plain", "application/x-www-form-urlencoded"]
)
def test_an_empty_body_is_an_empty_list(admin: AdminPort, content_type: str) -> None:
    assert admin.offer("", content_type).status == 200
    assert admin.mocks() == []


def test_only_the_first_document_is_read(admin: AdminPort) -> None:
    admin.upload("- response: {body: a}\n---\n- response: {body: b}\n- nonsense\n")
    assert [mock["response"]["body"] for mock in admin.mocks()] == ["a"]


def test_anchors_and_merges(admin: AdminPort, base: MockPort) -> None:
    admin.upload(
        "- &a {request: {path: /a}, response: &r {status: 201, body: a}}\n"
        "- {<<: *a, request: {path: /b}}\n"
        "- {request: {path: /c}, response: {<<: *r, body: c}}\n"
    )
    answers = [base.get(path) for path in ("/a", "/b", "/c")]
    assert [(answer.status, answer.body) for answer in answers] == [(201, b"a"), (201, b"a"), (201, b"c")]


def test_keys_match_without_case_in_json_only(admin: AdminPort, base: MockPort) -> None:
    admin.upload_json('[{"REQUEST": {"Path": "/json"}, "Response": {"BODY": "json"}}]')
    assert base.texts("/json") == ["json"]
    assert admin.refusal("[{Response: {body: yaml}}]") == NONE
    admin.upload("[{Request: {path: /yaml}, response: {body: yaml}}]")
    assert base.texts("/anything") == ["yaml"]


@pytest.mark.parametrize("both", ["{response: {body: r}, proxy: {host: 'http://127.0.0.1:9'}}"])
def test_of_two_responders_the_proxy_goes_first(admin: AdminPort, port: MockPort, both: str) -> None:
    admin.upload(f"[{both}]")
    assert port.get("/").status == 602


def test_unknown_keys_are_ignored(admin: AdminPort, base: MockPort) -> None:
    admin.upload("[{nonsense: 1, request: {pth: /a}, context: {tims: 3}, response: {body: b, stats: 3}}]")
    assert base.texts("/anything") == ["b"]
    assert set(admin.mocks()[0]) == {"request", "response", "context", "state"}


def test_what_an_upload_says_of_its_state_is_thrown_away(admin: AdminPort) -> None:
    admin.upload("[{response: {}, state: {id: mine, times_count: 7, locked: true}}]")
    state = admin.mocks()[0]["state"]
    assert state["id"] != "mine"
    assert (state["times_count"], state["locked"]) == (0, False)


@pytest.mark.parametrize("status", [0, 1, 99, 200, 999, 1000])
def test_any_status_is_taken(admin: AdminPort, status: int) -> None:
    admin.upload(f"[{{response: {{status: {status}}}}}]")
    assert admin.mocks()[0]["response"]["status"] == status


def test_values_that_are_not_looked_at_before_they_are_used(admin: AdminPort, base: MockPort) -> None:
    admin.upload(
        "- {request: {body: {matcher: ShouldEqualJSON, value: '{'}}, response: {headers: {'a b': x}}}\n"
        "- {request: {path: /up}, proxy: {host: ':::'}}\n"
    )
    assert len(admin.mocks()) == 2
    assert base.send(post("/", "{")).status == 666
    assert base.send(get("/up")).status == 602


def test_text_after_the_json_list_is_ignored(admin: AdminPort) -> None:
    admin.upload_json('[{"response": {}}] and more')
    assert len(admin.mocks()) == 1


def test_a_null_in_a_multimap_of_json_is_the_empty_text(admin: AdminPort, port: MockPort) -> None:
    admin.upload_json([{"request": {"query_params": {"a": None}}, "response": {"body": "hit"}}])
    assert port.texts("/?a", "/?a=", "/?a=1", "/") == ["hit", "hit", "666", "666"]


@pytest.mark.parametrize("present", ["~", "[]"])
def test_a_null_in_a_multimap_of_yaml_wants_the_name_only(
    admin: AdminPort, port: MockPort, present: str
) -> None:
    admin.upload(f"[{{request: {{query_params: {{a: {present}}}}}, response: {{body: hit}}}}]")
    assert port.texts("/?a", "/?a=1", "/?a=1&a=2", "/", "/?b") == ["hit", "hit", "hit", "666", "666"]


def test_a_null_matcher_never_matches(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {body: {k: ~}}, response: {}}]")
    statuses = [port.post("/", body).status for body in ("{}", '{"k": ""}', '{"k": "x"}', '{"k": null}')]
    assert statuses == [666] * 4


def test_binary_in_yaml(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {body: !!binary iVBORw0KGgo=}}]")
    assert port.get("/").body == b"\x89PNG\r\n\x1a\n"


def test_an_escape_in_yaml_is_a_character(admin: AdminPort, port: MockPort) -> None:
    admin.upload('[{response: {body: "\\xff"}}]')
    assert port.get("/").body == "ÿ".encode()
