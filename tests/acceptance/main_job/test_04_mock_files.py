"""Point 4: Smocker's format over the wire, ours on top, and the order of mocks."""

import time

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import Answer, curl, run_curl
from tests.acceptance.harness.process import Smockproxy, StartError
from tests.acceptance.harness.raw import RawConnection

MATCHING = r"""
- request: {method: get, path: /method-as-sent}
  response: {body: lower}
- request: {path: {matcher: ShouldMatch, value: /us}}
  response: {body: regexp}
- request: {path: "  /trimmed  "}
  response: {body: trimmed}
- request: {path: {matcher: ShouldStartWith, value: /starts/}, method: PUT}
  response: {body: starts}
- request: {path: /query, query_params: {foo: [bar, baz]}}
  response: {body: two values}
- request: {path: /query-one, query_params: {foo: bar}}
  response: {body: one value}
- request: {path: /query-any, query_params: {foo: null}}
  response: {body: present}
- request: {path: /header, headers: {x-foo: bar, X-Also: {matcher: ShouldContainSubstring, value: mid}}}
  response: {body: header}
- request: {path: /number, headers: {X-Version: 1.50}}
  response: {body: source text}
- request: {path: /whole, body: {matcher: ShouldContainSubstring, value: needle}}
  response: {body: whole}
- request: {path: /json, body: {matcher: ShouldEqualJSON, value: '{"a": 1, "b": [1, 2]}'}}
  response: {body: json}
- request: {path: /paths, body: {"foo.bar[0].baz": v, n: 1}}
  response: {body: paths}
- request: {path: /form, body: {"key[0]": v, "key[1]": w}}
  response: {body: form}
- request: {path: /empty, body: {matcher: ShouldBeEmpty}}
  response: {body: no body}
- request: {path: /not, query_params: {foo: {matcher: ShouldNotEqual, value: x}}}
  response: {body: not}
"""

HITS = [
    ("/api/users", [], "regexp"),
    ("/trimmed?x=1", [], "trimmed"),
    ("/starts/here", ["-X", "PUT"], "starts"),
    ("/query?foo=bar&foo=baz", [], "two values"),
    ("/query?foo=baz&foo=q&foo=bar", [], "two values"),
    ("/query-one?foo=bar&foo=baz", [], "one value"),
    ("/query-any?foo", [], "present"),
    ("/header", ["-H", "X-FOO: bar", "-H", "x-also: amidst"], "header"),
    ("/header", ["-H", "X-FOO: baz", "-H", "X-FOO: bar", "-H", "x-also: amidst"], "header"),
    ("/number", ["-H", "X-Version: 1.50"], "source text"),
    ("/whole", ["--data-binary", "a needle in hay"], "whole"),
    ("/json", ["--data-binary", '{"b": [1.0, 2], "a": 1}'], "json"),
    (
        "/paths",
        ["-H", "Content-Type:", "--data-binary", '{"foo": {"bar": [{"baz": "v"}]}, "n": 1.0}'],
        "paths",
    ),
    ("/form", ["--data", "key=v&key=w"], "form"),
    ("/empty", [], "no body"),
    ("/not?foo=x&foo=y", [], "not"),
]
MISSES = [
    ("/method-as-sent", []),
    ("/trimmed/", []),
    ("//trimmed", []),
    ("/%74rimmed", []),
    ("/starts/here", []),
    ("/query?foo=bar&foo=bar", []),
    ("/query?foo=bar", []),
    ("/query-one?Foo=bar", []),
    ("/query-any", []),
    ("/header", ["-H", "X-FOO: BAR", "-H", "x-also: amidst"]),
    ("/header", ["-H", "X-FOO: bar"]),
    ("/number", ["-H", "X-Version: 1.5"]),
    ("/whole", ["--data-binary", "only hay"]),
    ("/json", ["--data-binary", '{"a": 1, "b": [2, 1]}']),
    ("/json", ["--data-binary", '{"a": 1, "b": [1, 2], "c": 3}']),
    ("/paths", ["-H", "Content-Type:", "--data-binary", "[]"]),
    ("/paths", ["--data-binary", '{"foo": {"bar": [{"baz": "v"}]}, "n": 1.0}']),
    (
        "/form",
        ["--data", "key=v&key=w", "-H", "Content-Type: application/x-www-form-urlencoded; charset=utf-8"],
    ),
    ("/empty", ["--data-binary", "some"]),
    ("/not", []),
    ("/not?foo=x", []),
]

