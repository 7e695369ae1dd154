"""BP5 of the best practices: mocks with tables, rows and fixtures are shown alike, and can be sent back."""

import json

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy

MOCKS = """\
data: {regions: {rows: {eu: {name: Europa}, us: {name: "☆ States"}}, default: {name: nowhere}}}
mocks:
- id: table
  request: {host: table.test, path_template: "/{id}"}
  response: {template: true, body: "{{ lookup('regions', request.path_params.id).name }}"}
- id: rows
  request: {host: rows.test}
  resource: {path_template: "/regions/{code}", data: regions, id: code, envelope: true}
- id: files
  fixtures: {host: files.test, templates: {users.j2: "{{ users }}, {{ lookup('regions', 'eu').name }}"}}
- id: turns
  request: {host: turns.test}
  sequence: {mode: cycle}
  responses: [{body: one}, {body: two}]
"""
ASKED = ["table.test/us", "table.test/zz", "rows.test/regions", "files.test/users/7", "turns.test/"]


@pytest.fixture
def served(start: Start) -> Smockproxy:
    return start("", "--unmatched", "refuse")


def add(served: Smockproxy, session: str, mocks: bytes) -> None:
    served.ask_admin(f"/api/v1/mocks?session={session}", method="POST", body=mocks)


def definitions(served: Smockproxy, session: str) -> bytes:
    """As JSON, in the order of their declaration."""
    mocks = served.ask_json(f"/api/v1/mocks?session={session}")["mocks"]
    return json.dumps([mock["definition"] for mock in reversed(mocks)]).encode()


def answers(served: Smockproxy, session: str) -> list[str]:
    named = ("-H", f"X-Smockproxy-Session: {session}")
    return [curl(served, f"http://{url}", *named).text for url in ASKED]


def test_bp5_definitions_are_the_same_bytes_each_time_and_mean_the_same(served: Smockproxy) -> None:
    add(served, "first", MOCKS.encode())
    written = definitions(served, "first")
    assert definitions(served, "first") == written
    add(served, "second", written)
    assert definitions(served, "second") == written
    told = answers(served, "first")
    assert told[:2] + told[3:] == ["☆ States", "nowhere", "7, Europa", "one"]
    assert json.loads(told[2])["total"] == 2
    assert answers(served, "second") == told
