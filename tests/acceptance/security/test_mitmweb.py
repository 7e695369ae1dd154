"""In mitmweb our admin API keeps its rules, and mitmweb keeps its own: no page gets in by another name."""

import http.client

import pytest

from tests.acceptance.harness.addon import AddonProcess, free_port
from tests.acceptance.harness.authority import copy_confdir
from tests.acceptance.security.asking import ask


@pytest.fixture
def mitmweb(confdir_template, tmp_path):
    """mitmweb with the addon; its own port is `web_port`."""
    port = free_port()
    options = ["--set", f"web_port={port}", "--set", "web_password=open", "--set", "web_open_browser=false"]
    made = AddonProcess("mitmweb", tmp_path, copy_confdir(confdir_template, tmp_path / "certs"), *options)
    made.web_port = port
    try:
        yield made.start()
    finally:
        made.kill()


def web(port: int, path: str, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_name_that_was_made_to_point_here_gets_nothing_of_either(mitmweb) -> None:
    port = mitmweb.web_port
    assert web(port, "/flows", Authorization="Bearer open") == 200
    for host in ("evil.test", f"evil.test:{port}", f"127.0.0.1:{port}"):
        assert web(port, "/flows", Host=host) == 403
        assert web(port, "/", Host=host) == 403
    assert ask(mitmweb, "GET", "/mocks").status == 200
    assert ask(mitmweb, "GET", "/mocks", Host="evil.test").status == 403
    assert ask(mitmweb, "POST", "/reset", Origin="http://evil.test").status == 403
