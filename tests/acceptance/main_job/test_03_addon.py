"""smockproxy as an addon of mitmdump, mitmproxy and mitmweb, from anywhere, installed or not."""

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.harness.addon import BIN, SCRIPT, AddonProcess, free_port, without_packages
from tests.acceptance.harness.authority import Trust, copy_confdir
from tests.acceptance.harness.clients import curl, run_curl
from tests.acceptance.harness.paths import ROOT, clean_environment
from tests.acceptance.harness.process import DIRECT
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until

HELLO = """\
# The first line is a comment.

- request:
    path: /hello
  response:
    body: hello

- request:
    host: secure.test
    path: /tls
  response:
    body: over tls
"""

type Make = Callable[..., AddonProcess]


@pytest.fixture
def make(tmp_path: Path, confdir_template: Path, trust: Trust) -> Iterator[Make]:
    """Makes a process with the mocks above: `make("mitmdump", *arguments)`; it is ended after the test."""
    made: list[AddonProcess] = []

    def make_one(program: str = "mitmdump", *arguments: str, mocks: str = HELLO, **facts) -> AddonProcess:
        folder = tmp_path / f"{program}{len(made)}"
        confdir = copy_confdir(confdir_template, folder / "confdir")
        trusting = ["--set", f"ssl_verify_upstream_trusted_ca={trust.ca_file}"]
        process = AddonProcess(program, folder, confdir, *trusting, *arguments, **facts)
        if mocks:
            process.write("hello.yml", mocks)
        made.append(process)
        return process

    yield make_one
    for process in made:
        process.kill()


def saved_flows(file: Path, filtered: str) -> list[str]:
    """The lines that `mitmdump -nr FILE FILTER` shows of the flows in a file."""
    done = subprocess.run(
        [str(BIN / "mitmdump"), "--set", f"confdir={file.parent}", "-nr", str(file), filtered],
        capture_output=True,
        text=True,
        timeout=60,
        env=clean_environment(),
        check=True,
    )
    return [line.partition(": ")[2] for line in done.stdout.splitlines() if "http" in line and ": " in line]


# -- mitmdump -----------------------------------------------------------------------------------------------


def test_the_package_is_really_not_there(tmp_path: Path) -> None:
    environment = clean_environment() | without_packages(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-c", "import smockproxy"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert b"No module named 'smockproxy'" in done.stderr


def test_from_another_folder_with_the_package_not_installed(
    make: Make, upstream: HttpUpstream, tmp_path: Path
) -> None:
    flows = tmp_path / "flows.mitm"
    mitmdump = make("mitmdump", "-w", str(flows)).start()
    assert curl(mitmdump, "http://nowhere.test/hello").body == b"hello"
    assert curl(mitmdump, "https://secure.test/tls").body == b"over tls"
    assert curl(mitmdump, f"{upstream.url}/echo").status == 200
    assert run_curl(f"{mitmdump.proxy}/nothing").status == 666
    assert curl(mitmdump, f"http://127.0.0.1:{free_port()}/down").status == 502
    decisions = [entry["decision"] for entry in mitmdump.history()]
    assert decisions == ["mocked", "mocked", "forwarded", "refused", "failed"]

    assert mitmdump.stop(signal.SIGINT) == 0
    assert not mitmdump.ready_file.exists()
    assert "mocked GET http://nowhere.test/hello 200 mocks/hello.yml:3" in mitmdump.log().replace(
        str(mitmdump.mocks), "mocks"
    )
    assert "Traceback" not in mitmdump.log()
    secure, hello = "GET https://secure.test/tls", "GET http://nowhere.test/hello"
    assert [
        line.removesuffix(" HTTP/2.0") for line in saved_flows(flows, "~comment 'mock: mocks/hello.yml:8'")
    ] == [secure]
    assert saved_flows(flows, "~comment 'mock: mocks/hello.yml:3'") == [hello]
    assert len(saved_flows(flows, "~marker mocked")) == 2
    assert saved_flows(flows, "~marker forwarded") == [f"GET {upstream.url}/echo"]
    assert saved_flows(flows, "~marker refused") == [f"GET {mitmdump.proxy}/nothing"]
    assert len(saved_flows(flows, "~marker failed")) == 1
    assert len(saved_flows(flows, "~marked")) == 5


class FromTheCheckout(AddonProcess):
    """Run in the checkout, as the README says."""

    def command(self) -> list[str]:
        return ["sh", "-c", 'cd "$0" && exec "$@"', str(ROOT), *super().command()]


def test_from_the_checkout_with_its_own_mocks(tmp_path: Path, confdir_template: Path) -> None:
    confdir = copy_confdir(confdir_template, tmp_path / "confdir")
    mitmdump = FromTheCheckout("mitmdump", tmp_path, confdir)
    mitmdump.script, mitmdump.names_mocks = "addons/smock.py", False
    try:
        mitmdump.start()
        assert curl(mitmdump, "http://hello.test/").status == 200
        assert "mocked GET http://hello.test/ 200 mocks/hello.yml:" in mitmdump.log()
    finally:
        mitmdump.kill()


@pytest.mark.parametrize("missing", ["starlette", "re2", "pydantic"])
def test_a_missing_package_is_one_line_and_nothing_is_served(
    make: Make, tmp_path: Path, missing: str
) -> None:
    mitmdump = make("mitmdump", environment=without_packages(tmp_path / "site", missing))
    ended = mitmdump.run_to_its_end()
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"smockproxy needs {missing}: /")
    assert line.endswith(f" -m pip install {ROOT}")
    assert "Traceback" not in ended.stdout
    assert "listening" not in ended.stdout


