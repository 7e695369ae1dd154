"""Every way to get a mock file wrong, and exactly what its author is told.

With SMOCKPROXY_REWRITE_GOLDEN=1 the texts are written anew: then read each of them as its author would.
"""

import os
from pathlib import Path

import pytest

from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "problems"
CASES = sorted([*GOLDEN.glob("*.yml"), *GOLDEN.glob("*.json")])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_the_problems_of_a_bad_file(case):
    read = read_mock_file(case.read_bytes(), case.name, MATCHERS)
    told = "".join(f"{problem}\n" for problem in read.problems)
    expected = case.with_suffix(".txt")
    if os.environ.get("SMOCKPROXY_REWRITE_GOLDEN"):
        expected.write_text(told, encoding="utf-8")
    assert told
    assert told == expected.read_text(encoding="utf-8")
    assert read.mocks == ()


def test_there_is_a_file_for_every_text():
    assert {case.stem for case in CASES} == {text.stem for text in GOLDEN.glob("*.txt")}
    assert len(CASES) >= 30
