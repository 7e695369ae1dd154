"""Point 6: whatever breaks inside, nothing goes to a real server by mistake, and the client is told.

Each function that is called in the engine and the proxy edge is made to raise, one at a time, while requests
come in for a path that is mocked, and for one that is refused. A real server listens at the address that they
name.
"""

import ast
import json
import ssl
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import httpx
import pytest

from smockproxy.proxy.addon import Smock
from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust, client_context
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.faults import Faults
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawAnswer, RawConnection
from tests.acceptance.harness.servers import LoopbackServer, RawEcho
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.upstream_http2 import Http2Upstream
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
- request: {path: /mocked}
  response: {status: 201, body: mocked}
- request: {path: /mocked-by-body, body: {matcher: ShouldContainSubstring, value: needle}}
  response: {status: 201, body: mocked}
"""
PACKAGE = ROOT / "smockproxy"
# modules that no request goes through
AT_START = {"__init__.py", "run.py", "options.py", "preset.py", "flows.py", "problem.py"}
MODULES = [path for part in ("core", "proxy") for path in sorted((PACKAGE / part).glob("*.py"))]
MODULES = [path for path in MODULES if path.name not in AT_START]
STEPS = ["Engine.decide", "Engine.decide_head", "Engine.choose", "Engine.take", "respond"]
STEPS += ["Session.is_used_up", "Session.reserve"]
STEPS += ["MockSet.*", "Conditions.*"]
"""The steps of the engine: no mock can be found and none can answer without them."""
LAST_WORDS = {"internal_failure", "framed", "has_no_body", "message_of", "reason_of", "without", "adding"}
LAST_WORDS |= {"_error", "in_style"}
"""What the 600 itself is made with: when these break, the connection is closed, and that is all."""
BELOW = {"__init__", "_handle_event", "handle_event", "make_stream", "write", "_break_down", "_over"}
BELOW |= {"leave_out_trailers", "__call__", "_look_after", "holds_too_large_a_head", "_close"}
BELOW |= {"initiate_connection", "acknowledge_received_data", "acknowledge_what_was_taken", "catch_up"}
BELOW |= {"goes_on_to", "is_behind", "_held", "escape_raw_targets", "maybe_extract_lines"}
BELOW |= {"_forked", "_steps"}
BELOW |= {"_meet_client", "event_to_child", "_receive", "_pass_on"}
"""What there must be before anything can be caught, or is the catching itself: closed as well."""
MACHINERY = {
    f"smockproxy.proxy.{name}"
    for name in (
        "atonce",
        "chain",
        "headerlookups",
        "hookargs",
        "hooking",
        "http1server",
        "listening",
        "typechecks",
    )
}
"""Modules that hand on what happens on a connection, or that mitmproxy itself works by: without them
nothing can be caught."""
TUNNEL = {"_in_place_of", "choose_layer", "next_layer", "form_of", "handle_connect_regular"}
TUNNEL |= {"state_wait_for_request_headers", "register_connection", "flaw_of"}
TUNNEL |= {"check_invalid", "check_killed", "_recorded", "add"}
TUNNEL |= {
    "_begin",
    "bind",
    "take",
    "taken_user",
    "proxy_user",
    "checked",
    "is_connect",
    "of_client",
    "_of_port",
}
"""What opening a tunnel needs: its client is refused before there is anything to answer."""
NO_REQUEST = {"load", "configure", "running", "done"}
HOOKS = {name for name in vars(Smock) if not name.startswith("_")} - NO_REQUEST - {"begin", "name"}


def functions_of(path: Path) -> Iterator[str]:
    """All functions and methods that a module defines, as `module:Class.method`; properties aside."""
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{dotted}:{node.name}"
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef) and is_breakable(inner):
                    yield f"{dotted}:{node.name}.{inner.name}"


def is_breakable(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    names = {ast.unparse(decorator).partition("(")[0] for decorator in function.decorator_list}
    is_property = any(name in {"property", "cached_property"} or name.endswith(".setter") for name in names)
    return not is_property


def all_targets() -> list[str]:
    found = [target for module in MODULES for target in functions_of(module)]
    addon = [target for target in found if ".addon:" in target]
    hooks = [target for target in addon if target.rpartition(".")[2] in HOOKS]
    return [target for target in found if target not in addon or target in hooks]


def targets_of(step: str) -> list[str]:
    return [target for target in TARGETS if fnmatchcase(target.partition(":")[2], step)]


TARGETS = all_targets()
ADDON_HOOKS = [target for target in TARGETS if ".addon:" in target]


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    return Faults(tmp_path_factory.mktemp("faults"), TARGETS)


@pytest.fixture(scope="module")
def forwarding(start_for_module: Start, faults: Faults) -> Smockproxy:
    return start_for_module(MOCKS, "--no-lane", "-s", str(faults.script))


@pytest.fixture(scope="module")
def refusing(start_for_module: Start, faults: Faults) -> Smockproxy:
    return start_for_module(MOCKS, "--no-lane", "-s", str(faults.script), "--unmatched", "refuse")


@pytest.fixture(autouse=True)
def _mended(faults: Faults) -> Iterator[None]:
    yield
    faults.mend()


# -- ways to send a request ---------------------------------------------------------------------------------

type Send = Callable[[Smockproxy, LoopbackServer, str], RawAnswer | None]
"""Sends a request for a path of a server through the proxy; None when the connection was just closed."""


def over_http(smockproxy: Smockproxy, server: LoopbackServer, path: str) -> RawAnswer | None:
    with RawConnection(smockproxy.proxy, PATIENCE) as connection:
        return converse(connection, f"GET http://{server.authority}{path}", server.authority)


def over_https(smockproxy: Smockproxy, server: LoopbackServer, path: str) -> RawAnswer | None:
    try:
        with RawConnection(smockproxy.proxy, PATIENCE) as connection:
            opened = connection.connect(server.authority)
            if opened.status != 200:
                return RawAnswer(opened.status, opened.headers, connection.rest(0.5))
            connection.start_tls(client_context(smockproxy.ca, "http/1.1"), server.host)
            return converse(connection, f"GET {path}", server.authority)
    except (OSError, EOFError):
        return None


def converse(connection: RawConnection, line: str, authority: str) -> RawAnswer | None:
    try:
        connection.ask(f"{line} HTTP/1.1\nHost: {authority}")
        return connection.read_answer()
    except (OSError, EOFError):
        return None


def upload_in_pieces(smockproxy: Smockproxy, server: LoopbackServer, path: str) -> RawAnswer | None:
    with RawConnection(smockproxy.proxy, PATIENCE) as connection:
        try:
            head = f"POST http://{server.authority}{path} HTTP/1.1\nHost: {server.authority}"
            connection.ask(f"{head}\nTransfer-Encoding: chunked")
            for _ in range(4):
                connection.send(b"10000\r\n" + b"needle--" * 8192 + b"\r\n")
            connection.send(b"0\r\n\r\n")
        except OSError:
            pass  # an early answer may be there all the same
        try:
            return connection.read_answer()
        except (OSError, EOFError):
            return None


def over_http2(smockproxy: Smockproxy, server: LoopbackServer, path: str) -> RawAnswer | None:
    with httpx_client(smockproxy, http2=True) as client:
        try:
            answer = client.get(f"https://{server.authority}{path}", timeout=PATIENCE)
        except httpx.TransportError:
            return None
    return RawAnswer(answer.status_code, list(answer.headers.items()), answer.content)


def upload_over_http2(smockproxy: Smockproxy, server: LoopbackServer, path: str) -> RawAnswer | None:
    with httpx_client(smockproxy, http2=True) as client:
        try:
            pieces = (b"needle--" * 4096 for _ in range(4))
            answer = client.post(f"https://{server.authority}{path}", content=pieces, timeout=PATIENCE)
        except httpx.TransportError:
            return None
    return RawAnswer(answer.status_code, list(answer.headers.items()), answer.content)


ALL_WAYS: list[Send] = [over_http, over_https, over_http2, upload_in_pieces, upload_over_http2]
TUNNELLED = {over_https, over_http2, upload_over_http2}
WAYS = pytest.mark.parametrize("send", ALL_WAYS)
PATIENCE = 1.0
"""Seconds. Whoever gets no answer by then gets none."""


def server_for(send: Send, trust: Trust) -> LoopbackServer:
    """A real server that would answer, had it been asked."""
    if send in TUNNELLED:
        return Http2Upstream(trust.server_context("h2", "http/1.1"), "localhost")
    return HttpUpstream()


@pytest.fixture
def server(trust: Trust, send: Send) -> Iterator[LoopbackServer]:
    with server_for(send, trust) as server:
        yield server


# -- what must hold -----------------------------------------------------------------------------------------


def complaint(smockproxy: Smockproxy, target: str, send: Send, answer: RawAnswer | None, usual: int) -> str:
    """What is wrong with an answer while `target` was broken; empty if nothing is."""
    name = target.rpartition(":")[2].rpartition(".")[2]
    if answer is None:
        is_allowed = name in LAST_WORDS | BELOW | (TUNNEL if send in TUNNELLED else set())
        is_allowed |= target.partition(":")[0] in MACHINERY
        return "" if is_allowed else f"{target}: no answer"
    if answer.status == usual:
        return ""
    if answer.status != 600:
        return f"{target}: {answer.status} {answer.body[:200]!r}"
    number = json.loads(answer.body)["id"]
    logged = f"exchange {number} failed" in smockproxy.log()
    return "" if logged else f"{target}: exchange {number} is not in the log"


COMBINATIONS: list[tuple[Send, str]] = [
    (over_http, "/mocked"),
    (over_http, "/nowhere"),
    (over_https, "/mocked"),
    (over_http2, "/nowhere"),
    (upload_in_pieces, "/mocked-by-body"),
    (upload_in_pieces, "/nowhere"),
    (upload_over_http2, "/mocked"),
]


@pytest.mark.parametrize(("send", "path"), COMBINATIONS)
def test_each_function_broken(
    forwarding: Smockproxy,
    refusing: Smockproxy,
    faults: Faults,
    server: LoopbackServer,
    send: Send,
    path: str,
) -> None:
    """A mock would answer under `forward`, or a 666 under `refuse`: the real server is never asked."""
    smockproxy, usual = (refusing, 666) if path == "/nowhere" else (forwarding, 201)
    faults.record()
    send(smockproxy, server, path)
    server.forget()
    complaints = []
    for target in (called := faults.recorded()):
        faults.break_function(target)
        for _ in range(3):  # the machine may just have been slow
            wrong = complaint(smockproxy, target, send, send(smockproxy, server, path), usual)
            if not wrong:
                break
        complaints.append(wrong)
        if server.seen.connections:
            complaints.append(f"{target}: the real server was connected to")
            server.forget()
    faults.mend()

    assert [text for text in complaints if text] == []
    assert len(called) > 30, called
    assert (again := send(smockproxy, server, path)) is not None
    assert again.status == usual
    assert smockproxy.is_running()


@pytest.mark.parametrize("step", STEPS)
def test_each_step_of_the_engine_broken(
    forwarding: Smockproxy, faults: Faults, trust: Trust, step: str
) -> None:
    """Each is needed in some way of asking; where it is, the client gets a 600 and no server is asked."""
    assert targets_of(step), "the step has another name now"
    faults.break_functions(targets_of(step))
    statuses = []
    for send in ALL_WAYS:
        with server_for(send, trust) as server:
            for path in ("/mocked", "/mocked-by-body"):
                answer = send(forwarding, server, path)
                assert answer is not None
                assert complaint(forwarding, step, send, answer, usual=usual_for(send, path)) == ""
                statuses.append(answer.status)
            assert all(map(is_right, server.seen.requests))

    assert statuses.count(600) >= 2
    assert f"broken on purpose: {targets_of(step)[0].partition(':')[0]}" in forwarding.log()


def usual_for(send: Send, path: str) -> int:
    """A request without a body is no needle: it is forwarded, and the server answers 200."""
    is_upload = send in {upload_in_pieces, upload_over_http2}
    return 201 if path == "/mocked" or is_upload else 200


def is_right(request: dict) -> bool:
    """Whether a request may have been forwarded: only what no mock matches."""
    return request["request_line"].startswith("GET /mocked-by-body ")


@WAYS
def test_the_engine_broken_for_what_would_be_forwarded(
    forwarding: Smockproxy, faults: Faults, server: LoopbackServer, send: Send
) -> None:
    faults.break_functions([*targets_of("Engine.decide"), *targets_of("Engine.decide_head")])
    answer = send(forwarding, server, "/echo")
    assert answer is not None
    assert answer.status == 600
    assert server.seen.connections == 0
    faults.mend()
    assert (again := send(forwarding, server, "/echo")) is not None
    assert again.status == 200


def test_the_addon_has_hooks_to_break() -> None:
    names = {target.rpartition(".")[2] for target in ADDON_HOOKS}
    assert {"next_layer", "requestheaders", "server_connect"} <= names


@WAYS
def test_any_two_hooks_broken(
    refusing: Smockproxy, faults: Faults, server: LoopbackServer, send: Send
) -> None:
    guards = ("next_layer", "requestheaders", "server_connect")
    hooks = [target for target in ADDON_HOOKS if target.endswith(guards)]
    assert len(hooks) == 3
    for spared in hooks:
        faults.break_functions([hook for hook in hooks if hook != spared])
        send(refusing, server, "/nowhere")
        assert server.seen.connections == 0, f"only {spared} was whole"


# -- tunnels without HTTP -----------------------------------------------------------------------------------


def tunnel_speaks(connection: RawConnection, data: bytes) -> RawAnswer:
    connection.send(data)
    return connection.read_answer()


def assert_is_explained(smockproxy: Smockproxy, answer: RawAnswer, protocol: str) -> None:
    assert answer.status == 600
    number = json.loads(answer.body)["id"]
    entry = wait_until(
        lambda: [entry for entry in smockproxy.history() if entry["id"] == number], f"the entry {number}"
    )[0]
    assert (entry["decision"], entry["protocol"]) == ("refused", protocol)
    assert number in smockproxy.log()


@pytest.mark.parametrize("data", [b"\0\1\2\3binary", b"SSH-2.0-client\r\n", b"\x16\x03\x01 not really TLS"])
def test_raw_bytes_through_a_tunnel(refusing: Smockproxy, raw_echo: RawEcho, data: bytes) -> None:
    with RawConnection(refusing.proxy) as connection:
        assert connection.connect(raw_echo.authority).status == 200
        connection.send(data)
        received = connection.rest(5)

    assert raw_echo.seen.connections == 0
    assert data not in received
    assert refusing.is_running()


def test_raw_bytes_through_a_tunnel_are_answered_with_a_600(refusing: Smockproxy, raw_echo: RawEcho) -> None:
    with RawConnection(refusing.proxy) as connection:
        connection.connect(raw_echo.authority)
        answer = tunnel_speaks(connection, b"\0\1\2\3 binary")

    assert_is_explained(refusing, answer, "tcp")
    assert raw_echo.seen.connections == 0


@pytest.mark.parametrize("protocol", ["foo/1", "smtp", "mqtt"])
def test_tls_with_an_unknown_protocol(refusing: Smockproxy, raw_echo: RawEcho, protocol: str) -> None:
    with RawConnection(refusing.proxy) as connection:
        connection.connect(raw_echo.authority)
        try:
            connection.start_tls(client_context(refusing.ca, protocol), "localhost")
        except (ssl.SSLError, OSError):
            pytest.fail("TLS was refused before anything could be explained")
        answer = tunnel_speaks(connection, b"\0\1\2\3 binary")

    assert_is_explained(refusing, answer, "tls")
    assert raw_echo.seen.connections == 0


@pytest.mark.parametrize("hook", ADDON_HOOKS)
def test_raw_bytes_while_a_hook_is_broken(
    refusing: Smockproxy, faults: Faults, raw_echo: RawEcho, hook: str
) -> None:
    faults.break_function(hook)
    with RawConnection(refusing.proxy) as connection:
        connection.connect(raw_echo.authority)
        connection.send(b"\0\1\2\3 binary")
        connection.rest(2)

    assert raw_echo.seen.connections == 0


def test_a_tunnel_in_which_nobody_speaks(refusing: Smockproxy, raw_echo: RawEcho) -> None:
    with RawConnection(refusing.proxy) as connection:
        connection.connect(raw_echo.authority)
        assert connection.is_quiet(0.5)

    assert raw_echo.seen.connections == 0


def test_there_is_much_to_break() -> None:
    """A list of functions that went stale would prove nothing."""
    assert len(TARGETS) > 80
