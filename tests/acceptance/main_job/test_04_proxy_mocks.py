"""Point 4: `proxy:` mocks send a request on, with Smocker's semantics."""

import json
import time
from collections.abc import Iterator

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.clients import curl, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream

MOCKS = """\
- request: {{path: {{matcher: ShouldStartWith, value: /plain/}}}}
  proxy: {{host: "{plain}"}}
- request: {{path: /prefixed}}
  proxy: {{host: "{plain}/base"}}
- request: {{path: /kept}}
  proxy: {{host: "{plain}", keep_host: true}}
- request: {{path: /headers}}
  proxy: {{host: "{plain}", headers: {{X-Replaced: ours, X-Added: [one, two]}}}}
- request: {{path: /late}}
  proxy: {{host: "{plain}", delay: 300ms}}
- request: {{path: /secure}}
  proxy: {{host: "{secure}"}}
- request: {{path: /down}}
  context: {{times: 1}}
  proxy: {{host: "http://127.0.0.1:1"}}
- request: {{method: GET, path: /gone-on}}
  proxy: {{}}
"""


@pytest.fixture(scope="module")
def plain() -> Iterator[HttpUpstream]:
    with HttpUpstream() as server:
        yield server


@pytest.fixture(scope="module")
def secure(trust: Trust) -> Iterator[HttpUpstream]:
    with HttpUpstream(trust.server_context("http/1.1"), host="localhost") as server:
        yield server


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start, plain: HttpUpstream, secure: HttpUpstream) -> Smockproxy:
    return start_for_module(MOCKS.format(plain=plain.url, secure=secure.url), "--unmatched", "refuse")


def account_of(smockproxy: Smockproxy, target: str, *arguments: str) -> dict:
    answer = run_curl(f"{smockproxy.proxy}{target}", *arguments)
    assert answer.status == 200, answer.text
    return json.loads(answer.body)


def header(account: dict, name: str) -> list[str]:
    return [value for key, value in account["headers"] if key.lower() == name.lower()]


def test_a_plain_request_is_sent_on_with_its_query_sorted(
    smockproxy: Smockproxy, plain: HttpUpstream
) -> None:
    account = account_of(smockproxy, "/plain/echo?z=1&a=2&a=1&e=%20x+y", "--data-binary", "payload")

    assert account["request_line"] == "POST /plain/echo?a=2&a=1&e=+x+y&z=1 HTTP/1.1"
    assert account["body_size"] == len("payload")
    assert header(account, "Host") == [plain.authority]


def test_a_prefix_is_glued_to_the_path(smockproxy: Smockproxy) -> None:
    assert account_of(smockproxy, "/prefixed")["request_line"] == "GET /base/prefixed HTTP/1.1"


def test_keep_host_sends_the_clients_host(smockproxy: Smockproxy) -> None:
    assert header(account_of(smockproxy, "/kept", "-H", "Host: site.test"), "Host") == ["site.test"]


def test_headers_replace_those_of_the_same_name(smockproxy: Smockproxy) -> None:
    account = account_of(smockproxy, "/headers", "-H", "X-Replaced: theirs", "-H", "X-Other: theirs")

    assert header(account, "X-Replaced") == ["ours"]
    assert header(account, "X-Added") == ["one", "two"]
    assert header(account, "X-Other") == ["theirs"]


def test_a_delay_comes_on_top(smockproxy: Smockproxy) -> None:
    start = time.monotonic()
    account_of(smockproxy, "/late")
    assert time.monotonic() - start >= 0.3


def test_an_http_client_reaches_an_https_server(smockproxy: Smockproxy, secure: HttpUpstream) -> None:
    account = account_of(smockproxy, "/secure")

    assert header(account, "Host") == [secure.authority]
    assert secure.seen.requests


def test_an_https_client_reaches_an_http_server(smockproxy: Smockproxy, plain: HttpUpstream) -> None:
    plain.forget()
    answer = curl(smockproxy, "https://offline.test/plain/echo", "--http2")

    assert answer.status == 200
    assert plain.seen.requests[0]["request_line"] == "GET /plain/echo HTTP/1.1"


def test_without_a_host_it_goes_where_it_was_going(smockproxy: Smockproxy, plain: HttpUpstream) -> None:
    assert curl(smockproxy, f"{plain.url}/gone-on").status == 200
    assert curl(smockproxy, f"{plain.url}/not-mocked").status == 666


def test_without_a_host_a_plain_request_is_no_loop(smockproxy: Smockproxy) -> None:
    answer = run_curl(f"{smockproxy.proxy}/gone-on")

    assert answer.status >= 500
    assert len(smockproxy.entries(f"{smockproxy.proxy}/gone-on")) == 1


def test_a_server_that_is_down_gives_a_602_and_no_use(smockproxy: Smockproxy) -> None:
    answers = [run_curl(f"{smockproxy.proxy}/down") for _ in range(2)]

    assert [answer.status for answer in answers] == [602, 602]
    assert answers[0].json["message"].startswith("Error during request redirection: ")
    assert answers[0].json["request"]["path"] == "/down"
    entry = smockproxy.await_entry("/down")
    assert (entry["decision"], entry["mock"]["kind"]) == ("failed", "proxy")


def test_history_says_which_mock_sent_it_on(smockproxy: Smockproxy, plain: HttpUpstream) -> None:
    account_of(smockproxy, "/plain/remembered")

    entry = smockproxy.await_entry("/plain/remembered")
    assert entry["decision"] == "forwarded"
    assert entry["mock"]["source"].endswith("mocks.yml:1")
    assert entry["server"] == plain.authority