def test_every_problem_of_the_mocks_is_printed_and_mitmproxy_ends(make: Make) -> None:
    mitmdump = make(mocks="- request: {pth: /x}\n  response: {}\n- request: {methd: GET}\n  response: {}\n")
    mitmdump.write("other.yml", "- request: [\n")
    ended = mitmdump.run_to_its_end()
    assert ended.returncode == 1
    said = ended.stdout + ended.stderr
    assert 'did you mean "path"?' in said
    assert 'did you mean "method"?' in said
    assert "other.yml:" in said
    assert said.count("other.yml:") == 1
    assert "Traceback" not in said


def test_problems_can_be_ignored(make: Make) -> None:
    mitmdump = make("mitmdump", "--set", "smock_ignore_problems=true")
    mitmdump.write("other.yml", "- request: [\n")
    mitmdump.start()
    assert curl(mitmdump, "http://nowhere.test/hello").body == b"hello"


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("smock_unmatched=refus", 'option smock_unmatched: expected forward or refuse, found "refus"'),
        (
            "smock_unmatchd=refuse",
            'option smock_unmatchd: there is no such option; did you mean "smock_unmatched"?',
        ),
        ("smock_match_body_limit=many", "option smock_match_body_limit: "),
        (
            "smock_history_entries=0",
            "option smock_history_entries: expected a whole number, 1 or more, found 0",
        ),
    ],
)
def test_an_option_without_meaning_ends_mitmproxy(make: Make, option: str, message: str) -> None:
    ended = make("mitmdump", "--set", option).run_to_its_end()
    assert ended.returncode == 1
    assert message in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr


def test_options_are_honoured(make: Make, upstream: HttpUpstream) -> None:
    mitmdump = make("mitmdump", "--set", "smock_unmatched=refuse", "--set", "smock_history_entries=2").start()
    for _ in range(3):
        assert curl(mitmdump, f"{upstream.url}/echo").status == 666
    assert upstream.seen.connections == 0
    assert len(mitmdump.history()) == 2


def test_variables_are_honoured_and_options_win(make: Make, upstream: HttpUpstream, tmp_path: Path) -> None:
    environment = {**without_packages(tmp_path / "site"), "SMOCKPROXY_UNMATCHED": "refuse"}
    refusing = make(environment=environment).start()
    forwarding = make("mitmdump", "--set", "smock_unmatched=forward", environment=environment).start()
    assert curl(refusing, f"{upstream.url}/echo").status == 666
    assert curl(forwarding, f"{upstream.url}/echo").status == 200


def test_a_saved_file_takes_effect(make: Make) -> None:
    mitmdump = make().start()
    mitmdump.write("hello.yml", HELLO.replace("body: hello", "body: changed"))
    wait_until(lambda: curl(mitmdump, "http://nowhere.test/hello").body == b"changed", "the new mock")


