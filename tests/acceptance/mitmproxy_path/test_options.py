"""What is left out of mitmproxy comes back: by an option at the start, by a script while it runs."""

from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until

MOCKS = """\
- request: {path: /hello}
  response: {body: hello, headers: {Content-Type: text/plain}}
"""
HELLO = "http://hello.test/hello"

IDLE = """\
from mitmproxy import ctx

def running():
    pass
"""
TURNS_ON = """\
from mitmproxy import ctx

def configure(updated):
    if not ctx.options.modify_headers:
        ctx.options.update(modify_headers=["/~s/X-Late/1"])
"""
SEES = """\
def response(flow):
    flow.response.headers["X-Script"] = "1"
"""


@pytest.mark.parametrize(
    ("option", "header", "value"),
    [
        ("modify_headers=/~s/X-Added/1", "X-Added", "1"),
        ("modify_body=/~s/hello/goodbye", "Content-Length", "7"),
        ("anticache=true", "X-Added", None),
    ],
)
def test_an_option_at_the_start(start: Start, option: str, header: str, value: str | None) -> None:
    smockproxy = start(MOCKS, "--set", option)
    answer = curl(smockproxy, HELLO)
    assert answer.status == 200
    assert answer.headers.get(header) == value


def test_a_list_of_hosts_to_block(start: Start) -> None:
    smockproxy = start(MOCKS, "--set", "block_list=/~d hello.test/418")
    assert curl(smockproxy, HELLO).status == 418


def test_a_proxy_user_can_be_asked_for(start: Start) -> None:
    smockproxy = start(MOCKS, "--set", "proxyauth=me:secret")
    assert curl(smockproxy, HELLO).status == 407
    assert curl(smockproxy, HELLO, "--proxy-user", "me:secret").text == "hello"


def test_flows_are_saved(start: Start, tmp_path: Path) -> None:
    saved = tmp_path / "flows.mitm"
    smockproxy = start(MOCKS, "--set", f"save_stream_file={saved}")
    curl(smockproxy, HELLO)
    wait_until(lambda: b"hello.test" in saved.read_bytes(), "the flow")


def test_a_script_that_changes_while_it_runs(start: Start, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(IDLE)
    smockproxy = start(MOCKS, "-s", str(script))
    assert set(curl(smockproxy, HELLO).headers) == {"Content-Type", "Content-Length", "Date"}
    for text, header in ((TURNS_ON, "X-Late"), (SEES, "X-Script")):
        unfinished = script.with_suffix(".new")
        unfinished.write_text(text)
        unfinished.rename(script)
        wait_until(lambda named=header: named in curl(smockproxy, HELLO).headers, header, seconds=15)


def test_the_onboarding_app_answers(start: Start, upstream: HttpUpstream) -> None:
    smockproxy = start(MOCKS)
    assert "mitmproxy" in curl(smockproxy, "http://mitm.it/").text
    assert curl(smockproxy, f"{upstream.url}/x").status == 200
