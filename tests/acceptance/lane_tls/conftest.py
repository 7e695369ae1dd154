"""A server with the lane and one where everything goes through mitmproxy: same mocks, same authority."""

from collections.abc import Iterator

import pytest

from tests.acceptance.harness.authority import Trust
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream

MOCKS = """
- request: {path: /hi}
  response: {body: hello}
- request: {method: POST, path: /taken}
  response: {body: taken}
- request: {path: /large}
  response: {body: "%s"}
- request: {path: /slow}
  response: {body: late, delay: 300ms}
""" % ("0123456789abcdef" * 65_536)


@pytest.fixture(scope="session")
def real(trust: Trust) -> Iterator[HttpUpstream]:
    """A real server under TLS."""
    with HttpUpstream(trust.server_context("http/1.1"), host="localhost") as server:
        yield server


@pytest.fixture(scope="session")
def lane(confdir_template, trust: Trust, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Smockproxy]:
    """With the lane."""
    yield from started(confdir_template, trust, tmp_path_factory)


@pytest.fixture(scope="session")
def reference(
    confdir_template, trust: Trust, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Smockproxy]:
    """Without."""
    yield from started(confdir_template, trust, tmp_path_factory, "--no-lane")


def started(confdir, trust: Trust, factory, *arguments: str) -> Iterator[Smockproxy]:
    trusting = ["--set", f"ssl_verify_upstream_trusted_ca={trust.ca_file}"]
    process = Smockproxy(factory.mktemp("lane-tls"), confdir, *trusting, *arguments)
    process.write("mocks.yml", MOCKS)
    try:
        yield process.start()
    finally:
        process.kill()
