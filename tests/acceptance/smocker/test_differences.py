"""Where we differ from Smocker on purpose: each difference, and its reason."""

import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker.ports import JSON_TYPE, AdminPort, Ask, MockPort, get, post, told

LARGE = 5_000_000
BUDGET = 5


@pytest.fixture(scope="module")
def environments_proxy() -> Iterator[HttpUpstream]:
    """The proxy that the environment names."""
    with HttpUpstream() as server:
        yield server


@pytest.fixture(scope="module")
def started(start_for_module: Start, environments_proxy: HttpUpstream) -> Smockproxy:
    """With a file of mocks, a small history, and the usual policy."""
    return start_for_module(
        "- {request: {path: /f}, response: {body: file}}",
        "--history-entries",
        str(BUDGET),
        environment={"HTTP_PROXY": environments_proxy.url, "http_proxy": environments_proxy.url},
    )


@pytest.fixture
def proxy(started: Smockproxy) -> Smockproxy:
    AdminPort(started).reset()
    return started


def test_tunnels_work(running: Smockproxy, admin: AdminPort) -> None:
    """Smocker answers CONNECT with 600, so `https_proxy` does not work with it; it is what a proxy is for."""
    admin.upload("[{request: {path: /secret}, response: {body: told}}]")
    assert curl(running, "https://bank.test/secret").text == "told"
    (entry,) = admin.history(1)
    assert entry["request"]["path"] == "/secret"


def test_an_absolute_form_without_a_path_is_the_root(admin: AdminPort, base: MockPort) -> None:
    """Smocker answers `GET http://host` with 600; by RFC 9112 (3.2.1, 3.2.2) it means the root."""
    admin.upload("[{request: {path: /}, response: {body: root}}]")
    assert base.send(get("http://a.test")).body == b"root"


def test_an_import_is_checked(admin: AdminPort, base: MockPort) -> None:
    """Smocker takes any import, and what lacks `context` or `state` crashes later calls; here the defaults of
    an upload are put in, and what cannot be read is refused with its place, before anything is replaced."""
    session = {"id": "s", "name": "n", "date": "2026-11-21T08:34:26Z", "history": []}
    bare = {"request": {"path": {"matcher": "ShouldEqual", "value": "/bare"}}, "response": {"body": "bare"}}
    admin.json("POST", "/sessions/import", body=[{**session, "mocks": [bare]}])
    assert base.texts("/bare") == ["bare"]
    admin.history(1)
    assert admin.verify()["mocks"]["verified"] is True
    bad = {"request": {"path": {"matcher": "Foo", "value": "x"}}, "response": {}}
    answer = admin.send(
        "POST",
        "/sessions/import",
        f"Content-Type: {JSON_TYPE}",
        body=json.dumps([{**session, "mocks": [bare, bad]}]),
    )
    assert answer.status == 400
    assert "mocks[1]" in told(answer)["message"]
    assert base.texts("/bare") == ["bare"]


def test_an_entry_whose_mock_is_gone_is_in_the_summary(admin: AdminPort, base: MockPort) -> None:
    """Smocker's summary of such a history is a 500; the entry itself knows enough."""
    admin.upload("[{response: {}}]")
    base.get("/a")
    admin.history(1)
    exported = admin.sessions()
    exported[0]["mocks"] = []
    admin.json("POST", "/sessions/import", body=exported)
    assert [shape["type"] for shape in admin.json("GET", "/history/summary")] == [
        "request",
        "processing",
        "response",
    ]


@pytest.mark.parametrize("times", [1, 10])
def test_limits_hold_under_concurrency(
    admin: AdminPort, port: MockPort, upstream: HttpUpstream, times: int
) -> None:
    """Smocker checks and counts in two steps, so that parallel calls of a `proxy` mock exceed its limit."""
    admin.upload_json([{"context": {"times": times}, "proxy": {"host": upstream.url}}])
    with ThreadPoolExecutor(40) as threads:
        statuses = list(threads.map(lambda _: port.get("/slow?s=0.05").status, range(40)))
    assert (statuses.count(200), statuses.count(666)) == (times, 40 - times)
    assert len(upstream.seen.requests) == times
    assert admin.counts() == [40]
    assert len(admin.history(40)) == 40


