"""Whatever breaks in the lane's part of HTTP/2: nothing goes to a real server, and no client waits in vain.

Each function that a request calls is made to raise, one at a time. Its client gets the usual answer, a 600,
or the end of the stream or of the connection; the log says what failed; the server goes on.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.faults import Faults
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.servers import LoopbackServer
from tests.acceptance.harness.upstream_http2 import Http2Upstream
from tests.acceptance.lane.row import Target
from tests.acceptance.lane.streams import Answer, Streams
from tests.acceptance.lane.test_fail_closed import AT_ONCE, MOCKS, TARGETS

if TYPE_CHECKING:
    from tests.acceptance.lane.servers import Server

SECONDS = 4.0
"""Who gets neither an answer nor an end by then was left alone."""
PARTS = (".lane.http2", ".lane.lane:", ".lane.carrying:", ".lane.origin:", ".lane.plans:", ".lane.prepared:")
OF_CONNECTIONS = (":Lane.origin", ":Lane.greet", ":Lane.leave")


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    return Faults(tmp_path_factory.mktemp("faults"), TARGETS)


@pytest.fixture(scope="module")
def forwarding(start_for_module: Start, faults: Faults) -> Smockproxy:
    return start_for_module(MOCKS, "-s", str(faults.script))


@pytest.fixture(scope="module")
def real(trust: Trust) -> Iterator[LoopbackServer]:
    """A real server that would answer, had it been asked."""
    with Http2Upstream(trust.server_context("h2"), "localhost") as server:
        yield server


@pytest.fixture(autouse=True)
def _mended(faults: Faults) -> Iterator[None]:
    yield
    faults.mend()


def asked(smockproxy: Smockproxy, path: str) -> list[Answer]:
    """What comes for three streams, two of them at once."""
    server = cast("Server", SimpleNamespace(url=smockproxy.proxy, process=smockproxy))
    target = Target(path, host="localhost")
    if path == "/upload":
        target = Target(path, host="localhost", method="POST", body=b"needle")
    client = Streams(server, "localhost")
    try:
        found = client.hear([client.ask(target)], SECONDS)
        if not client.is_closed:
            found += client.hear([client.ask(target), client.ask(target)], SECONDS)
    finally:
        client.close()
    return found


def flaw(smockproxy: Smockproxy, target: str, answer: Answer) -> str:
    """What is wrong with what came while `target` was broken; empty if nothing is."""
    if not answer.end:
        return f"{target}: the client waits in vain"
    status = answer.head.split(b" ")[1:2]
    if answer.end == "ended" and status == [b"201"]:
        return ""
    if answer.end == "ended" and status != [b"600"]:
        return f"{target}: {answer}"
    return "" if f"broken on purpose: {target}" in smockproxy.log() else f"{target}: the log does not say why"


@pytest.mark.parametrize("path", ["/mocked", "/late", "/scripted", "/upload"])
def test_each_function_of_streams_broken(
    forwarding: Smockproxy, faults: Faults, real: LoopbackServer, path: str
) -> None:
    before = forwarding.ask_json("/api/v1/lane")["answered"]
    faults.record()
    asked(forwarding, path)
    called = [target for target in faults.recorded() if any(part in target for part in PARTS)]
    called = [target for target in called if not target.endswith((".__init__", *AT_ONCE, *OF_CONNECTIONS))]
    faults.mend()
    assert forwarding.ask_json("/api/v1/lane")["answered"] == before + 3

    flaws = []
    for target in called:
        faults.break_function(target)
        flaws += [flaw(forwarding, target, answer) for answer in asked(forwarding, path)]
        faults.mend()
        if real.seen.connections:
            real.forget()
            flaws.append(f"{target}: the real server was connected to")

    found = "\n".join(filter(None, flaws))
    assert found == "", found
    assert len([target for target in called if ".lane.http2" in target]) > 8, called
    assert {answer.end for answer in asked(forwarding, path)} == {"ended"}
