"""The answers to "was this called", and to a wait, as text.

Rules of this file: standard library only. What peers sent is never written raw.
"""

from collections.abc import Iterator, Sequence

from smockproxy.app.verdicts.text import Shape, counted
from smockproxy.app.visible import visible
from smockproxy.app.why.text import mismatch_text

MOST_IDS = 10
"""Exchanges of a wait that are named."""


def called_text(shape: Shape) -> str:
    """How often something was called; if too seldom, what came near."""
    expected = f", expected {shape['expected']['text']}" if shape["expected"] else ""
    blocks = [f"{shape['outcome'].upper()}: {counted(shape['count'], 'call')}{expected}"]
    if unknown := shape["unknown"]:
        further = counted(unknown, "further exchange")
        why = "bodies are not kept whole (--history-body-limit)"
        blocks[0] += f"\nof {further} it cannot be told, since {why}"
    if evicted := shape["evicted"]:
        blocks[0] += f"\n{counted(evicted, 'older exchange')} made room for others"
    if shape["exchanges"]:
        lines = [f"  {_call_line(call)}" for call in shape["exchanges"]]
        blocks.append("\n".join(["Calls:", *_more_before(shape), *lines]))
    if shape["nearest"]:
        blocks.append("\n".join(["Nearest of the others:", *_near_lines(shape["nearest"])]))
    return "\n\n".join(blocks) + "\n"


def _more_before(shape: Shape) -> list[str]:
    earlier = shape["count"] - len(shape["exchanges"])
    return [f"  {earlier} before these"] if earlier else []


def _call_line(call: Shape) -> str:
    became = call["decision"] if call["status"] is None else f"{call['decision']}, {call['status']}"
    asked = f"{visible(call['method'])} {visible(call['url'])}"
    return f"{visible(call['exchange'])}: {asked} ({became})"


def _near_lines(nearest: Sequence[Shape]) -> Iterator[str]:
    for near in nearest:
        yield f"  {_call_line(near)} (distance {near['distance']:.3f})"
        yield from (f"     {mismatch_text(mismatch)}" for mismatch in near["mismatches"])


def waited_text(shape: Shape) -> str:
    """How a wait ended."""
    came = f"{shape['count']} of {counted(shape['at_least'], 'call')}"
    ids = f": exchange {', '.join(map(visible, shape['exchanges'][:MOST_IDS]))}" if shape["count"] else ""
    more = ", …" if shape["count"] > MOST_IDS else ""
    if shape["fulfilled"]:
        return f"PASSED: {came}{ids}{more}\n"
    return f"FAILED: {came} in {shape['timeout']:g} s{ids}{more}\n"