OTHER_SCRIPT = """\
def request(flow):
    flow.request.path = flow.request.path.replace("/alias", "/hello")
    if flow.request.path == "/own":
        from mitmproxy import http
        flow.response = http.Response.make(418, b"tea")


def response(flow):
    flow.response.headers["X-Seen"] = flow.marked
    flow.response.text = flow.response.text.upper()
"""


@pytest.mark.parametrize("comes_first", [True, False])
def test_another_script_sees_and_changes_flows(
    make: Make, upstream: HttpUpstream, tmp_path: Path, *, comes_first: bool
) -> None:
    other = tmp_path / "other.py"
    other.write_text(OTHER_SCRIPT)
    mitmdump = make("mitmdump", "-s", str(other))
    if comes_first:
        mitmdump.script, mitmdump._arguments = str(other), (*mitmdump._arguments[:-1], str(SCRIPT))
    mitmdump.start()
    for path, status, body, marker in (
        ("http://nowhere.test/hello", 200, b"HELLO", "mocked"),
        ("http://nowhere.test/alias", 200, b"HELLO", "mocked"),
        ("http://nowhere.test/own", 418, b"TEA", "mocked"),
        (f"{upstream.url}/bytes/3", 200, b"XXX", "forwarded"),
    ):
        answer = curl(mitmdump, path)
        assert answer.headers.get("X-Seen") == marker, path
        assert (answer.status, answer.headers.get("Content-Length", str(len(answer.body)))) == (
            status,
            str(len(answer.body)),
        )
        assert answer.body == answer.body.upper()
        if marker == "mocked":
            assert answer.body == body


# -- mitmproxy's console and mitmweb ------------------------------------------------------------------------


def test_in_the_console(make: Make) -> None:
    console = make("mitmproxy")
    terminal = console.in_terminal()
    try:
        wait_until(lambda: terminal.look() and console.ready_file.exists(), "the ready file", seconds=30)
        ready = json.loads(console.ready_file.read_text())
        answer = run_curl("-x", ready["proxy"], "http://nowhere.test/hello")
        assert answer.body == b"hello"
        wait_until(lambda: b"nowhere.test /hello" in terminal.look(), "the flow on the screen")
        terminal.press("q")
        wait_until(lambda: b"Quit" in terminal.look() or terminal.has_ended(), "the question")
        terminal.press("y")
    finally:
        code = terminal.end()
    assert code == 0
    assert not console.ready_file.exists()


@pytest.mark.parametrize("trouble", ["package", "mocks", "variable"])
def test_trouble_in_the_console_can_be_read(make: Make, tmp_path: Path, trouble: str) -> None:
    site = without_packages(tmp_path / "site", *(["starlette"] if trouble == "package" else []))
    environment = {**site, **({"SMOCKPROXY_UNMATCHED": "what"} if trouble == "variable" else {})}
    mocks = "- request: {pth: /x}\n  response: {}\n" if trouble == "mocks" else HELLO
    terminal = make("mitmproxy", mocks=mocks, environment=environment).in_terminal()
    assert terminal.end() == 1
    expected = {
        "package": b"smockproxy needs starlette: ",
        "mocks": b'did you mean "path"?',
        "variable": b'SMOCKPROXY_UNMATCHED: expected forward or refuse, found "what"',
    }
    assert expected[trouble] in terminal.shown


def test_in_mitmweb(make: Make) -> None:
    port = free_port()
    fixed = ["--set", f"web_port={port}", "--set", "web_password=open", "--set", "web_open_browser=false"]
    mitmweb = make("mitmweb", *fixed).start()
    assert curl(mitmweb, "http://nowhere.test/hello").body == b"hello"
    assert run_curl(f"{mitmweb.proxy}/nothing").status == 666

    asked = urllib.request.Request(f"http://127.0.0.1:{port}/flows", headers={"Authorization": "Bearer open"})
    with DIRECT.open(asked, timeout=20) as answer:
        flows = json.load(answer)
    assert [bool(flow["marked"]) for flow in flows] == [True, True]
    assert flows[0]["comment"].startswith("mock: ")
    assert flows[0]["comment"].endswith("hello.yml:3")
    assert flows[1]["comment"].startswith("no mock matched (nearest: mocks/hello.yml:3 ")
    assert mitmweb.stop() == 0
