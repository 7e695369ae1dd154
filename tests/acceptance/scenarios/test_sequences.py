"""Sequences through a real process: one mock, several answers, one a use."""

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy

CLIENTS = 11
CALLS = 99

MOCKS = """
defaults: {request: {host: turns.test}, response: {headers: {X-Default: "yes"}}}
mocks:
  - request: {path: /order}
    responses: [{status: 503}, {status: 503, headers: {Retry-After: "1"}}, {body: ok}]
  - request: {path: /cycle}
    responses: [{body: one}, {status: 503, body: two}, {json: {three: 3}}]
    sequence: {mode: cycle}
  - request: {path: /ends}
    response: {body: below}
  - request: {path: /ends}
    responses: [{body: one}, {body: two}]
    sequence: {when_used_up: miss}
  - request: {path: /again}
    responses: [{body: one}, {body: two}]
    sequence: {when_used_up: cycle}
  - request: {path: /random}
    responses: [{body: a}, {body: b}, {body: c}]
    sequence: {mode: random}
  - request: {path: /weighted}
    responses: [{body: often, weight: 3}, {body: seldom}, {body: never, weight: 0}]
    sequence: {mode: weighted}
  - request: {path: /templates}
    responses:
      - {template: true, body: "one {{ state.incr('one') }}"}
      - template: true
        body: "{{ 'two' if request.headers['x-fine'] else 1 // 0 }}"
      - {body: three}
    sequence: {mode: cycle}
"""


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    return start_for_module(MOCKS, "--unmatched", "refuse", "--seed", "7")


@pytest.fixture
def smockproxy(served: Smockproxy) -> Smockproxy:
    served.reset()
    return served


@pytest.fixture
def client(smockproxy: Smockproxy) -> Iterator[httpx.Client]:
    with httpx_client(smockproxy) as client:
        yield client


def texts(client: httpx.Client, path: str, count: int, **headers: str) -> list[str]:
    return [client.get(f"http://turns.test{path}", headers=headers).text for _ in range(count)]


