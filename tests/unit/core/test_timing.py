"""What `--timing` takes."""

import pytest

from smockproxy.core.timing import AS_MOCKS_SAY, Timing, flaw_of_timing, timing_of


@pytest.mark.parametrize(
    ("text", "timing"),
    [
        ("", AS_MOCKS_SAY),
        ("instant", Timing("instant")),
        ("recorded", Timing("recorded")),
        ("fitted", Timing("fitted")),
        ("x2", Timing("recorded", 2.0)),
        ("0.5x", Timing("recorded", 0.5)),
        ("\N{MULTIPLICATION SIGN}3", Timing("recorded", 3.0)),
    ],
)
def test_words_and_factors(text: str, timing: Timing) -> None:
    assert timing_of(text) == timing
    assert flaw_of_timing(text) == ""


@pytest.mark.parametrize("text", ["2", "x", "xx2", "x-1", "x1001", "xnan", "fast", "x2x"])
def test_anything_else_is_told(text: str) -> None:
    assert flaw_of_timing(text).startswith("expected instant, recorded, fitted, or a factor such as x2")
