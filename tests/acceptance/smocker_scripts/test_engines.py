"""Smocker's engines in a running smockproxy: answers, failures, what its history says, what is counted."""

import json
from dataclasses import replace

from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker_scripts.cases import (
    ANSWERS,
    BODILESS,
    DELAYS,
    FAILURES,
    PANICS,
    UNWRITABLE,
    WARNED,
    Case,
    each,
)
from tests.acceptance.smocker_scripts.served import Served

ADDED = ("date", "content-length", "content-type")
"""Headers that the server adds."""


@each(ANSWERS)
def test_an_answer(served: Served, case: Case) -> None:
    answer = served.ask(case)
    body = case.raw if case.raw is not None else case.body.replace("{way}", served.way).encode()
    assert (answer.status, answer.body) == (case.status, body)
    given: dict[str, list[str]] = {}
    for name, value in answer.headers:
        if name.lower() not in ADDED:
            given.setdefault(name, []).append(value)
    assert given == case.headers


@each(FAILURES)
def test_a_script_that_fails_is_a_601_with_smockers_text(served: Served, case: Case) -> None:
    answer = served.ask(case)
    told = json.loads(answer.body)
    assert (answer.status, set(told)) == (601, {"message", "request"})
    assert told["message"].startswith(case.message)
    assert told["request"]["path"] == served.path(case)
    (entry,) = wait_until(lambda: served.entries(case) or None, "an entry")
    assert (entry["response"]["status"], entry["context"]["mock_type"]) == (601, "dynamic")
    assert entry["context"]["mock_id"]
    if served.way != "file":
        assert served.uses(case) == 0


@each(PANICS)
def test_what_is_no_response_is_a_500_that_only_our_history_has(served: Served, case: Case) -> None:
    answer = served.ask(case)
    assert (answer.status, answer.body) == (500, b'{"message":"Internal Server Error"}\n')
    assert answer.header("Content-Type") == "application/json"
    (exchange,) = served.exchanges(case)
    assert (exchange["decision"], exchange["response"]["status"]) == ("failed", 500)
    assert served.entries(case) == []
    if served.way != "file":
        assert served.uses(case) == 0


@each(UNWRITABLE)
def test_a_status_that_no_server_can_write(served: Served, case: Case) -> None:
    answer = served.ask(case)
    assert (answer.status, answer.body) == (500, b'{"message":"Internal Server Error"}\n')
    for name, values in case.headers.items():
        assert [answer.header(name)] == values
    assert served.exchanges(case)[0]["response"]["status"] == 500
    assert served.entries(case) == []


@each(BODILESS)
def test_a_body_where_none_is_allowed_is_not_sent_and_not_in_smockers_history(
    served: Served, case: Case
) -> None:
    uses = 0 if served.way == "file" else served.uses(case)
    answer = served.ask(case)
    assert (answer.status, answer.body) == (case.status, b"")
    for name, values in case.headers.items():
        assert [answer.header(name)] == values
    assert served.exchanges(case)
    assert served.entries(case) == []
    assert served.way == "file" or served.uses(case) == uses + 1


@each([case for case in FAILURES if case.name == "lua-error"])
def test_a_failure_is_indented_on_request(served: Served, case: Case) -> None:
    told = served.ask(replace(case, query="pretty")).body.decode()
    assert told.startswith('{\n  "message": ')
    assert json.loads(told)["message"].startswith(case.message)


@each(DELAYS)
def test_a_delay(served: Served, case: Case) -> None:
    assert served.ask(case).body == case.body.encode()
    (entry,) = wait_until(lambda: served.entries(case) or None, "an entry")
    assert entry["context"]["delay"] == "80ms"
    assert served.way == "file" or served.uses(case) == 1


@each(WARNED)
def test_what_is_left_out_is_told_in_the_log(served: Served, case: Case) -> None:
    served.ask(case)
    for exchange in served.exchanges(case):
        assert [line.startswith("warning: ") for line in exchange["log"]] == [True]
