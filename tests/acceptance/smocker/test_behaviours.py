"""Behaviours of Smocker that surprise, each of them once: what its users' suites rely on without knowing."""

import json
import time
from typing import Any

import pytest

from tests.acceptance.smocker.ports import JSON_TYPE, YAML_TYPE, AdminPort, Ask, MockPort, get, post, told

FORM = "Content-Type: application/x-www-form-urlencoded"


def hit(asked: str) -> str:
    return f"[{{request: {asked}, response: {{body: hit}}}}]"


def test_the_last_declared_wins(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "[{request: {path: /o}, response: {body: first}}, {request: {path: /o}, response: {body: last}}]"
    )
    assert port.texts("/o") == ["last"]
    admin.upload("[{request: {path: /o}, response: {body: third}}]")
    assert port.texts("/o") == ["third"]


def test_a_round_trip_reverses_the_priorities(admin: AdminPort, port: MockPort) -> None:
    for body in ("low", "high"):
        admin.upload(f"[{{request: {{path: /r}}, response: {{body: {body}}}}}]")
    assert port.texts("/r") == ["high"]
    listed = admin.send("GET", "/mocks").body
    assert admin.offer(listed, JSON_TYPE, "?reset=true").status == 200
    assert port.texts("/r") == ["low"]


def test_a_limit_lets_the_fallback_through(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "- {request: {path: /t}, response: {body: fallback}}\n"
        "- {request: {path: /t}, context: {times: 1}, response: {body: once}}\n"
    )
    assert port.texts("/t", "/t", "/t") == ["once", "fallback", "fallback"]
    assert admin.counts() == [1, 2]


def test_all_limits_used_up(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "- {request: {path: /t}, context: {times: 1}, response: {body: a}}\n"
        "- {request: {path: /t}, context: {times: 1}, response: {body: b}}\n"
    )
    assert port.texts("/t", "/t", "/t") == ["b", "a", "666"]
    answer = port.get("/t")
    assert answer.status == 666
    assert told(answer)["message"] == "Matching mock found but was exceeded"
    assert len(told(answer)["nearest"]) == 2
    assert admin.counts() == [3, 3]
    admin.history(4)
    verified = admin.verify()
    assert verified["mocks"]["verified"] is False
    assert len(verified["mocks"]["failures"]) == 2
    assert len(verified["history"]["failures"]) == 2


def test_methods_are_compared_as_sent_and_some_are_not_known(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit("{method: get}"))
    assert port.get("/").status == 666
    admin.upload(hit("{}"), "?reset=true")
    known = ("DELETE", "OPTIONS", "PROPFIND", "REPORT", "TRACE", "HEAD")
    assert port.statuses(*[Ask(method, "/") for method in known]) == [200] * len(known)
    for method in ("FOO", "QUERY"):
        answer = port.send(Ask(method, "/"))
        assert answer.status == 600
        assert told(answer)["message"] == "Smocker internal error: code=405, message=Method Not Allowed"
    assert len(admin.history(len(known))) == len(known)


def test_the_path_is_the_one_that_was_sent(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit("{path: /m}"))
    assert port.texts("/m?x=1", "/m/", "/M", "//m", "/%6d", "/./m") == ["hit", *["666"] * 5]
    admin.upload(hit("{path: '  /m  '}"), "?reset=true")
    assert port.texts("/m") == ["hit"]
    for path, body in (("/x%2fy", "lower"), ("/x%2Fy", "upper")):
        admin.upload(f"[{{request: {{path: {path}}}, response: {{body: {body}}}}}]")
    assert port.texts("/x%2fy", "/x%2Fy") == ["lower", "upper"]
    admin.upload(hit('{path: "/q?x=1"}'))
    assert port.texts("/q?x=1") == ["666"]


def test_regular_expressions_are_searched_and_are_re2(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit("{path: {matcher: ShouldMatch, value: /us}}"))
    assert port.texts("/api/users") == ["hit"]
    refusal = admin.refusal(hit("{path: {matcher: ShouldMatch, value: '^/(?!us)'}}"))
    assert refusal == 'invalid regular expression provided to "ShouldMatch" operator: ^/(?!us)'


