"""What is asked of the time that answers of a replay take."""

from dataclasses import dataclass

INSTANT, RECORDED, FITTED = "instant", "recorded", "fitted"
MOST = 1_000.0
"""The largest factor."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long answers take."""

    word: str
    """`instant`, `recorded`, `fitted`, or empty for what mocks say themselves."""
    factor: float = 1.0


AS_MOCKS_SAY = Timing("")


def flaw_of_timing(text: str) -> str:
    """What is wrong with a value of `--timing`; empty for a good one."""
    try:
        timing_of(text)
    except ValueError as error:
        return str(error)
    return ""


def timing_of(text: str) -> Timing:
    """Read `instant`, `recorded`, `fitted`, or a factor: `x2`, `3x`, also with a sign of multiplication.

    Raises `ValueError`.
    """
    if text in {"", INSTANT, RECORDED, FITTED}:
        return Timing(text)
    plain = text.replace("\N{MULTIPLICATION SIGN}", "x")
    try:
        factor = float(plain.strip("x")) if plain.count("x") == 1 else -1.0
    except ValueError:
        factor = -1.0
    if not 0 <= factor <= MOST:
        raise ValueError(
            f"expected instant, recorded, fitted, or a factor such as x2 or x0.5 (up to {MOST:g})"
        )
    return Timing(RECORDED, factor)
