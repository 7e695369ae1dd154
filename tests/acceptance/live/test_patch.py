"""`proxy.patch`: what clients get of a real server's answer that a mock changes."""

import gzip
import json
import time

import brotli
import pytest
import requests
import zstandard

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import Answer, curl, httpx_client, run_curl
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.live.real import DOCUMENT, LARGE, RAW, Real

MOCKS = r"""
- request: {{host: merge.test}}
  proxy:
    host: "{real}"
    patch:
      status: 203
      headers: {{X-Patched: [one, two], X-Real: null, Content-Type: application/vnd.x+json}}
      json_merge: {{user: {{name: Grace}}, secret: null, é: ü}}
- request: {{host: ops.test}}
  proxy:
    host: "{real}"
    patch:
      json_patch:
        - {{op: test, path: /user/name, value: Ada}}
        - {{op: replace, path: /user/age, value: 37}}
        - {{op: add, path: /tags/-, value: {{deep: []}}}}
        - {{op: add, path: /tags/2/deep/-, value: 1}}
        - {{op: remove, path: /secret}}
- request: {{host: replace.test}}
  proxy:
    host: "{real}"
    patch:
      replace:
        - {{pattern: 'price (\d+)', replacement: 'price ${{1}}0'}}
        - {{pattern: 'é', replacement: 'è'}}
        - {{pattern: '(?i)ADA', replacement: 'Eve'}}
- request: {{host: euro.test}}
  proxy: {{host: "{real}", patch: {{replace: [{{pattern: caf, replacement: €}}]}}}}
- request: {{host: template.test}}
  proxy:
    host: "{real}"
    patch:
      json_merge: {{seen: true}}
      template: |-
        {{{{ response.status }}}} {{{{ response.headers['x-real'][0] }}}} {{{{ response.json.user.name }}}}
        {{{{ response.json.seen }}}} {{{{ request.path }}}} {{{{ state.incr('calls') }}}}
- request: {{host: broken-template.test}}
  proxy: {{host: "{real}", patch: {{template: "{{{{ response.json.nothing.below }}}}"}}}}
- request: {{host: head-only.test}}
  proxy: {{host: "{real}", patch: {{status: 418, headers: {{X-Patched: "yes"}}}}}}
- request: {{host: gone.test}}
  proxy: {{host: "{real}", patch: {{status: 204}}}}
- request: {{host: fallback.test}}
  proxy:
    host: "{real}"
    patch: {{json_merge: {{}}}}
    on_error: {{status: 521, json: {{sorry: true}}}}
- request: {{host: order.test}}
  proxy:
    host: "{real}"
    follow_redirect: true
    rewrite: {{pattern: '^/away/(.*)', replacement: '/\1'}}
    delay: 100ms
    patch: {{json_merge: {{way: long}}}}
"""


@pytest.fixture(scope="module")
def smockproxy(start_for_module: Start, real: Real) -> Smockproxy:
    return start_for_module(
        MOCKS.format(real=real.url), "--unmatched", "refuse", "--patch-body-limit", str(2 * 1024 * 1024)
    )


def ask(smockproxy: Smockproxy, host: str, path: str = "/json", *arguments: str) -> Answer:
    return curl(smockproxy, f"http://{host}.test{path}", *arguments)


def newest(smockproxy: Smockproxy) -> dict:
    page = requests.get(f"{smockproxy.admin}/api/v1/history", params={"last": 1}, timeout=10)
    return page.json()["entries"][0]


def test_a_merge_patch_with_another_status_and_other_headers(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "merge")

    assert answer.status == 203
    assert answer.json == {"user": {"name": "Grace", "age": 36}, "tags": ["a", "b"], "é": "ü"}
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Content-Type"] == "application/vnd.x+json"
    assert answer.headers["X-Patched"] == "two"  # the last of two lines
    assert not {"X-Real", "ETag", "Etag", "Digest", "Transfer-Encoding"} & set(answer.headers)


def test_a_bomb_is_no_more_unpacked_for_a_client_that_names_no_coding(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "merge", "/bomb")
    assert answer.status == 602
    assert "unpacks to more than 2,097,152 bytes" in answer.json["message"]