ANSWERS = r"""
- request: {path: /status}
  response: {status: 418, headers: {x-lower-CASE: v, X-Many: [one, two], X-Number: 12}, body: "tea\n"}
- request: {path: /ours}
  response: {status: 202, json: {name: grüße, list: [1, 1.5, null, true]}}
- request: {path: /typed}
  response: {headers: {Content-Type: application/hal+json}, json: []}
- request: {path: /binary}
  response: {body: !!binary iVBORw0KGgo=}
- request: {path: /odd-status}
  response: {status: 799, body: odd}
- request: {path: /delayed}
  response: {delay: 300ms, body: late}
- request: {path: /random-delay}
  response: {delay: {min: 100ms, max: 200ms}, body: late}
- request: {path: /booleans, headers: {X-Flag: no}}
  response: {headers: {X-Flag: on}, body: yes}
- request: {path: /large}
  response: {body: &large LARGE}
"""


@pytest.fixture(scope="module")
def matching(start_for_module: Start) -> Smockproxy:
    return start_for_module(MATCHING, "--unmatched", "refuse")


@pytest.fixture(scope="module")
def answering(start_for_module: Start) -> Smockproxy:
    return start_for_module(ANSWERS.replace("LARGE", "x" * 3_000_000), "--unmatched", "refuse")


@pytest.mark.parametrize(("target", "arguments", "body"), HITS)
def test_request_matches(matching: Smockproxy, target: str, arguments: list[str], body: str) -> None:
    answer = run_curl(f"{matching.proxy}{target}", *arguments)

    assert (answer.status, answer.text) == (200, body)


@pytest.mark.parametrize(("target", "arguments"), MISSES)
def test_request_does_not_match(matching: Smockproxy, target: str, arguments: list[str]) -> None:
    assert run_curl(f"{matching.proxy}{target}", "--path-as-is", *arguments).status == 666


def test_method_is_compared_as_sent(matching: Smockproxy) -> None:
    assert run_curl(f"{matching.proxy}/method-as-sent", "-X", "get").text == "lower"
    assert curl(matching, "https://a.test/method-as-sent", "-X", "get").text == "lower"


def test_status_headers_and_body_go_out_as_written(answering: Smockproxy) -> None:
    with RawConnection(answering.proxy) as connection:
        connection.ask("GET /status HTTP/1.1\nHost: a.test")
        answer = connection.read_answer()

    assert (answer.status, answer.body) == (418, b"tea\n")
    assert ("x-lower-CASE", "v") in answer.headers
    assert [value for name, value in answer.headers if name == "X-Many"] == ["one", "two"]
    assert ("X-Number", "12") in answer.headers
    assert answer.header("Content-Length") == "4"
    assert answer.header("Content-Type") == "text/plain; charset=utf-8"
    assert answer.header("Date")


def test_a_json_answer(answering: Smockproxy) -> None:
    answer = run_curl(f"{answering.proxy}/ours")

    assert (answer.status, answer.json) == (202, {"name": "grüße", "list": [1, 1.5, None, True]})
    assert answer.headers["Content-Type"].startswith("application/json")
    assert run_curl(f"{answering.proxy}/typed").headers["Content-Type"] == "application/hal+json"


def test_binary_and_large_bodies(answering: Smockproxy) -> None:
    assert run_curl(f"{answering.proxy}/binary").body == bytes.fromhex("89504e470d0a1a0a")
    assert len(curl(answering, "https://a.test/large").body) == 3_000_000
    assert len(run_curl(f"{answering.proxy}/large").body) == 3_000_000


def test_any_status_from_100_to_999(answering: Smockproxy) -> None:
    assert curl(answering, "https://a.test/odd-status", "--http2").status == 799
    assert run_curl(f"{answering.proxy}/odd-status").status == 799


def test_yaml_booleans_are_those_of_yaml_1_2(answering: Smockproxy) -> None:
    answer = run_curl(f"{answering.proxy}/booleans", "-H", "X-Flag: no")

    assert (answer.headers["X-Flag"], answer.text) == ("on", "yes")


def took(smockproxy: Smockproxy, path: str) -> float:
    start = time.monotonic()
    assert run_curl(f"{smockproxy.proxy}{path}").text == "late"
    return time.monotonic() - start


def test_delays(answering: Smockproxy) -> None:
    assert 0.3 <= took(answering, "/delayed") < 1.0
    assert 0.1 <= took(answering, "/random-delay") < 0.8


ORDER = """\
- request: {path: /order}
  response: {body: first}
- request: {path: /order}
  response: {body: last}
- request: {path: /priority}
  priority: 1
  response: {body: high}
- request: {path: /priority}
  response: {body: low}
- request: {path: /times}
  response: {body: fallback}
- request: {path: /times}
  context: {times: 2}
  response: {body: limited}
- request: {path: /used-up}
  context: {times: 1}
  response: {body: once}
- request: {path: /disabled}
  enabled: false
  response: {body: off}
"""
DEFAULTS = """\
defaults:
  request: {host: defaults.test}
  response: {status: 203, headers: {X-From: defaults}}
mocks:
  - request: {path: /plain}
    response: {body: plain}
  - request: {path: /own}
    response: {status: 204, headers: {X-Own: "yes"}}
"""
FILES = {
    "b/one.yml": "- {request: {path: /files}, response: {body: b}}",
    "a/two.yaml": "- {request: {path: /files}, response: {body: a}}",
    "c.json": '[{"request": {"path": "/json-file"}, "response": {"body": "from json"}}]',
    "mocks.yml": ORDER,
    "z-defaults.yml": DEFAULTS,
    ".hidden.yml": "- {request: {path: /files}, response: {body: hidden}}",
    "notes.txt": "not a mock: [",
    "b/one.yml~": "- {request: {path: /files}, response: {body: backup}}",
}


