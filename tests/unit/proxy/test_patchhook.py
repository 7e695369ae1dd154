"""Answers that are changed, without a conversation around them."""

import gzip
import json

import pytest

from smockproxy.app.scripts.scripting import FailedScriptError, Scripts
from smockproxy.core.decision import Forward
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.core.patching import Patch, PatchError
from smockproxy.core.responders import ForwardTo
from smockproxy.engines.contract import Result, ScriptError
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.convert import Arrival
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.patchhook import SMALL, PatchRun, SmockPatchHook, run_patch
from tests.unit.proxy.mocked_edge import MockedEdge, mock

LIMIT = 1_000_000
JSON = ("Content-Type", "application/json")
MERGE = Patch(merge=({"b": 2},))


async def echo(call):
    seen = {"asked": call.request.get("path"), **call.response}
    return Result({"status": 200, "body": json.dumps(seen, ensure_ascii=False)}, ("said",))


async def failing(_call):
    raise ScriptError("boom", 1, ("before",))


def exchange_of(
    method: str = "GET", accepts: str = "gzip", *, script=echo, is_forwarded: bool = True
) -> Exchange:
    edge = MockedEdge((mock("/x", ForwardTo("http://real.test")),))
    request = Request(method, "http", "a.test", 80, "/x", Headers.of([("Accept-Encoding", accepts)]))
    decision = edge.instance.engine.decide(request)
    assert isinstance(decision, Forward)
    edge.instance.scripts = Scripts(script, edge.clock)
    made = Exchange("1", edge.instance, "s", 0.0, request, KeptBody(9), KeptBody(9), Arrival(Form.ABSOLUTE))
    if is_forwarded:
        made.decided(decision, decision.mock, decision.reservation)
    return made


async def outcome(patch: Patch, body: bytes, *lines: tuple[str, str], status: int = 200, **facts):
    run = PatchRun(exchange_of(**facts), patch, Response(status, Headers.of(lines), body), LIMIT)
    await run_patch(run)
    return run.outcome


def test_the_hook_has_a_name_of_its_own() -> None:
    assert SmockPatchHook.name == "smock_patch"


@pytest.mark.parametrize("size", [10, SMALL + 10])
async def test_a_body_is_changed_whatever_its_size(size: int) -> None:
    body = json.dumps({"a": "x" * size}).encode()
    changed = await outcome(MERGE, body, JSON)
    assert isinstance(changed, Response)
    assert json.loads(changed.body) == {"a": "x" * size, "b": 2}
    assert changed.headers.get("content-length") == str(len(changed.body))


async def test_a_packed_body_is_packed_again_if_the_client_takes_it() -> None:
    packed, line = gzip.compress(b"{}"), ("Content-Encoding", "gzip")
    again = await outcome(MERGE, packed, JSON, line)
    assert isinstance(again, Response)
    assert (gzip.decompress(again.body), again.headers.get("content-encoding")) == (b'{"b":2}', "gzip")
    plain = await outcome(MERGE, packed, JSON, line, accepts="br")
    assert isinstance(plain, Response)
    assert (plain.body, plain.headers.get("content-encoding")) == (b'{"b":2}', "")


async def test_only_the_head_leaves_the_body_as_it_is() -> None:
    told = await outcome(Patch(status=500), b"\xff", ("Content-Encoding", "x-unknown"))
    assert told == Response(
        500, Headers.of([("Content-Encoding", "x-unknown"), ("Content-Length", "1")]), b"\xff"
    )


async def test_a_template_sees_the_answer_as_it_is_changed_so_far() -> None:
    patch = Patch(status=201, merge=({"b": 2},), template="{{ request.path }} {{ response }}")
    told = await outcome(patch, b'{"a": 1}', JSON, ("X-A", "1"), ("X-A", "2"))
    assert isinstance(told, Response)
    assert json.loads(told.body) == {
        "asked": "/x",
        "status": 201,
        "headers": {"Content-Type": ["application/json"], "X-A": ["1", "2"]},
        "body": '{"a":1,"b":2}',
        "json": {"a": 1, "b": 2},
    }


async def test_what_a_template_prints_is_in_the_charset_of_the_answer() -> None:
    latin = ("Content-Type", "text/plain; charset=iso-8859-1")
    told = await outcome(Patch(template="x"), "é".encode("latin-1"), latin)
    assert isinstance(told, Response)
    assert json.loads(told.body.decode("latin-1"))["body"] == "é"
    assert json.loads(told.body.decode("latin-1"))["json"] is None


@pytest.mark.parametrize(
    ("body", "lines", "status", "why"),
    [
        (b"<html>", (), 200, "no JSON"),
        (b"\x00", (("Content-Encoding", "x-unknown"),), 200, "x-unknown"),
        (gzip.compress(bytes(LIMIT + 1)), (("Content-Encoding", "gzip"),), 200, "more than 1,000,000 bytes"),
        (b"{}", (), 206, "only a part"),
    ],
)
async def test_what_cannot_be_changed_is_told(body, lines, status: int, why: str) -> None:
    told = await outcome(MERGE, body, *lines, status=status)
    assert isinstance(told, PatchError)
    assert why in str(told)


async def test_a_template_that_fails_is_told_with_its_log() -> None:
    run = PatchRun(exchange_of(script=failing), Patch(template="x"), Response(), LIMIT)
    await run_patch(run)
    assert isinstance(run.outcome, FailedScriptError)
    assert run.exchange.scripted is run.outcome


async def test_a_template_belongs_to_a_mock() -> None:
    assert isinstance(await outcome(Patch(template="x"), b"", is_forwarded=False), PatchError)
