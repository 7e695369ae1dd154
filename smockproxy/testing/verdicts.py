"""A verdict as an assertion."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smockproxy.app.api.shapes import Verdict


def assert_passed(verdict: Verdict) -> None:
    """Raise `AssertionError`, with all that there is to say, unless a verdict is "passed"."""
    __tracebackhide__ = True  # pytest's: what failed is the caller's line
    if verdict["outcome"] != "passed":
        from smockproxy.app.verdicts.text import verdict_text  # noqa: PLC0415 - only words, and seldom needed

        raise AssertionError(verdict_text(verdict))
