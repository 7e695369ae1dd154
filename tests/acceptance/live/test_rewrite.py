"""`proxy.rewrite`, `redirect`, `timeout`, `on_error` and `probability` on the wire."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import Answer, curl, httpx_client, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.servers import Silent
from tests.acceptance.live.real import Real

MOCKS = r"""
- request: {{host: st9.test}}
  proxy: {{host: "{real}/up", rewrite: {{pattern: '^/api/(\w+)/(.*)', replacement: '/\2'}}}}
- request: {{host: named.test}}
  proxy: {{host: "{real}", rewrite: {{pattern: '/v(?P<n>\d)/', replacement: '/version-${{n}}/'}}}}
- request: {{host: localhost}}
  proxy: {{rewrite: {{pattern: ^/old, replacement: /new}}}}
- request: {{host: st10.test}}
  proxy: {{host: "{real}", rewrite: {{pattern: '^/files(.*)', replacement: '$1'}}}}
- request: {{host: st10-redirect.test}}
  proxy: {{host: "{real}", redirect: 307, rewrite: {{pattern: '^/files(.*)', replacement: '$1'}}}}
- request: {{host: redirect-301.test}}
  proxy: {{host: "https://up.test/base", redirect: 301, rewrite: {{pattern: ^/api, replacement: ''}}}}
- request: {{host: redirect-307.test}}
  proxy: {{host: "https://up.test", redirect: 307}}
- request: {{host: timeout.test}}
  proxy: {{host: "{real}", timeout: 300ms}}
- request: {{host: in-time.test}}
  proxy: {{host: "{real}", timeout: 5s}}
- request: {{host: silent.test}}
  proxy: {{host: "{silent}", timeout: 300ms, on_error: {{status: 504, body: too late}}}}
- request: {{host: no-connection.test}}
  proxy: {{host: "{silent_tls}", timeout: 300ms}}
- request: {{host: down.test}}
  context: {{times: 2}}
  proxy: {{host: "http://127.0.0.1:1", on_error: {{preset: 503}}}}
- request: {{host: hang-up.test}}
  proxy:
    host: "{real}"
    on_error:
      template: true
      status: 502
      json: {{path: '{{{{ request.path }}}}', n: "{{{{ state.incr('n') }}}}"}}
- request: {{host: late-fallback.test}}
  proxy: {{host: "{real}", timeout: 200ms, on_error: {{body: instead, delay: 2s}}}}
- request: {{host: bad-fallback.test}}
  proxy: {{host: "http://127.0.0.1:1", on_error: {{template: true, body: "{{{{ nothing.at.all }}}}"}}}}
- request: {{host: chance.test}}
  response: {{body: mocked}}
- request: {{host: chance.test}}
  proxy: {{host: "{real}", probability: 0.3}}