def test_it_listens_on_loopback_only(running: Smockproxy) -> None:
    """Smocker binds every interface and has no password: all in the same network could change its mocks."""
    for url in (running.proxy, running.admin):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.2", int(url.rpartition(":")[2])), 5)


def test_dates_are_in_utc_with_microseconds(admin: AdminPort, base: MockPort) -> None:
    """Smocker writes its server's zone and nanoseconds. UTC can be compared as text."""
    date = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z"
    admin.upload("[{response: {}}]")
    base.get("/")
    (entry,) = admin.history(1)
    dates = [entry["request"]["date"], entry["response"]["date"], admin.summaries()[0]["date"]]
    dates.append(admin.mocks()[0]["state"]["creation_date"])
    assert [text for text in dates if not re.fullmatch(date, text)] == []


def test_the_history_has_a_budget(proxy: Smockproxy) -> None:
    """Smocker's history grows without limit, and so does its memory."""
    admin, base = AdminPort(proxy), MockPort(proxy, "")
    base.texts(*[f"/{number}" for number in range(BUDGET + 3)])
    newest = [f"/{number}" for number in range(3, BUDGET + 3)]
    wait_until(
        lambda: [entry["request"]["path"] for entry in admin.history()] == newest, "the newest entries"
    )


def test_it_has_a_name_of_its_own(admin: AdminPort) -> None:
    """`/version` is the health check of Smocker's users; who looks closer must not take us for Smocker."""
    assert admin.json("GET", "/version")["app_name"] == "smockproxy"


def test_a_refusal_says_why(admin: AdminPort, port: MockPort) -> None:
    """Smocker gives no reason; ours stands beside its own keys, whose shapes are as they were."""
    admin.upload("[{request: {path: /a}, response: {body: nearly}}]")
    refusal = told(port.get("/b"))
    assert list(refusal) == ["message", "nearest", "why", "request"]
    assert refusal["nearest"][0]["response"]["body"] == "nearly"
    first = refusal["why"][0]
    assert [first[name] for name in ("field", "expected", "actual")] == ["path", "ShouldEqual '/a'", "/b"]


def test_who_asks_for_text_gets_the_refusal_as_text(admin: AdminPort, port: MockPort) -> None:
    """A person at a terminal reads text; Smocker's clients don't send `Accept: text/plain` alone."""
    answer = port.get("/none", "Accept: text/plain")
    assert answer.status == 666
    assert answer.header("Content-Type") == "text/plain; charset=utf-8"
    assert port.get("/none", "Accept: */*").header("Content-Type") == "application/json"


def test_a_proxied_request_that_no_mock_answers_is_forwarded(
    proxy: Smockproxy, upstream: HttpUpstream
) -> None:
    """Smocker knows no pass-through; a proxy that breaks every other request would be of little use.
    `--unmatched refuse` is Smocker's way. Requests straight to the port are refused either way."""
    admin = AdminPort(proxy)
    assert MockPort(proxy, upstream.url).get("/echo").status == 200
    assert MockPort(proxy, "").get("/echo").status == 666
    forwarded, refused = admin.history(2)
    assert forwarded["context"] == {"mock_type": "proxy"}
    assert refused["context"] == {}
    for entry, host in ((forwarded, upstream.authority), (refused, f"127.0.0.1:{proxy.port}")):
        assert (entry["request"]["scheme"], entry["request"]["host"]) == ("http", host)


def test_only_entries_without_a_mock_have_a_scheme_and_a_host(admin: AdminPort, port: MockPort) -> None:
    """Two keys that Smocker does not have, where they are needed to know what was asked for."""
    admin.upload("[{request: {path: /a}, response: {}}]")
    port.texts("/a", "/none")
    found, none = admin.history(2)
    assert not {"scheme", "host"} & set(found["request"])
    assert {"scheme", "host"} <= set(none["request"])