@pytest.fixture(scope="module")
def ordered(start_for_module: Start) -> Smockproxy:
    return start_for_module(FILES, "--unmatched", "refuse")


@pytest.fixture
def fresh(ordered: Smockproxy) -> Smockproxy:
    ordered.reset()
    return ordered


def ask(smockproxy: Smockproxy, path: str) -> Answer:
    return run_curl(f"{smockproxy.proxy}{path}")


def test_last_declared_wins_unless_priority_says_otherwise(fresh: Smockproxy) -> None:
    assert ask(fresh, "/order").text == "last"
    assert ask(fresh, "/priority").text == "high"
    assert ask(fresh, "/disabled").status == 666


def test_files_are_read_recursively_in_sorted_order(fresh: Smockproxy) -> None:
    assert ask(fresh, "/files").text == "b"
    assert ask(fresh, "/json-file").text == "from json"


def test_times_falls_through_to_an_older_mock(fresh: Smockproxy) -> None:
    assert [ask(fresh, "/times").text for _ in range(4)] == ["limited", "limited", "fallback", "fallback"]


def test_times_used_up_is_refused_with_the_mock(fresh: Smockproxy) -> None:
    assert ask(fresh, "/used-up").text == "once"
    refused = ask(fresh, "/used-up")

    assert refused.status == 666
    assert refused.json["message"] == "Matching mock found but was exceeded"
    assert [mock["request"]["path"]["value"] for mock in refused.json["nearest"]] == ["/used-up"]


def test_reset_puts_counts_back(fresh: Smockproxy) -> None:
    assert [ask(fresh, "/used-up").status for _ in range(2)] == [200, 666]
    fresh.reset()
    assert ask(fresh, "/used-up").status == 200


def test_a_hundred_parallel_calls_use_a_limit_exactly(fresh: Smockproxy) -> None:
    targets = [f"{fresh.proxy}/used-up?{number}" for number in range(40)]
    config = "\n".join(f'url = "{target}"\noutput = /dev/null' for target in targets)
    statuses = run_curl_parallel(config)

    assert sorted(statuses) == ["200", *["666"] * 39]


def run_curl_parallel(config: str) -> list[str]:
    arguments = ["-w", "%{stdout}%{http_code}\n", "--parallel", "--parallel-max", "40", "-K", "-"]
    return run_curl(*arguments, stdin=config.encode()).text.split()


def test_defaults_are_merged_under_each_mock(fresh: Smockproxy) -> None:
    plain = curl(fresh, "https://defaults.test/plain")
    own = curl(fresh, "http://defaults.test/own")

    assert (plain.status, plain.headers["x-from"]) == (203, "defaults")
    assert (own.status, own.headers["X-From"], own.headers["X-Own"]) == (204, "defaults", "yes")
    assert ask(fresh, "/plain").status == 666


def test_mocks_by_the_api_are_above_the_files(fresh: Smockproxy) -> None:
    fresh.upload("- {request: {path: /order}, response: {body: from the API}}")
    assert ask(fresh, "/order").text == "from the API"
    assert ask(fresh, "/priority").text == "high"
    fresh.reset()
    assert ask(fresh, "/order").text == "last"


@pytest.mark.parametrize(
    ("mock", "complaint"),
    [
        ("- {request: {path: /a}, respons: {body: hi}}", "response"),
        ("- {request: {path: {matcher: ShouldMach, value: /a}}, response: {body: hi}}", "ShouldMatch"),
        ("- {request: {path: /a}, response: {body: hi, delay: 10 ms}}", "delay"),
        ("- request: [\n", "mocks.yml:"),
    ],
)
def test_a_bad_file_stops_the_start(start: Start, mock: str, complaint: str) -> None:
    with pytest.raises(StartError, match="ended with 3") as failure:
        start(mock)
    assert "mocks.yml:1:" in str(failure.value) or "mocks.yml:2:" in str(failure.value)
    assert complaint in str(failure.value)


def test_ignore_problems_starts_without_the_bad_file(start: Start) -> None:
    files = {"bad.yml": "- request: [", "good.yml": "- {request: {path: /good}, response: {body: hi}}"}
    smockproxy = start(files, "--ignore-problems")

    assert ask(smockproxy, "/good").text == "hi"
    assert any("bad.yml" in str(problem) for problem in smockproxy.problems())