def test_names_of_headers_have_no_case_coming_in_and_keep_it_going_out(
    admin: AdminPort, port: MockPort
) -> None:
    admin.upload(hit("{headers: {x-foo: bar}}"))
    asks = [("X-FOO: bar",), ("x-foo: BAR",), ("X-Foo: bar, baz",), ("X-Foo: baz", "X-Foo: bar")]
    assert port.statuses(*[get("/", *lines) for lines in asks]) == [200, 666, 666, 200]
    headers = "{x-lower-CASE: v, BrokerProperties: '{}', content-type: text/x}"
    admin.upload(f"[{{response: {{headers: {headers}, body: b}}}}]")
    answer = port.get("/")
    assert {("x-lower-CASE", "v"), ("BrokerProperties", "{}"), ("content-type", "text/x")} <= set(
        answer.headers
    )
    assert ("Content-Type", "text/plain; charset=utf-8") in answer.headers


@pytest.mark.parametrize(
    ("params", "hits", "misses"),
    [
        ("{foo: bar}", ["?foo=bar&foo=baz", "?foo=baz&foo=bar"], []),
        ("{foo: [bar, baz]}", ["?foo=bar&foo=baz&foo=qux"], ["?foo=bar", "?foo=bar&foo=bar"]),
        ("{foo: [bar, bar]}", ["?foo=bar&foo=zzz"], ["?foo=bar"]),
        ("{foo: {matcher: ShouldNotEqual, value: x}}", ["?foo=x&foo=y"], [""]),
        ("{foo: {matcher: ShouldBeEmpty}}", ["?foo"], [""]),
    ],
)
def test_repeated_query_parameters(
    admin: AdminPort, port: MockPort, params: str, hits: list[str], misses: list[str]
) -> None:
    admin.upload(hit(f"{{query_params: {params}}}"))
    assert port.texts(*[f"/{query}" for query in hits]) == ["hit"] * len(hits)
    assert port.texts(*[f"/{query}" for query in misses]) == ["666"] * len(misses)


