"""What operations really answer is what the types of their answers say."""

import pytest
from httpx import ASGITransport, AsyncClient
from jsonschema import Draft202012Validator

from smockproxy.admin.app import admin_app
from smockproxy.admin.openapi import document
from smockproxy.app.api.table import BY_NAME
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.history import Outcome
from smockproxy.core.http import Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Expected, Mock, Source
from smockproxy.core.problem import Problem
from smockproxy.core.responders import Fixed
from smockproxy.interop.formats import HAR, JSONL, by_name
from tests.unit.core.rowresources import resource_of
from tests.unit.exchanges import exchange, instance, several

OF_FILES = [
    Mock("hello-id", Fixed(Response()), times=3, source=Source("mocks/hello.yml", 3)),
    Mock(
        "near",
        Fixed(Response()),
        Conditions((OnField("path", equal("/helo")),)),
        source=Source("a.yml", 1),
        expected=Expected(at_least=1, at_most=2, rank=1),
    ),
    Mock("drop", Chaos((Fault(Disturbance.DROP),)), source=Source("a.yml", 7)),
    Mock("pets", resource_of(), Conditions((OnField("path", equal("/pets")),)), source=Source("a.yml", 9)),
]
CALLS = {
    "list_sessions": {},
    "get_session": {},
    "put_session": {"json": {"seed": 3}},
    "reset_session": {},
    "list_mocks": {},
    "add_mocks": {"json": [{"id": "new", "request": {"path": "/a"}, "response": {}}]},
    "get_mock": {},
    "replace_mock": {"json": {"response": {}}},
    "patch_mock": {"json": {"priority": 1}},
    "enable_mock": {},
    "disable_mock": {},
    "list_history": {},
    "get_exchange": {},
    "trace_exchange": {},
    "why": {"json": {"url": "http://hello.test/hellop"}},
    "verify": {"json": {"fail_on": ["unmatched", "unused"]}},
    "called": {"json": {"request": {"path": "/nope"}, "at_least": 1}},
    "wait": {"json": {"mock": "hello-id", "timeout": 0}},
    "get_report": {},
    "get_usage": {},
    "list_chaos": {},
    "add_chaos": {"json": {"id": "flaky", "preset": 503}},
    "enable_chaos": {},
    "disable_chaos": {},
    "list_routes": {},
    "set_route": {"json": {"host": "api.test", "to": "30%"}},
    "clear_routes": {},
    "get_clock": {},
    "set_clock": {"json": {"now": "now+2h"}},
    "advance_clock": {"json": {"by": "-1h"}},
    "freeze_clock": {},
    "resume_clock": {},
    "reset_clock": {},
    "list_resources": {},
    "get_resource": {"params": {"name": "pets"}},
    "reset_resources": {},
    "list_scenarios": {},
    "set_scenarios": {"params": {"force": "true"}, "json": {"Banking": "Open"}},
    "reset_scenarios": {},
    "list_problems": {},
    "get_state": {},
    "set_state": {"json": {"a": [1]}},
    "clear_state": {},
    "list_settings": {},
    "get_lane": {},
    "get_openapi": {},
}


@pytest.fixture(scope="module")
def described():
    return document()


@pytest.fixture
async def client():
    made = instance(settings=Settings(redact=False))
    made.engine.replace_files(OF_FILES)
    made.sessions.add([Mock("api", Fixed(Response()))])
    made.files.problems = (Problem(message="x", file="a.yml", line=1, column=2),)
    own = made.sessions.current().facts.id
    for entry in several():
        made.history.append(exchange(**{**_facts(entry), "session": own}))
    trace = made.engine.decide(several()[0].request).trace
    made.history.append(exchange(id="7", session=own, trace=trace, log=("hi",), outcome=Outcome.MOCKED))
    transport = ASGITransport(admin_app(Instances(made), by_name(HAR, JSONL)))
    async with AsyncClient(transport=transport, base_url="http://admin.test") as calling:
        yield calling


def _facts(entry):
    names = ("id", "outcome", "request", "response", "mock", "error", "protocol", "server")
    facts = {name: getattr(entry, name) for name in names}
    return {**facts, "unanswered": entry.response is None}


def test_every_answer_in_json_is_looked_at():
    assert set(CALLS) == {name for name, row in BY_NAME.items() if row.answer is not None}


@pytest.mark.parametrize("name", CALLS)
async def test_answers(client, described, name):
    row = BY_NAME[name]
    path = row.path_of(id=_id_in(row.path), name="~")
    answer = await client.request(row.method, path, **CALLS[name])
    assert answer.status_code == row.status, answer.text
    responses = described["paths"][f"/api/v1{row.path}"][row.method.lower()]["responses"]
    schema = responses[str(row.status)]["content"]["application/json"]["schema"]
    validator = Draft202012Validator({**schema, "components": described["components"]})
    assert [error.message for error in validator.iter_errors(answer.json())] == []


def _id_in(path: str) -> str:
    if "history" in path:
        return "7"
    return "drop" if "chaos" in path else "api"


async def test_a_refusal_with_problems(client, described):
    answer = await client.post("/api/v1/mocks", content=b"- {respnse: {}}")
    assert (answer.status_code, answer.json()["problems"][0]["line"]) == (400, 1)
    schema = described["components"]["schemas"]["Refusal"]
    validator = Draft202012Validator({**schema, "components": described["components"]})
    assert list(validator.iter_errors(answer.json())) == []
