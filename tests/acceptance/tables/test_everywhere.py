"""Wherever a template stands it may ask the tables of its file: sequences, fixtures, patches."""

import json

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream

USERS = [{"id": f"{number}", "name": f"User {number}"} for number in range(50_000)]
MOCKS = """\
data: {users: big/users.json}
fixtures: {host: fixtures.test, root: templates/}
mocks:
- request: {host: sequence.test}
  responses: [{body: one}, {template: true, body: "{{ lookup('users', 2, 'name') }}"}]
- request: {host: 127.0.0.1, path: /binary}
  proxy: {patch: {template: "{{ lookup('users', 3, 'name') }}"}}
- request: {host: javascript.test, path_template: "/{id}"}
  dynamic_response: {engine: javascript, script: 'return {body: lookup("users", req.pathParams.id).name};'}
- request: {host: python.test, path_template: "/{id}"}
  dynamic_response: {engine: python, script: 'return 200, lookup("users", request.path_params.id, "name")'}
- request: {host: all.test}
  dynamic_response: {engine: javascript, script: 'return {body: String(rows("users").length)};'}
"""


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    files = {
        "mocks.yml": MOCKS,
        "big/users.json": json.dumps(USERS),
        "templates/orders.j2": '{"buyer": "{{ lookup("users", 1, "name") }}"}',
    }
    return start_for_module(files, "--unmatched", "refuse", "--script-memory", str(4 * 1024 * 1024))


def test_in_a_sequence(served: Smockproxy) -> None:
    assert [curl(served, "http://sequence.test/").text for _ in range(2)] == ["one", "User 2"]


def test_in_a_fixture(served: Smockproxy) -> None:
    assert curl(served, "http://fixtures.test/orders").json == {"buyer": "User 1"}


def test_in_a_patch_of_a_live_answer(served: Smockproxy, upstream: HttpUpstream) -> None:
    assert curl(served, f"{upstream.url}/binary").text == "User 3"


def test_50_000_rows_are_not_counted_as_the_scripts_memory(served: Smockproxy) -> None:
    for engine in ("python", "javascript"):
        answers = [curl(served, f"http://{engine}.test/{number}") for number in (0, 49_999, 1)]
        assert [answer.text for answer in answers] == ["User 0", "User 49999", "User 1"]
    answer = curl(served, "http://all.test/")
    assert answer.status == 601
    assert "rows('users'): its 50,000 rows take more memory" in served.await_entry("all.test")["error"]