@pytest.mark.parametrize(
    ("body", "hits", "misses"),
    [
        ("{'foo.bar[0].baz': v}", ['{"foo":{"bar":[{"baz":"v"}]}}'], ["[]", ""]),
        (
            '{n: "1", f: "1.5", b: "true", z: ""}',
            ['{"n":1.0,"f":1.50,"b":true,"z":null}', '{"n":1.0,"f":1.50,"b":true}'],
            [],
        ),
        ("{k: {matcher: ShouldNotEqual, value: x}}", ["{}", "null"], []),
        ("{'a[b.c].d': v}", ['{"a":{"b.c":{"d":"v"}}}'], []),
        ("{k: {matcher: ShouldEqualJSON, value: '{\"a\":1}'}}", [], ['{"k":{"a":1}}']),
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_paths_into_a_body(
    admin: AdminPort, port: MockPort, body: str, hits: list[str], misses: list[str], content_type: str
) -> None:
    line = f"Content-Type: {content_type}"
    admin.upload(hit(f"{{body: {body}}}"))
    assert port.statuses(*[post("/", text, line) for text in hits]) == [200] * len(hits)
    assert port.statuses(*[post("/", text, line) for text in misses]) == [666] * len(misses)


def test_equal_as_json_compares_numbers_as_floats(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit('{body: {matcher: ShouldEqualJSON, value: \'{"a": 1, "b": [1,2]}\'}}'))
    hits = ['{"b":[1,2],"a":1}', '{"a":1.0,"b":[1,2]}']
    misses = ['{"a":1,"b":[2,1]}', '{"a":1,"b":[1,2],"c":0}', '{"a":1,"b":[1,2]}x', ""]
    assert port.statuses(*[post("/", text) for text in hits + misses]) == [200] * 2 + [666] * 4
    admin.upload(hit("{body: {matcher: ShouldEqualJSON, value: '9007199254740993'}}"))
    assert port.statuses(post("/", "9007199254740992")) == [200]


def test_a_form_is_one_by_its_exact_type_only(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit('{body: {"key[0]": v, "key[1]": w}}'))
    asks = [post("/", "key=v&key=w", FORM), post("/", "key=v&key=w", f"{FORM}; charset=utf-8")]
    assert port.statuses(*asks) == [200, 666]
    admin.upload(hit("{body: {key: v}}"), "?reset=true")
    assert port.statuses(post("/", "key=v&key=w", FORM)) == [666]


def test_almost_equal_never_matches_nor_its_negation(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit("{body: {matcher: ShouldAlmostEqual, value: '1.0'}}"))
    admin.upload(hit("{body: {matcher: ShouldNotAlmostEqual, value: '1.0'}}"))
    assert port.statuses(post("/", "1.0"), post("/", "5")) == [666, 666]


def test_a_mistyped_matcher_of_a_body_is_two_paths(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit("{body: {matcher: Foo, value: x}}"))
    assert port.statuses(post("/", '{"matcher":"Foo","value":"x"}'), post("/", "x")) == [200, 666]
    assert admin.refusal(hit("{path: {matcher: Foo, value: x}}")) == 'invalid matcher "Foo"'
    admin.upload(hit("{path: {matcher: ShouldEqual}}"))
    assert port.texts("/every", "/path") == ["hit", "hit"]


def test_a_bad_upload_still_empties_everything(admin: AdminPort) -> None:
    admin.upload(hit("{}"))
    answer = admin.offer("- request: [", query="?reset=true&session=newone")
    assert answer.status == 400
    assert told(answer)["message"] == "yaml: line 1: did not find expected node content"
    assert [summary["name"] for summary in admin.summaries()] == ["newone"]
    assert admin.mocks() == []
    assert "cannot unmarshal !!map into types.Mocks" in admin.refusal("{response: {}}")
    curl = admin.offer("- response: {}", "application/x-www-form-urlencoded")
    assert (curl.status, told(curl)["message"]) == (400, "binding element must be a struct")
    assert admin.offer("- response: {}", "application/yaml").status == 415


def test_delays(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {delay: 50ms}}]")
    assert admin.mocks()[0]["response"]["delay"] == {"min": 50_000_000, "max": 50_000_000}
    began = time.monotonic()
    port.get("/")
    assert time.monotonic() - began >= 0.05
    assert admin.history(1)[0]["context"]["delay"] == "50ms"
    for bad in ("50000000", "0", "1.5", '"1d"', "[]"):
        admin.refusal(f"[{{response: {{delay: {bad}}}}}]")
    assert admin.refusal("[{response: {delay: -1s}}]") == "invalid delay range: min => -1s, max => -1s"
    assert admin.refusal("[{response: {delay: {min: 30ms}}}]").endswith("max => 0s")
    admin.upload("[{response: {delay: {max: 60ms}}}]")
    admin.upload_json([{"response": {"delay": 50_000_000}}])


def test_binary(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{response: {body: !!binary iVBORw0KGgo=}}]")
    answer = port.post("/", b"\xff\xfe\x00\x01")
    assert answer.body == bytes.fromhex("89504e470d0a1a0a")
    assert admin.mocks()[0]["response"]["body"].startswith("\ufffd")
    assert b"!!binary" in admin.send("GET", "/mocks", f"Accept: {YAML_TYPE}").body
    assert admin.history(1)[0]["request"]["body_string"] == "\ufffd\ufffd\x00\x01"
    assert b"//4AAQ==" in admin.send("GET", "/history", f"Accept: {YAML_TYPE}").body
    admin.upload('[{response: {body: "\\xff"}}]')
    assert port.get("/").body == b"\xc3\xbf"


def test_the_history_its_filter_its_order_its_bodies(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {path: /slow}, response: {delay: 300ms, body: '123'}}]")
    admin.upload("[{request: {path: /fast}, response: {body: '\"str\"'}}]")
    port.texts("/test?x=1", "/test2", "/a/test")
    admin.history(3)

    def found(pattern: str) -> list[str]:
        return [entry["request"]["path"] for entry in admin.json("GET", f"/history?filter={pattern}")]

    assert [found(pattern) for pattern in ("/test", "^/test$", "test2", "x=1")] == [
        ["/test", "/test2", "/a/test"],
        ["/test"],
        ["/test2"],
        [],
    ]
    assert admin.message("GET", "/history?filter=%5B") == (
        400,
        "error parsing regexp: missing closing ]: `[`",
    )
    with port.connection() as slow:
        port.write(slow, get("/slow"))
        assert slow.is_quiet(0.05)
        port.get("/fast")
        slow.read_answer()
    fast, late = admin.history(5)[3:]
    assert (fast["request"]["path"], late["request"]["path"]) == ("/fast", "/slow")
    assert (fast["response"]["body"], late["response"]["body"]) == ("str", 123)
    for number, sent in enumerate(("[1]", "1", '"s"'), 6):
        port.post("/", sent)
        assert admin.history(number)[-1]["request"]["body"] == sent


