"""A verdict as an assertion."""

import pytest

from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.app.verdicts.text import verdict_text
from smockproxy.testing import assert_passed
from tests.unit.verdicts import broken


def test_one_that_passed_says_nothing():
    assert_passed({"outcome": "passed"})


@pytest.mark.parametrize("outcome", ["failed", "incomplete"])
def test_one_that_did_not_says_all_of_it(outcome):
    verdict = {**verdict_shape(broken().verdict()), "outcome": outcome}
    with pytest.raises(AssertionError) as caught:
        assert_passed(verdict)
    assert str(caught.value) == verdict_text(verdict)