def test_operations_in_their_order_and_each_request_from_anew(smockproxy: Smockproxy) -> None:
    expected = {"user": {"name": "Ada", "age": 37}, "tags": ["a", "b", {"deep": [1]}]}
    assert [ask(smockproxy, "ops").json for _ in range(3)] == [expected] * 3


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_packed_answer_is_unpacked_changed_and_packed_again(smockproxy: Smockproxy, coding: str) -> None:
    answer = ask(smockproxy, "ops", f"/packed/{coding}", "-H", f"Accept-Encoding: {coding};q=0.5, x")

    assert answer.headers["Content-Encoding"] == coding
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.decompress}
    if coding in unpack:
        assert json.loads(unpack[coding](answer.body))["user"]["age"] == 37
    assert ask(smockproxy, "ops", f"/packed/{coding}", "--compressed").json["user"]["age"] == 37


@pytest.mark.parametrize("accepted", ["br, gzip;q=0", "identity", "*;q=0"])
def test_a_client_that_does_not_take_a_coding_gets_the_body_without(
    smockproxy: Smockproxy, accepted: str
) -> None:
    answer = ask(smockproxy, "merge", "/packed/gzip", "-H", f"Accept-Encoding: {accepted}")
    assert answer.json["user"]["name"] == "Grace"
    assert "Content-Encoding" not in answer.headers


def test_text_keeps_its_charset_and_bytes_that_are_none_stay(smockproxy: Smockproxy) -> None:
    assert ask(smockproxy, "replace", "/text/latin1").body == "cafè".encode("latin-1")
    assert ask(smockproxy, "replace", "/text/bytes").body == b"\xff\xfe price 70\x80"
    assert ask(smockproxy, "replace").json["user"]["name"] == "Eve"


def test_what_the_charset_has_not_is_an_error(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "euro", "/text/latin1")
    assert answer.status == 602
    assert "'€' in it, which iso-8859-1 has not" in answer.text


def test_a_template_sees_the_answer_and_what_all_templates_see(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "template", "/json?x=1")
    assert answer.text == "200 yes Ada\nTrue /json 1"
    assert ask(smockproxy, "template").text.endswith(" 2")


def test_a_template_that_fails_is_a_601_with_the_reason_in_history(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "broken-template")
    assert answer.status == 601
    assert DOCUMENT["secret"] not in answer.text
    assert "nothing" in newest(smockproxy)["error"]


def test_only_the_head_is_changed_while_the_body_streams(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy) as client, client.stream("GET", "http://head-only.test/stream") as answer:
        pieces = answer.iter_raw()
        began = time.monotonic()
        assert next(pieces) == b"one"
        assert time.monotonic() - began < 0.35
        assert next(pieces) == b"two"
    assert (answer.status_code, answer.headers["x-patched"]) == (418, "yes")


def test_only_the_head_is_changed_of_a_body_of_any_size(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "head-only", "/large")
    assert (answer.status, len(answer.body)) == (418, LARGE)
    packed = ask(smockproxy, "head-only", "/packed/gzip", "-H", "Accept-Encoding: gzip")
    assert packed.headers["Content-Encoding"] == "gzip"


def test_a_status_without_a_body_has_none(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "gone")
    assert (answer.status, answer.body) == (204, b"")
    assert "Content-Length" not in answer.headers


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_without_a_body_keeps_none(smockproxy: Smockproxy, status: int) -> None:
    answer = ask(smockproxy, "merge", f"/empty/{status}")
    assert (answer.status, answer.body, answer.headers["X-Patched"]) == (203, b"", "two")
    assert ask(smockproxy, "ops", f"/empty/{status}").status == status


def test_an_answer_to_head_has_no_length_that_could_be_wrong(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "merge", "/json", "-I")
    assert answer.status == 203
    assert not {"Content-Length", "ETag"} & set(answer.headers)
    assert ask(smockproxy, "head-only", "/json", "-I").headers["Content-Length"] == str(len(RAW))


def test_chunks_become_one_body_with_a_length(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "merge", "/chunked")
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert not {"Transfer-Encoding", "Trailer"} & set(answer.headers)


