"""Conversations in which scripts answer."""

import asyncio
import json

from smockproxy.app.scripts.scripting import ScriptAnswer, Scripts
from smockproxy.core.duration import Delay
from smockproxy.core.history import Outcome
from smockproxy.core.responders import Scripted
from smockproxy.engines.contract import BadReturnError, Result, ScriptError
from smockproxy.proxy.scripthook import ScriptRun, SmockScriptHook
from tests.unit.proxy.conversation import Conversation, answer, head
from tests.unit.proxy.mocked_edge import MockedEdge, mock, response

HELLO = head("GET http://a.test/hello HTTP/1.1", "Host: a.test")
UPLOAD = head("POST http://a.test/hello HTTP/1.1", "Host: a.test", "Content-Length: 5") + "hello"
LUA = Scripted("lua", "return {body = request.body_string}", 2, "mocks/hello.yml")


class Talk(Conversation):
    """A conversation whose scripts are run by a function."""

    def __init__(self, run, **facts) -> None:
        scripted = mock("/hello", LUA, times=2)
        mocked = MockedEdge((scripted,))
        mocked.instance.scripts = Scripts(run, mocked.clock)
        super().__init__(mocked, hooks={"smock_script": self._run_script}, **facts)
        self.scripted = scripted

    def _run_script(self, run: ScriptRun) -> None:
        asyncio.run(self.mocked.edge.run_script(run.exchange, run.script))


async def echo(call):
    return Result({"status": 201, "body": call.request["body_string"]}, ("said",))


async def failing(_call):
    raise ScriptError("boom", 1, ("before",))


def test_the_hook_has_a_name_of_its_own() -> None:
    assert SmockScriptHook.name == "smock_script"


def test_a_script_answers_with_the_body_before_it() -> None:
    talk = Talk(echo)
    answered = answer(talk.says(UPLOAD))
    assert (answered.status, answered.body) == (201, b"hello")
    entry = talk.mocked.entry
    assert (entry.outcome, entry.log, entry.mock.kind) == (Outcome.MOCKED, ("said",), "dynamic")
    assert talk.mocked.uses(talk.scripted) == 1


def test_a_script_that_fails_is_a_601_and_no_use() -> None:
    talk = Talk(failing)
    answered = answer(talk.says(HELLO))
    told = json.loads(answered.body)
    assert answered.status == 601
    assert told["message"] == "Error during template engine execution: boom"
    assert told["request"]["path"] == "/hello"
    entry = talk.mocked.entry
    assert (entry.outcome, entry.log, entry.mock.id) == (Outcome.FAILED, ("before",), talk.scripted.id)
    assert entry.error == "mocks/hello.yml:3: boom"
    assert talk.mocked.uses(talk.scripted) == 0


async def returning_nothing(_call):
    raise BadReturnError("the script returned no table", log=("before",))


def test_a_script_that_gives_back_no_response_is_a_500_that_smockers_history_does_not_have() -> None:
    talk = Talk(returning_nothing)
    answered = answer(talk.says(HELLO))
    assert (answered.status, json.loads(answered.body)) == (500, {"message": "Internal Server Error"})
    entry = talk.mocked.entry
    assert (entry.outcome, entry.log, entry.seen_by_smocker) == (Outcome.FAILED, ("before",), False)
    assert entry.error == "mocks/hello.yml:3: the script returned no table"
    assert talk.mocked.uses(talk.scripted) == 0


def test_a_script_can_be_slow_to_answer() -> None:
    talk = Talk(echo)

    def late(run: ScriptRun) -> None:
        run.exchange.scripted = ScriptAnswer(response(200, b"late"), Delay(10**9, 10**9))

    talk.hooks["smock_script"] = late
    assert talk.says(HELLO) == b""
    assert answer(talk.wakes()).body == b"late"
    assert talk.mocked.entry.timing.delay == 1.0


def test_a_script_that_comes_to_no_end_is_a_600() -> None:
    talk = Talk(echo)
    talk.hooks["smock_script"] = lambda _: None
    assert answer(talk.says(HELLO)).status == 600
    assert talk.mocked.entry.outcome is Outcome.FAILED


def test_a_client_that_leaves_while_its_script_runs() -> None:
    talk = Talk(echo, held_hook="smock_script")
    talk.says(HELLO)
    talk.leaves()
    talk.resume()
    assert talk.mocked.history
    assert talk.servers == []