"""


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start, real: Real, mute: Silent) -> Smockproxy:
    mocks = MOCKS.format(
        real=real.url, silent=f"http://{mute.authority}", silent_tls=f"https://{mute.authority}"
    )
    return start_for_module(mocks, "--unmatched", "refuse", "--seed", "7")


def ask(smockproxy: Smockproxy, host: str, path: str, *arguments: str) -> Answer:
    return curl(smockproxy, f"http://{host}.test{path}", *arguments)


def newest(smockproxy: Smockproxy) -> dict:
    page = requests.get(f"{smockproxy.admin}/api/v1/history", params={"last": 1}, timeout=10)
    return page.json()["entries"][0]


def test_st9_captures_make_the_path_and_the_query_is_kept(smockproxy: Smockproxy, real: Real) -> None:
    real.forget()
    assert ask(smockproxy, "st9", "/api/users/7/orders?a=1&b=%20").text.startswith("real /up/7/orders?a=1")
    assert real.lines == ["GET /up/7/orders?a=1&b=+ HTTP/1.1"]
    assert ask(smockproxy, "named", "/v2/x").text == "real /version-2/x"


def test_what_the_pattern_does_not_find_stays(smockproxy: Smockproxy) -> None:
    assert ask(smockproxy, "st9", "/other?x=1").text == "real /up/other?x=1"


def test_without_a_host_the_request_goes_where_it_was_going(smockproxy: Smockproxy, secure: Real) -> None:
    secure.forget()
    answer = curl(smockproxy, f"{secure.url}/old/x?y=%20&x=1")
    assert answer.status == 200
    assert secure.lines == ["GET /new/x?y=%20&x=1 HTTP/1.1"]


@pytest.mark.parametrize("host", ["st10", "st10-redirect"])
@pytest.mark.parametrize(
    "path",
    [
        "/files/../secret",
        "/files/%2e%2e/secret",
        "/files/a%2f..%2fb",
        "/files//evil.test/x",
        "/files%0d%0aX:%20y",
        "/files",
    ],
)
def test_st10_what_leads_elsewhere_is_refused(
    smockproxy: Smockproxy, real: Real, host: str, path: str
) -> None:
    real.forget()
    answer = ask(smockproxy, host, path, "--path-as-is")
    assert answer.status == 602
    assert "the path was rewritten to" in answer.json["message"]
    assert real.lines == []


@pytest.mark.parametrize(
    ("url", "status", "location"),
    [
        ("http://redirect-301.test/api/x?b=2&a=%20", 301, "https://up.test/base/x?b=2&a=%20"),
        ("https://redirect-307.test/x?", 307, "https://up.test/x"),
    ],
)
def test_st9_a_redirect_keeps_the_query(smockproxy: Smockproxy, url: str, status: int, location: str) -> None:
    answer = curl(smockproxy, url)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert (answer.status, headers["location"]) == (status, location)


def test_st9_a_redirect_answers_plain_requests_too(smockproxy: Smockproxy) -> None:
    answer = run_curl(f"{smockproxy.proxy}/x?y=1", "-H", "Host: redirect-307.test")
    assert (answer.status, answer.headers["Location"]) == (307, "https://up.test/x?y=1")


def test_a_server_that_takes_too_long_is_given_up(smockproxy: Smockproxy) -> None:
    began = time.monotonic()
    answer = ask(smockproxy, "timeout", "/slow")
    assert 0.25 < time.monotonic() - began < 1.2
    assert answer.status == 602
    assert "no answer within 0.3 s (proxy.timeout)" in answer.json["message"]
    assert ask(smockproxy, "timeout", "/x").text == "real /x"
    assert ask(smockproxy, "in-time", "/slow").text == "real /slow"


def test_a_connection_that_takes_too_long_is_given_up(smockproxy: Smockproxy) -> None:
    began = time.monotonic()
    answer = ask(smockproxy, "no-connection", "/x")  # TLS, to a server that never says anything
    assert time.monotonic() - began < 1.2
    assert answer.status == 602
    assert "no answer within 0.3 s" in answer.json["message"]


def test_a_fallback_answers_when_time_is_up(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "silent", "/x")
    assert (answer.status, answer.text) == (504, "too late")
    assert "no answer within" in newest(smockproxy)["error"]


def test_a_fallback_with_a_delay_is_not_overtaken_by_the_late_answer(smockproxy: Smockproxy) -> None:
    assert ask(smockproxy, "late-fallback", "/slow").text == "instead"


def test_many_that_wait_at_once_are_given_up_at_once(smockproxy: Smockproxy) -> None:
    with ThreadPoolExecutor(16) as pool:
        began = time.monotonic()
        answers = list(pool.map(lambda number: ask(smockproxy, "silent", f"/{number}").status, range(32)))
    assert answers == [504] * 32
    assert time.monotonic() - began < 8


def test_a_fallback_is_a_use_of_the_mock(smockproxy: Smockproxy) -> None:
    assert [ask(smockproxy, "down", "/x").status for _ in range(3)] == [503, 503, 666]


def test_a_fallback_may_be_a_template(smockproxy: Smockproxy) -> None:
    assert ask(smockproxy, "hang-up", "/hang-up").json == {"path": "/hang-up", "n": "1"}
    entry = newest(smockproxy)
    assert entry["error"]
    assert entry["response"]["status"] == 502
    assert ask(smockproxy, "bad-fallback", "/x").status == 601


def test_the_connection_goes_on_after_a_fallback(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy) as client:
        got = [
            client.get(f"http://timeout.test{path}").status_code for path in ("/slow", "/x", "/slow", "/x")
        ]
    assert got == [602, 200, 602, 200]
    with httpx_client(smockproxy, http2=True) as client:
        got = [
            client.get(f"https://timeout.test{path}").status_code for path in ("/slow", "/x", "/slow", "/x")
        ]
    assert got == [602, 200, 602, 200]


def test_a_probability_lets_a_part_go_on(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy) as client:
        texts = [client.get("http://chance.test/x").text for _ in range(200)]
    assert 35 <= texts.count("real /x") <= 85
    assert texts.count("real /x") + texts.count("mocked") == 200
