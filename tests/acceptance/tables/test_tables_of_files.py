"""Tables in files beside the mocks, on the wire: read, looked up, reloaded, refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

CSV = 'id,name,age:int,admin:bool\n42,María José García-Rodríguez,36,true\n7,"Doe, ""J""",,false\n'
MOCKS = """\
data:
  users: {file: tables/users.csv, default: {name: nobody, status: 404}}
  plans: plans.yaml
  regions: tables/regions.json
  inline: [{code: a, value: 1}, {code: b, value: 2}]
mocks:
- request: {host: tables.test, path_template: "/users/{id}"}
  response:
    template: true
    status: "{{ lookup('users', request.path_params.id).status or 200 }}"
    headers: {Content-Type: application/json}
    body: "{{ lookup('users', request.path_params.id) | tojson }}"
- request: {host: tables.test, path_template: "/plans/{id}"}
  dynamic_response:
    engine: lua
    script: |
      return {body = to_json(lookup("plans", request.path_params.id))}
- request: {host: tables.test, path_template: "/regions/{id}"}
  dynamic_response:
    engine: javascript
    script: |
      return {body: {region: lookup("regions", req.pathParams.id), all: rows("regions").length}};
- request: {host: tables.test, path_template: "/inline/{id}"}
  dynamic_response:
    engine: go_template
    script: |
      body: '{{ lookup "inline" request.path_params.id "value" }}'
- request: {host: tables.test, path: /names}
  dynamic_response:
    engine: python
    script: return 200, [user["name"] for user in rows("users")]
- request: {host: tables.test, path: /loop}
  response: {template: true, body: "{% for user in rows('users') %}{{ user.id }};{% endfor %}"}
- request: {host: tables.test, path: /typo}
  response: {template: true, body: "{{ lookup('us' ~ 'res', 1) }}"}
"""
FILES = {
    "mocks.yml": MOCKS,
    "tables/users.csv": "\ufeff" + CSV,
    "plans.yaml": "pro: {price: 9.50, since: 2026-01-01}\nfree: {price: 0}\n",
    "tables/regions.json": '[{"id": "eu", "name": "Europe"}, {"id": "us", "name": "States"}]',
}
ADA = {"id": "42", "name": "María José García-Rodríguez", "age": 36, "admin": True}


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    return start_for_module(FILES, "--unmatched", "refuse")


def asked(served: Smockproxy, path: str, scheme: str = "http") -> str:
    answer = curl(served, f"{scheme}://tables.test{path}")
    assert answer.status == 200
    return answer.text


def test_no_file_of_a_table_is_taken_for_mocks(served: Smockproxy) -> None:
    assert served.problems() == []
    assert len(served.ask_json("/api/v1/mocks")["mocks"]) == 7


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_bp9_the_row_is_chosen_by_the_request(served: Smockproxy, scheme: str) -> None:
    assert json.loads(asked(served, "/users/42", scheme)) == ADA
    assert json.loads(asked(served, "/users/7", scheme)) == {
        "id": "7",
        "name": 'Doe, "J"',
        "age": None,
        "admin": False,
    }


def test_bp9_an_unknown_key_gets_the_default(served: Smockproxy) -> None:
    answer = curl(served, "http://tables.test/users/43")
    assert (answer.status, answer.json) == (404, {"name": "nobody", "status": 404})


def test_a_table_in_yaml_in_json_and_on_the_spot(served: Smockproxy) -> None:
    assert json.loads(asked(served, "/plans/pro")) == {"price": 9.5, "since": "2026-01-01"}
    assert asked(served, "/plans/none") == "null"
    assert json.loads(asked(served, "/regions/us")) == {"region": {"id": "us", "name": "States"}, "all": 2}
    assert asked(served, "/inline/b") == "2"


def test_all_rows_in_their_order(served: Smockproxy) -> None:
    assert json.loads(asked(served, "/names")) == [ADA["name"], 'Doe, "J"']
    assert asked(served, "/loop") == "42;7;"


def test_a_table_that_there_is_not(served: Smockproxy) -> None:
    answer = curl(served, "http://tables.test/typo")
    assert answer.status == 601
    assert "usres" not in answer.text
    assert 'did you mean "users"?' in served.await_entry("/typo")["error"]


def test_many_clients_at_once(served: Smockproxy) -> None:
    paths = ["/users/42", "/plans/pro", "/regions/eu", "/inline/a", "/names"] * 8
    with ThreadPoolExecutor(16) as clients:
        answers = list(clients.map(lambda path: (path, asked(served, path)), paths))
    assert len(set(answers)) == 5


def test_a_named_session_sees_the_same(served: Smockproxy) -> None:
    answer = curl(served, "http://tables.test/users/42", "-H", "X-Smockproxy-Session: other")
    assert answer.json == ADA


def test_by_the_api_the_rows_come_along(served: Smockproxy) -> None:
    mocks = {
        "data": {"words": {"rows": {"yes": "ja", "no": "nein"}, "default": "?"}},
        "mocks": [
            {
                "request": {"host": "api.test", "path_template": "/{word}"},
                "response": {"template": True, "body": "{{ lookup('words', request.path_params.word) }}"},
            }
        ],
    }
    served.ask_admin(
        "/api/v1/mocks", method="POST", body=json.dumps(mocks).encode(), Content_Type="application/json"
    )
    assert curl(served, "http://api.test/no").text == "nein"
    assert curl(served, "http://api.test/perhaps").text == "?"


def test_by_the_api_no_file_is_read(served: Smockproxy) -> None:
    body = b"data: {a: /etc/passwd}\nmocks: []\n"
    with pytest.raises(AssertionError, match="a file can only be named in a file of mocks"):
        served.ask_admin("/api/v1/mocks", method="POST", body=body, Content_Type="application/yaml")


def test_a_change_is_taken_and_a_broken_file_leaves_the_previous_rows(start: Start) -> None:
    served = start(FILES, "--unmatched", "refuse")
    served.write("tables/users.csv", CSV.replace("María", "Maria"))
    wait_until(lambda: "Maria" in asked(served, "/users/42"), "the new row")
    served.write("tables/users.csv", CSV.replace("36", "old"))
    (problem,) = wait_until(served.problems, "the problem")
    assert problem["message"] == 'tables/users.csv:2: age: expected a whole number, found "old"'
    assert problem["line"] == 2
    assert "Maria" in asked(served, "/users/42")
    served.write("tables/users.csv", CSV.replace("36", "37"))
    wait_until(lambda: '"age":37' in asked(served, "/users/42"), "the mended row")
    assert served.problems() == []


@pytest.mark.parametrize("kept_by", ["--sessions-dir", "--persistence-directory"])
def test_rows_of_the_api_are_there_after_a_restart(start: Start, tmp_path: Path, kept_by: str) -> None:
    served = start("", "--unmatched", "refuse", kept_by, str(tmp_path / "kept"))
    mocks = """\
data: {words: {rows: {yes: ja, no: nein}, default: "?"}}
mocks:
- request: {host: api.test, path_template: "/{word}"}
  response: {template: true, body: "{{ lookup('words', request.path_params.word) }}"}
"""
    served.ask_admin("/api/v1/mocks", method="POST", body=mocks.encode(), Content_Type="application/yaml")
    assert curl(served, "http://api.test/no").text == "nein"
    served.stop()
    served.start()
    assert curl(served, "http://api.test/yes").text == "ja"