def test_our_own_history_has_what_smockers_leaves_out(
    running: Smockproxy, admin: AdminPort, port: MockPort
) -> None:
    """What failed on its way out is what one looks for in a history; the wire of Smocker's stays as it is."""
    admin.upload("[{response: {status: 99}}]")
    assert port.get("/broken").status == 500
    assert running.await_entry("/broken")["error"]
    assert admin.history() == []


def test_an_answer_that_nobody_waits_for_is_not_one(
    running: Smockproxy, admin: AdminPort, port: MockPort
) -> None:
    """Who left during the delay got nothing: our own history says so, Smocker's has no place for it."""
    admin.upload("[{request: {path: /slow}, response: {delay: 300ms}}]")
    with port.connection() as connection:
        port.write(connection, get("/slow"))
        assert connection.is_quiet(0.1)
    assert running.await_entry("/slow")["error"] == "client gone"
    assert admin.history() == []
    assert admin.counts() == [1]


def test_a_body_where_none_is_allowed_breaks_no_connection(admin: AdminPort, port: MockPort) -> None:
    """Smocker closes after a 204 with a body, or after a length that is too small; ours are framed right."""
    admin.upload(
        "- {request: {path: /204}, response: {status: 204, body: b}}\n"
        "- {request: {path: /ok}, response: {body: fine}}\n"
    )
    with port.connection() as connection:
        port.write(connection, get("/204"))
        assert connection.read_answer().status == 204
        port.write(connection, get("/ok"))
        assert connection.read_answer().body == b"fine"


def test_what_an_upload_says_in_vain_is_told(admin: AdminPort) -> None:
    """Smocker ignores unknown keys in silence; so do we, but the answer lists them."""
    found = admin.upload("[{request: {pth: /a}, response: {body: b}}]")
    assert "pth" in found["problems"][0]
    assert "problems" not in admin.upload("[{response: {body: b}}]")


def test_our_own_keys_work_in_uploads(admin: AdminPort, port: MockPort) -> None:
    """To Smocker they are unknown keys, which it ignores; here they add to its format, and are checked."""
    admin.upload(
        "- {priority: 1, request: {path: /k}, response: {json: {a: 1}}}\n"
        "- {request: {path: /k, host: elsewhere.test}, response: {body: elsewhere}}\n"
        "- {request: {path: /k}, response: {body: later but lower}}\n"
    )
    assert port.texts("/k") == ['{"a":1}']
    assert "priority" in admin.refusal("[{priority: high, response: {}}]")


def test_a_proxy_without_a_host_forwards_to_where_it_was_going(
    running: Smockproxy, admin: AdminPort, upstream: HttpUpstream
) -> None:
    """Smocker has no upstream then, and answers 602; a proxy knows where a request was going."""
    admin.upload("[{proxy: {headers: {X-Added: here}}}]")
    assert MockPort(running, upstream.url).get("/where").status == 200
    (request,) = upstream.seen.requests
    assert ("X-Added", "here") in request["headers"]


def test_the_environments_proxies_are_not_used(proxy: Smockproxy, environments_proxy: HttpUpstream) -> None:
    """Smocker forwards through `HTTP_PROXY`. It is set where programs are to go through us, and requests
    could come round again; `--set mode=upstream:…` says it without doubt."""
    AdminPort(proxy).upload("[{proxy: {host: 'http://nowhere.test'}}]")
    assert MockPort(proxy, "").get("/x").status == 602
    assert environments_proxy.seen.requests == []


def test_a_method_that_smocker_does_not_know_can_be_mocked(admin: AdminPort, port: MockPort) -> None:
    """Smocker's framework answers 600 to QUERY or MKCOL; a mock that names one is meant to answer. A proxied
    request that no mock answers follows the unmatched policy, whatever its method."""
    admin.upload("[{request: {method: QUERY}, response: {body: queried}}]")
    answers = port.send_all(Ask("QUERY", "/"), Ask("MKCOL", "/"))
    assert [answer.status for answer in answers] == [200, 666 if port.origin else 600]
    assert admin.history(1)[0]["request"]["method"] == "QUERY"


def test_json_that_is_nested_very_deep_stays_text(admin: AdminPort, port: MockPort) -> None:
    """Smocker parses it; its readers, most of them recursive, may not be able to."""
    deep = '{"a":' * 95 + "1" + "}" * 95
    port.post("/", deep)
    assert admin.history(1)[0]["request"]["body"] == deep