def test_verification_is_always_200(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "- {request: {path: /2}, context: {times: 2}, response: {body: two}}\n"
        "- {request: {path: /0}, response: {body: any}}\n"
        "- {request: {path: /1}, context: {times: 1}, response: {body: one}}\n"
    )
    port.get("/2")
    admin.history(1)
    found = admin.verify()
    assert [mock["response"]["body"] for mock in found["mocks"]["failures"]] == ["one", "two"]
    assert [mock["response"]["body"] for mock in found["mocks"]["unused"]] == ["one", "any"]
    for status, message in ((600, "History is clean"), (601, "There are errors in the history"), (700, None)):
        admin.upload(f"[{{response: {{status: {status}}}}}]", "?reset=true")
        port.get("/")
        admin.history(1)
        assert admin.verify()["history"]["message"] == (message or "There are errors in the history")


def test_sessions_have_names_but_are_found_by_ids(admin: AdminPort) -> None:
    for _ in range(2):
        admin.upload(hit("{}"), "?session=abc")
    assert [summary["name"] for summary in admin.summaries()] == ["abc", "abc"]
    assert admin.send("GET", "/mocks?session=abc").status == 404
    assert admin.message("PUT", "/sessions", body='{"id": "x", "name": "y"}') == (
        400,
        "code=415, message=Unsupported Media Type",
    )


def test_locked_mocks_survive(admin: AdminPort, port: MockPort) -> None:
    admin.upload(hit("{path: /kept}"))
    mock_id = admin.mock_id()
    port.get("/kept")
    admin.json("POST", "/mocks/lock", body=[mock_id])
    admin.begin("next")
    old, new = admin.sessions()
    assert [mock["state"]["id"] for mock in old["mocks"] + new["mocks"]] == [mock_id, mock_id]
    assert [mock["state"]["times_count"] for mock in old["mocks"] + new["mocks"]] == [1, 0]
    admin.json("POST", "/reset")
    assert [summary["name"] for summary in admin.summaries()] == ["Session #1"]
    admin.upload(hit("{path: /above}"), "?reset=true")
    assert [mock["request"]["path"]["value"] for mock in admin.mocks()] == ["/above", "/kept"]
    assert admin.json("DELETE", f"/mocks/{mock_id}") == {"message": "Mock deleted successfully"}


def test_edits_are_for_sessions_without_calls(admin: AdminPort, port: MockPort) -> None:
    admin.upload("[{request: {path: /1}, response: {}}, {request: {path: /2}, response: {}}]")
    mock_id, edited = admin.mock_id(1), [{"request": {"path": "/edited"}, "response": {}}]
    admin.json("PUT", f"/mocks/{mock_id}", body=edited)
    assert [mock["request"]["path"]["value"] for mock in admin.mocks()] == ["/2", "/edited"]
    port.get("/2")
    admin.history(1)
    refused = admin.send("PUT", f"/mocks/{mock_id}", f"Content-Type: {JSON_TYPE}", body=json.dumps(edited))
    assert refused.status == 409
    admin.json("DELETE", "/history")
    admin.json("PUT", f"/mocks/{mock_id}", body=edited)
    assert admin.counts() == [0, 0]


def test_answers_that_cannot_be_written_are_not_recorded(admin: AdminPort, port: MockPort) -> None:
    admin.upload(
        "- {request: {path: /204}, response: {status: 204, body: b}}\n"
        "- {request: {path: /99}, response: {status: 99}}\n"
        "- {request: {path: /0}, response: {status: 0}}\n"
    )
    assert port.statuses(get("/204"), get("/99"), get("/0")) == [204, 500, 200]
    assert [entry["request"]["path"] for entry in admin.history(1)] == ["/0"]
    assert admin.counts() == [1, 1, 1]
    assert admin.mocks()[0]["response"]["status"] == 200


def test_a_proxy_sorts_the_query_and_needs_a_scheme(admin: AdminPort, port: MockPort, upstream: Any) -> None:
    admin.upload_json([{"request": {"path": "/up"}, "proxy": {"host": upstream.url}}])
    assert port.get("/up?z=1&a=2&a=1&e=%20x+y").status == 200
    assert upstream.seen.requests[0]["request_line"] == "GET /up?a=2&a=1&e=+x+y&z=1 HTTP/1.1"
    admin.upload("[{request: {path: /zz}, proxy: {host: '127.0.0.1:9'}}]")
    answer = port.get("/zz")
    assert answer.status == 602
    assert 'parse "127.0.0.1:9/zz": first path segment in URL cannot contain colon' in told(answer)["message"]


def test_the_host_is_that_of_the_absolute_form(admin: AdminPort, base: MockPort) -> None:
    admin.upload(hit("{headers: {Host: example.test}}"))
    assert base.send(get("http://example.test/fp", "Host: ignored.test")).status == 200
    assert base.send(get("http://other.test/fp", "Host: example.test")).status == 666
    assert admin.history(2)[0]["request"]["headers"]["Host"] == ["example.test"]