def in_parallel(smockproxy: Smockproxy, path: str, *, fails: bool = False) -> Counter[tuple[int, str]]:
    """What so many calls get at once, half of them over https; with `fails`, half say that they are fine."""

    def one(number: int) -> list[tuple[int, str]]:
        with httpx_client(smockproxy) as client:
            return [ask(client, number + call) for call in range(CALLS // CLIENTS)]

    def ask(client: httpx.Client, number: int) -> tuple[int, str]:
        url = f"{'https' if number % 2 else 'http'}://turns.test{path}"
        while True:
            is_fine = not fails or number % 4 < 2
            answer = client.get(url, headers={"X-Fine": "1"} if is_fine else {})
            if answer.status_code != 601:
                return answer.status_code, answer.text
            number += 2  # one that failed is asked once more, in another way

    with ThreadPoolExecutor(CLIENTS) as threads:
        return Counter(answer for answers in threads.map(one, range(CLIENTS)) for answer in answers)


def test_in_order_the_last_is_repeated(client: httpx.Client) -> None:
    answers = [client.get("http://turns.test/order") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [503, 503, 200, 200, 200]
    assert answers[1].headers["retry-after"] == "1"
    assert {answer.headers["x-default"] for answer in answers} == {"yes"}


def test_mk3_a_cycle(client: httpx.Client) -> None:
    answers = [client.get("http://turns.test/cycle") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 503, 200, 200]
    assert answers[2].json() == {"three": 3}
    assert answers[3].text == "one"


def test_ms6_one_two_three_one(client: httpx.Client) -> None:
    assert texts(client, "/cycle", 4) == ["one", "two", '{"three":3}', "one"]


def test_a_sequence_that_is_used_up_is_passed_over(smockproxy: Smockproxy, client: httpx.Client) -> None:
    assert texts(client, "/ends", 4) == ["one", "two", "below", "below"]
    trace = smockproxy.ask_json(f"/api/v1/history/{smockproxy.entries('/ends')[-1]['id']}/trace")
    assert "used up" in json.dumps(trace)


def test_in_order_and_again(client: httpx.Client) -> None:
    assert texts(client, "/again", 5) == ["one", "two", "one", "two", "one"]


def test_random_and_weighted_answers_repeat_with_the_seed(
    smockproxy: Smockproxy, client: httpx.Client
) -> None:
    first = [texts(client, path, 40) for path in ("/random", "/weighted")]
    smockproxy.reset()
    assert [texts(client, path, 40) for path in ("/random", "/weighted")] == first
    drawn, weighted = map(Counter, first)
    assert set(drawn) == {"a", "b", "c"}
    assert set(weighted) == {"often", "seldom"}
    assert weighted["often"] > weighted["seldom"]


def test_99_parallel_calls_on_a_cycle_of_three(smockproxy: Smockproxy) -> None:
    found = in_parallel(smockproxy, "/cycle")
    assert found == {(200, "one"): 33, (503, "two"): 33, (200, '{"three":3}'): 33}


def test_the_numbers_of_scripts_that_failed_are_taken_again(smockproxy: Smockproxy) -> None:
    found = in_parallel(smockproxy, "/templates", fails=True)
    kinds = Counter(text.split()[0] for _, text in found.elements())
    assert kinds == {"one": 33, "two": 33, "three": 33}
    assert {text for _, text in found if text.startswith("one")} == {f"one {n}" for n in range(1, 34)}
    (mock,) = [
        each for each in smockproxy.ask_json("/api/v1/mocks")["mocks"] if "/templates" in json.dumps(each)
    ]
    assert mock["times_count"] == CALLS


def test_each_session_has_a_cursor_of_its_own(client: httpx.Client) -> None:
    named = [texts(client, "/cycle", 1, **{"X-Smockproxy-Session": name}) for name in ("a", "a", "b")]
    assert named == [["one"], ["two"], ["one"]]


def test_a_reset_puts_the_cursor_back(smockproxy: Smockproxy, client: httpx.Client) -> None:
    assert texts(client, "/cycle", 2) == ["one", "two"]
    smockproxy.reset()
    assert texts(client, "/cycle", 1) == ["one"]


def test_a_reload_of_another_mock_leaves_the_cursor(smockproxy: Smockproxy, client: httpx.Client) -> None:
    assert texts(client, "/cycle", 1) == ["one"]
    smockproxy.write("more.yml", "- {request: {host: turns.test, path: /more}, response: {}}")
    while client.get("http://turns.test/more").status_code == 666:
        pass
    assert texts(client, "/cycle", 1) == ["two"]


def test_those_of_the_api_can_be_uploaded_again(smockproxy: Smockproxy, client: httpx.Client) -> None:
    responses = "[{body: a, delay: 1ms}, {body: b}]"
    smockproxy.upload(f"- {{request: {{host: api.test}}, responses: {responses}, sequence: {{mode: cycle}}}}")
    assert [client.get("http://api.test/").text for _ in range(3)] == ["a", "b", "a"]
    (shown,) = smockproxy.ask_json("/mocks")
    assert [each["body"] for each in shown["responses"]] == ["a", "b"]
    smockproxy.reset()
    body = json.dumps([shown]).encode()
    smockproxy.ask_admin("/mocks", method="POST", body=body, Content_Type="application/json")
    assert [client.get("http://api.test/").text for _ in range(3)] == ["a", "b", "a"]


def test_problems_have_their_line_and_the_nearest_word(start: Start) -> None:
    smockproxy = start(
        {"bad.yml": "- responses: [{body: a}]\n  sequence: {mode: cicle}\n"}, "--ignore-problems"
    )
    (problem,) = smockproxy.problems()
    assert (problem["line"], problem["hint"]) == (2, 'did you mean "cycle"?')


def test_cursors_outlive_the_process(start: Start, tmp_path: Path) -> None:
    smockproxy = start(MOCKS, "--sessions-dir", str(tmp_path / "kept"))
    with httpx_client(smockproxy) as client:
        assert texts(client, "/cycle", 1) == ["one"]
    smockproxy.stop()
    smockproxy.ready_file.unlink(missing_ok=True)
    smockproxy.start()
    with httpx_client(smockproxy) as client:
        assert texts(client, "/cycle", 1) == ["two"]
