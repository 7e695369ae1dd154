"""`recorded`: facts of the exchange that a mock was made of. Its messages stand in golden files."""

import pytest

from smockproxy.core.http import Headers
from smockproxy.core.recorded import Recorded
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS

TEXT = """
- response: {}
  recorded:
    at: 2026-11-12T10:11:12.5Z
    took: %s
    entry: abc
    request:
      method: POST
      url: https://api.test/login?a=1
      headers: {Accept: [a, b]}
      body_file: login.json
"""


@pytest.mark.parametrize(("took", "seconds"), [("120ms", 0.12), ("0.25", 0.25), ("3", 3.0)])
def test_the_facts(took, seconds):
    (mock,) = read_mock_file((TEXT % took).encode(), "a.yml", MATCHERS).mocks
    lines = Headers.of([("Accept", "a"), ("Accept", "b")])
    assert mock.recorded == Recorded(
        1794478272.5, seconds, "POST", "https://api.test/login?a=1", lines, "login.json", "abc"
    )


def test_a_mock_that_nobody_recorded():
    (mock,) = read_mock_file(b"- response: {}", "a.yml", MATCHERS).mocks
    assert mock.recorded is None


def test_a_moment_may_be_a_number():
    (mock,) = read_mock_file(b"- {response: {}, recorded: {at: 12.5}}", "a.yml", MATCHERS).mocks
    assert mock.recorded == Recorded(12.5)