def test_the_state_of_an_upload_is_thrown_away(admin: AdminPort) -> None:
    state = "{id: mine, times_count: 5, locked: true}"
    admin.upload(f"[{{response: {{}}, state: {state}, nonsense: 1}}]")
    found = admin.mocks()[0]["state"]
    assert (found["id"] == "mine", found["times_count"], found["locked"]) == (False, 0, False)
    assert admin.send("POST", "/mocks").status == 200


class TestSeenLater:
    """Finer points."""

    def test_one_illegal_character_escapes_the_whole_path_anew(
        self, admin: AdminPort, port: MockPort
    ) -> None:
        for sent, seen in (("/a{b}%2Fc", "/a%7Bb%7D/c"), ("/{x}/%7Eu", "/%7Bx%7D/~u")):
            admin.upload(hit(f"{{path: '{seen}'}}"), "?reset=true")
            assert port.texts(sent) == ["hit"]
            assert admin.history(1)[-1]["request"]["path"] == seen

    def test_null_is_the_empty_text_in_json_and_present_in_yaml(
        self, admin: AdminPort, port: MockPort
    ) -> None:
        admin.upload_json([{"request": {"query_params": {"a": None}}, "response": {"body": "hit"}}])
        assert port.texts("/?a", "/?a=1") == ["hit", "666"]
        for present in ("~", "[]"):
            admin.upload(hit(f"{{query_params: {{a: {present}}}}}"), "?reset=true")
            assert port.texts("/?a=1") == ["hit"]

    def test_minus_zero_is_not_zero(self, admin: AdminPort, port: MockPort) -> None:
        admin.upload(hit("{body: {matcher: ShouldEqualJSON, value: '0'}}"))
        assert port.statuses(post("/", "0"), post("/", "-0")) == [200, 666]

    @pytest.mark.parametrize(
        ("content_type", "text", "status"),
        [
            ("application/xml", "[]", 400),
            ("text/xml", "[]", 400),
            ("multipart/form-data; boundary=x", "[]", 400),
            ("Application/JSON", "[]", 415),
            ("", "- response: {}", 200),
            (JSON_TYPE, '[{"response": {}}] text', 200),
            (YAML_TYPE, "%YAML 1.2\n---\n- response: {}\n", 400),
            (YAML_TYPE, "- response: {status: 200.0}", 200),
            (JSON_TYPE, '[{"response": {"status": 200.0}}]', 400),
        ],
    )
    def test_uploads(self, admin: AdminPort, content_type: str, text: str, status: int) -> None:
        assert admin.send("POST", "/mocks", f"Content-Type: {content_type}", body=text).status == status

    def test_renaming_with_a_form_or_with_nothing_finds_no_session(self, admin: AdminPort) -> None:
        assert admin.message("PUT", "/sessions", FORM, body="id=x") == (404, "session not found")
        assert admin.message("PUT", "/sessions") == (404, "session not found")

    def test_clearing_the_history_begins_a_session_and_a_reset_leaves_none(self, admin: AdminPort) -> None:
        assert admin.json("DELETE", "/history") == []
        assert [summary["name"] for summary in admin.summaries()] == ["Session #1"]
        admin.json("POST", "/reset")
        assert admin.summaries() == []

    def test_options_and_accept(self, admin: AdminPort) -> None:
        assert admin.send("OPTIONS", "/mocks").status == 204
        answer = admin.send("GET", "/mocks", "Accept: application/X-YAML")
        assert (answer.header("Content-Type"), answer.body) == (YAML_TYPE, b"[]\n")

    def test_answers(self, admin: AdminPort, port: MockPort) -> None:
        headers = r'{Content-Encoding: x, "a b": c, "d:e": f, G: "h\ni"}'
        admin.upload(f"[{{response: {{headers: {headers}, body: text}}}}]")
        lines = {
            name: value for name, value in port.get("/").headers if name not in {"Date", "Content-Length"}
        }
        assert lines == {"Content-Encoding": "x", "G": "h i"}

    def test_dotted_keys_of_a_form_are_out_of_reach(self, admin: AdminPort, port: MockPort) -> None:
        for path in ("a.b[0]", "[a.b][0]"):
            admin.upload(hit(f"{{body: {{'{path}': v}}}}"), "?reset=true")
            assert port.statuses(post("/", "a.b=v", FORM)) == [666]
