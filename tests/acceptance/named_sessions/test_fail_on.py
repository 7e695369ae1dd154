"""`serve --fail-on`: the verdict on all sessions is the exit code."""

import signal

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import curl

MOCKS = """\
- request: {path: /once}
  context: {times: 1}
  response: {body: once}
"""


@pytest.mark.parametrize("with_signal", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_did_what_it_should(start: Start, with_signal: signal.Signals) -> None:
    smockproxy = start(MOCKS, "--unmatched", "refuse", "--fail-on", "unverified,unmatched")
    curl(smockproxy, "http://a.test/once")

    assert smockproxy.stop(with_signal) == 0
    assert "PASSED: 1 mock, 1 exchange" in smockproxy.log()


def test_a_request_that_nothing_matched(start: Start) -> None:
    smockproxy = start(MOCKS, "--unmatched", "refuse", "--fail-on", "unmatched")
    curl(smockproxy, "http://a.test/onec", "-H", "X-Smockproxy-Session: worker-1")

    assert smockproxy.stop() == 1
    assert "Session worker-1: FAILED: 1 request matched no mock" in smockproxy.log()
    assert "mocks/mocks.yml:1" in smockproxy.log()


def test_a_mock_that_was_not_used_as_it_says(start: Start) -> None:
    smockproxy = start(MOCKS, "--unmatched", "refuse", "--fail-on", "unverified")

    assert smockproxy.stop() == 1
    assert "FAILED: 1 mock was not used as expected" in smockproxy.log()


def test_a_word_that_is_none(start: Start) -> None:
    with pytest.raises(
        AssertionError, match='flag --fail-on: "unmatchd" names "unmatchd"; expected unverified'
    ):
        start(MOCKS, "--fail-on", "unmatchd")