def test_an_upload_has_a_limit(admin: AdminPort) -> None:
    """Smocker reads what comes; 64 MiB of mocks are a mistake, or worse."""
    answer = admin.send("POST", "/mocks", body=b"#" * (64 * 1024 * 1024 + 1))
    assert answer.status == 413
    assert "larger than" in told(answer)["message"]


def test_a_path_that_go_would_refuse_is_a_path(admin: AdminPort, port: MockPort) -> None:
    """Go answers 400 to a bad escape, before Smocker sees it; here it can be mocked, and is recorded."""
    admin.upload("[{request: {path: /%zz}, response: {body: odd}}]")
    assert port.texts("/%zz") == ["odd"]
    assert admin.history(1)[0]["request"]["path"] == "/%zz"


def test_nothing_in_a_list_is_refused(admin: AdminPort) -> None:
    """Smocker crashes on `[null]` (500); it is the client's fault."""
    assert "[0]" in admin.refusal("[null]", JSON_TYPE)


def test_javascript_and_python_come_from_files_only(admin: AdminPort) -> None:
    """Smocker knows neither; over the wire they would be code from whoever reaches the port."""
    refusal = admin.refusal("[{dynamic_response: {engine: python, script: 'return {}'}}]")
    assert "--allow-remote-scripts" in refusal


def test_a_large_body_is_not_shown_twice(admin: AdminPort, port: MockPort) -> None:
    """Smocker's entry has `body_string` and `body`: 5 MB sent are 10 MB in each answer."""
    admin.upload("[{response: {}}]")
    port.post("/large", b"x" * LARGE)
    admin.history(1)
    assert len(admin.send("GET", "/history").body) < LARGE * 1.2
    shown = admin.history(1)[0]["request"]
    assert "body" not in shown
    assert set(shown["body_string"]) == {"x"}


def test_a_large_body_is_echoed_in_part(admin: AdminPort, port: MockPort) -> None:
    """A refused upload of 5 MB would come back twice in its refusal."""
    assert len(port.post("/none", b"x" * LARGE).body) < 200_000


def test_files_lie_under_smockers_sessions(proxy: Smockproxy) -> None:
    """Mock files are ours; Smocker's routes show and change what came by them, so that its clients see no
    more than they uploaded. Those win over the files'."""
    admin, base = AdminPort(proxy), MockPort(proxy, "")
    assert base.texts("/f") == ["file"]
    assert admin.mocks() == []
    assert admin.verify()["mocks"]["all_used"] is True
    admin.upload("[{request: {path: /f}, response: {body: uploaded}}]")
    assert base.texts("/f") == ["uploaded"]
    admin.reset()
    assert base.texts("/f") == ["file"]


def test_the_page_names_the_routes(admin: AdminPort) -> None:
    """Smocker has its user interface where ours is not built yet."""
    assert b"/sessions/verify" in admin.send("GET", "/").body


def test_our_own_routes_are_beside_smockers(admin: AdminPort) -> None:
    """They are below names that Smocker does not use."""
    assert admin.json("GET", "/healthz") == {"status": "ok"}
    assert admin.send("GET", "/api/v1/history").status == 200
    assert admin.send("GET", "/api/v1/nothing").status == 404


def test_a_request_that_is_no_http_is_refused_as_such(running: Smockproxy) -> None:
    """What Go's server calls a bad request is one here, too; nothing of it reaches a mock."""
    with RawConnection(running.proxy) as connection:
        connection.send(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
        assert connection.read_answer().status == 400


def test_both_histories_agree_on_a_call(running: Smockproxy, admin: AdminPort, base: MockPort) -> None:
    """One history is kept; Smocker's is a view of it."""
    admin.upload("[{response: {body: b}}]")
    base.send(post("/same?x=1", "sent"))
    (theirs,) = admin.history(1)
    ours: dict[str, Any] = running.await_entry("/same")
    assert ours["request"]["method"] == theirs["request"]["method"]
    assert ours["response"]["status"] == theirs["response"]["status"]
