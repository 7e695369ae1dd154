"""Whatever breaks in the lane, or in the engine below it: nothing goes to a real server by mistake.

Each function that a request calls is made to raise, one at a time. Its client gets the usual answer, a 600,
or the end of the connection, and is not left waiting; the log says what failed; the server goes on.
"""

import json
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust, client_context
from tests.acceptance.harness.faults import Faults
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawAnswer, RawConnection
from tests.acceptance.harness.servers import LoopbackServer
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.upstream_http2 import Http2Upstream
from tests.acceptance.main_job.test_06_fail_closed import AT_START, PACKAGE, functions_of

MOCKS = """\
- request: {path: /mocked}
  response: {status: 201, body: mocked}
- request: {path: /late}
  response: {status: 201, body: late, delay: 5ms}
- request: {path: /scripted}
  response: {status: 201, body: 'made {{ 1 + 1 }}', template: true}
- request: {method: POST, path: /upload, body: {matcher: ShouldContainSubstring, value: needle}}
  response: {status: 201, body: uploaded}
"""
FOLDERS = ("core", "proxy/lane")
TARGETS = [
    target
    for folder in FOLDERS
    for module in sorted((PACKAGE / folder).glob("*.py"))
    if module.name not in AT_START
    for target in functions_of(module)
]
AT_ONCE = ("Carrying._answer_at_last", "Carrying._has_run", "TlsPipe._flush_at_last")
AT_ONCE += ("TlsPipe.write", "TlsPipe.is_closing", "TlsPipe.get_write_buffer_size")
"""What the event loop calls, or mitmproxy: what is raised in its first line nobody of ours can catch."""
PATIENCE = 3.0
"""Seconds. Who gets neither an answer nor an end by then was left alone."""


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    return Faults(tmp_path_factory.mktemp("faults"), TARGETS)


@pytest.fixture(scope="module")
def forwarding(start_for_module: Start, faults: Faults) -> Smockproxy:
    return start_for_module(MOCKS, "-s", str(faults.script))


@pytest.fixture(scope="module")
def refusing(start_for_module: Start, faults: Faults) -> Smockproxy:
    return start_for_module(MOCKS, "-s", str(faults.script), "--unmatched", "refuse")


@pytest.fixture(autouse=True)
def _mended(faults: Faults) -> Iterator[None]:
    yield
    faults.mend()


type Answers = list[RawAnswer | None]


def answers_to(smockproxy: Smockproxy, server: LoopbackServer, path: str, times: int) -> Answers:
    """What comes of a request that is sent some times on one connection; None: the connection has ended."""
    found: Answers = []
    with RawConnection(smockproxy.proxy, PATIENCE) as connection:
        try:
            before = f"http://{server.authority}"
            if isinstance(server, Http2Upstream):
                opened, before = connection.connect(server.authority), ""
                if opened.status != 200:
                    return [opened]
                connection.start_tls(client_context(smockproxy.ca, "http/1.1"), server.host)
            for _ in range(times):
                connection.send(request(before, path, server.authority))
                found.append(connection.read_answer())
        except TimeoutError:
            raise
        except (OSError, EOFError):
            found.append(None)
    return found


def request(before: str, path: str, authority: str) -> bytes:
    host = f"Host: {authority}"
    if path == "/upload":
        lines = [f"POST {before}{path} HTTP/1.1", host, "Content-Length: 6", "", "needle"]
    else:
        lines = [f"GET {before}{path} HTTP/1.1", host, "", ""]
    return "\r\n".join(lines).encode()


def complaint(smockproxy: Smockproxy, target: str, answer: RawAnswer | None, usual: int) -> str:
    """What is wrong with an answer while `target` was broken; empty if nothing is."""
    if answer is None:
        is_told = f"broken on purpose: {target}" in smockproxy.log()
        return "" if is_told else f"{target}: the connection ended, and the log does not say why"
    if answer.status == usual:
        return ""
    if answer.status != 600:
        return f"{target}: {answer.status} {answer.body[:200]!r}"
    number = json.loads(answer.body)["id"]
    is_told = f"exchange {number} failed" in smockproxy.log()
    return "" if is_told else f"{target}: exchange {number} is not in the log"


def complaints_about(
    smockproxy: Smockproxy, server: LoopbackServer, target: str, path: str, usual: int
) -> Iterator[str]:
    try:
        answers = answers_to(smockproxy, server, path, 3)
    except TimeoutError:
        yield f"{target}: the client waits in vain"
        answers = []
    yield from (complaint(smockproxy, target, answer, usual) for answer in answers)
    if server.seen.connections:
        server.forget()
        yield f"{target}: the real server was connected to"


@pytest.fixture(params=["http", "https"])
def server(trust: Trust, request: pytest.FixtureRequest) -> Iterator[LoopbackServer]:
    """A real server that would answer, had it been asked."""
    if request.param == "http":
        with HttpUpstream() as plain:
            yield plain
    else:
        with Http2Upstream(trust.server_context("h2", "http/1.1"), "localhost") as secure:
            yield secure


def lane_of(smockproxy: Smockproxy) -> dict:
    return smockproxy.ask_json("/api/v1/lane")


@pytest.mark.parametrize("path", ["/mocked", "/late", "/scripted", "/upload", "/nowhere"])
def test_each_function_broken(
    forwarding: Smockproxy, refusing: Smockproxy, faults: Faults, server: LoopbackServer, path: str
) -> None:
    smockproxy, usual = (refusing, 666) if path == "/nowhere" else (forwarding, 201)
    before = lane_of(smockproxy)
    faults.record()
    answers_to(smockproxy, server, path, 3)
    has_all = path == "/mocked" and not isinstance(server, Http2Upstream)
    called = [target for target in faults.recorded() if has_all or ".lane." in target]
    called = [target for target in called if not target.endswith((".__init__", *AT_ONCE))]
    faults.mend()
    after = lane_of(smockproxy)
    assert after["closed_for"] == []
    assert after["answered"] > before["answered"]
    server.forget()
    complaints: list[str] = []
    for target in called:
        faults.break_function(target)
        complaints.extend(complaints_about(smockproxy, server, target, path, usual))
        faults.mend()

    found = "\n".join(filter(None, complaints))
    assert found == "", found
    assert len(called) > 15, called
    assert [answer and answer.status for answer in answers_to(smockproxy, server, path, 3)] == [usual] * 3
    assert smockproxy.is_running()


def test_a_connection_that_breaks_when_it_is_made(forwarding: Smockproxy, faults: Faults) -> None:
    made = [
        target for target in TARGETS if target.endswith((":Http1.__init__", "LaneConnection.connection_made"))
    ]
    assert len(made) == 2
    with HttpUpstream() as server:
        for target in made:
            faults.break_function(target)
            assert answers_to(forwarding, server, "/mocked", 1) == [None]
            faults.mend()
        with suppress(TimeoutError):
            assert server.seen.connections == 0
        (answer,) = answers_to(forwarding, server, "/mocked", 1)
    assert answer is not None
    assert answer.status == 201


def test_there_is_much_to_break() -> None:
    """A list of functions that went stale would prove nothing."""
    assert len([target for target in TARGETS if ".lane." in target]) > 150
