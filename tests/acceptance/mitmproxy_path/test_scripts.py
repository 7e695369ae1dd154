"""A script of a user's sees under `serve` what it sees under mitmdump."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.addon import BIN, free_port
from tests.acceptance.harness.authority import Trust, copy_confdir
from tests.acceptance.harness.clients import CurlError, run_curl
from tests.acceptance.harness.paths import clean_environment
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until

SCRIPT = Path(__file__).with_name("notes.py")
ENDS_SERVER = "server_disconnected"
ENDS = {"client_disconnected", ENDS_SERVER}
"""Hooks whose order among each other is chance."""
LIKE_OURS = ("connection_strategy=lazy", "upstream_cert=false")


@dataclass
class Noted:
    """A proxy with the script."""

    proxy: str
    ca: Path
    notes: Path

    def of(self, *arguments: str, trusts: bool = True) -> tuple[list[str], str]:
        """What the script noted of a request by curl, and what curl got."""
        self.notes.write_text("")
        trusting = ["--cacert", str(self.ca)] if trusts else []
        got = "nothing"
        with suppress(CurlError):
            answer = run_curl("-x", self.proxy, "--noproxy", "", *trusting, *arguments)
            got = f"{answer.status} {answer.headers.get('X-Seen')}"
        wait_until(self.is_over, "the end of the connections")
        lines = self.lines()
        return [*(line for line in lines if line not in ENDS), *sorted(ENDS & set(lines))], got

    def is_over(self) -> bool:
        lines = self.lines()
        return "client_disconnected" in lines and lines.count("server_connected") == lines.count(ENDS_SERVER)

    def lines(self) -> list[str]:
        return self.notes.read_text().splitlines()


@pytest.fixture
def mitmdump(tmp_path: Path, confdir_template: Path, trust: Trust) -> Iterator[Noted]:
    """mitmproxy's own program, set up as smockproxy is."""
    confdir, port, notes = (
        copy_confdir(confdir_template, tmp_path / "theirs"),
        free_port(),
        tmp_path / "theirs.txt",
    )
    trusting = f"ssl_verify_upstream_trusted_ca={trust.ca_file}"
    sets = [part for option in (*LIKE_OURS, trusting, f"confdir={confdir}") for part in ("--set", option)]
    command = [str(BIN / "mitmdump"), "-q", "--listen-host", "127.0.0.1", "-p", str(port), "-s", str(SCRIPT)]
    notes.touch()
    process = subprocess.Popen([*command, *sets], env=clean_environment() | {"NOTES": str(notes)})
    try:
        wait_until(lambda: listens(port), "mitmdump", seconds=30)
        wait_until(lambda: "client_disconnected" in notes.read_text(), "the script", seconds=10)
        yield Noted(f"http://127.0.0.1:{port}", confdir / "mitmproxy-ca-cert.pem", notes)
    finally:
        process.terminate()
        process.wait(20)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def ours(start: Start, tmp_path: Path, *arguments: str) -> Noted:
    notes = tmp_path / "ours.txt"
    notes.touch()
    process = start("", "-s", str(SCRIPT), *arguments, environment={"NOTES": str(notes)})
    return Noted(process.proxy, process.ca, notes)


def test_every_hook_is_called_as_under_mitmdump(
    start: Start, tmp_path: Path, mitmdump: Noted, upstream: HttpUpstream, tls_upstream: HttpUpstream
) -> None:
    """The order of hooks within a connection, and what flows hold by then."""
    smockproxy = ours(start, tmp_path)
    plain, secure = upstream.url, tls_upstream.url
    asked = [
        [f"{plain}/a"],
        [f"{plain}/b", "-d", "x" * 3000],
        [f"{plain}/c", f"{plain}/d"],
        [f"{plain}/own"],
        [f"{plain}/halt"],
        [f"{plain}/broken"],
        [f"{secure}/e", "--http1.1"],
        [f"{secure}/own", "--http1.1"],
        [f"{secure}/f", "--http2"],
    ]
    for arguments in asked:
        theirs, got = mitmdump.of(*arguments)
        assert smockproxy.of(*arguments) == (theirs, got), arguments
    theirs, got = mitmdump.of(f"{secure}/g", trusts=False)
    assert smockproxy.of(f"{secure}/g", trusts=False) == (theirs, got)
    assert "tls_failed_client" in theirs

    nobody = f"http://127.0.0.1:{free_port()}/"
    (theirs, _), (seen, got) = mitmdump.of(nobody), smockproxy.of(nobody)
    until_there = theirs.index("server_connect_error") + 1
    assert seen[:until_there] == theirs[:until_there]
    assert got == "502 1", "the answer is ours: mitmproxy shows an error where we show an answer"