def test_who_asks_for_a_part_gets_all_of_it(smockproxy: Smockproxy, real: Real) -> None:
    real.forget()
    assert ask(smockproxy, "merge", "/json", "-r", "0-3").json["user"]["name"] == "Grace"
    assert "range" not in real.seen.requests[0]["headers"]


@pytest.mark.parametrize(
    ("host", "path", "why"),
    [
        ("merge", "/plain", "json_merge: the answer's body is no JSON"),
        ("ops", "/plain", "json_patch: the answer's body is no JSON"),
        ("merge", "/strange", "its coding is x-unknown"),
        ("merge", "/broken", "its coding is gzip"),
        ("merge", "/bomb", "can't be unpacked"),
        ("merge", "/large", "more than 2,097,152 bytes"),
        ("merge", "/part", "only a part of its body (206)"),
    ],
)
def test_an_answer_that_cannot_be_changed_does_not_go_out(
    smockproxy: Smockproxy, host: str, path: str, why: str
) -> None:
    answer = ask(smockproxy, host, path, "-H", "Accept-Encoding: gzip, x-unknown")
    assert answer.status == 602
    assert why in answer.json["message"]
    assert why in newest(smockproxy)["error"]


def test_a_fallback_answers_for_what_cannot_be_changed(smockproxy: Smockproxy) -> None:
    answer = ask(smockproxy, "fallback", "/plain")
    assert (answer.status, answer.json) == (521, {"sorry": True})
    entry = newest(smockproxy)
    assert "is no JSON" in entry["error"]
    assert entry["mock"]["id"]


def test_rewritten_sent_redirected_delayed_and_patched(smockproxy: Smockproxy, real: Real) -> None:
    real.forget()
    answer = ask(smockproxy, "order", "/away/go")
    assert answer.json == DOCUMENT | {"way": "long"}
    assert real.lines == ["GET /go HTTP/1.1", "GET /json HTTP/1.1"]


def test_the_connection_goes_on_after_patched_answers(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy) as client:
        paths = ["/json", "/empty/204", "/chunked", "/packed/br", "/empty/304", "/large", "/json"]
        statuses = [client.get(f"http://merge.test{path}").status_code for path in paths]
    assert statuses == [203, 203, 203, 203, 203, 602, 203]


def test_over_http2_and_tls(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy, http2=True) as client:
        answers = [client.get("https://merge.test/packed/br") for _ in range(5)]
        refused = client.get("https://merge.test/plain")
    assert {(each.http_version, each.status_code, each.json()["user"]["name"]) for each in answers} == {
        ("HTTP/2", 203, "Grace")
    }
    assert refused.status_code == 602


def test_a_plain_request_to_the_port_is_patched_too(smockproxy: Smockproxy) -> None:
    answer = run_curl(f"{smockproxy.proxy}/json", "-H", "Host: merge.test")
    assert answer.json["user"]["name"] == "Grace"


def test_a_mock_of_the_api_patches_and_shows_itself(smockproxy: Smockproxy, real: Real) -> None:
    mock = {
        "id": "patched-by-api",
        "request": {"host": "api.test"},
        "proxy": {"host": real.url, "patch": {"json_merge": {"api": None, "user": 1}}},
    }
    added = requests.post(f"{smockproxy.admin}/api/v1/mocks", json=mock, timeout=10)
    assert added.status_code == 201, added.text
    assert ask(smockproxy, "api").json["user"] == 1
    shown = requests.get(f"{smockproxy.admin}/api/v1/mocks/patched-by-api", timeout=10).json()
    assert shown["definition"]["proxy"]["patch"] == {"json_merge": {"api": None, "user": 1}}


def test_a_mock_of_the_api_that_is_no_good_is_refused_in_words(smockproxy: Smockproxy) -> None:
    mock = {"request": {}, "proxy": {"patch": {"replace": [{"pattern": "("}]}}}
    refused = requests.post(f"{smockproxy.admin}/api/v1/mocks", json=mock, timeout=10)
    assert refused.status_code == 400
    assert "proxy.patch.replace[0].pattern: invalid regular expression" in refused.text
