"""An explanation as text, from the values of `smockproxy.app.why.shape`.

Rules of this file: standard library only. What peers sent is never written raw.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smockproxy.app.visible import indented, visible

type Shape = Mapping[str, Any]


def why_text(shape: Shape) -> str:
    """The whole explanation, with what would help."""
    blocks = [*_trace_blocks(shape), *_edit_blocks(shape), *_new_mock_blocks(shape)]
    return "\n\n".join(blocks) + "\n"


def trace_text(shape: Shape) -> str:
    """Who was asked, who answered, who is nearest."""
    return "\n\n".join(_trace_blocks(shape)) + "\n"


def nearest_text(nearest: Sequence[Shape]) -> str:
    """The nearest mocks, each with all that was amiss; nothing if there are none."""
    return "\n".join(_nearest_lines(nearest))


def _trace_blocks(shape: Shape) -> Iterator[str]:
    yield "\n".join(_first_lines(shape))
    if shape["asked"]:
        title = "Asked before it:" if shape["mock"] else "Asked:"
        yield "\n".join([title, *map(_asked_line, shape["asked"]), *_more(shape["more"])])
    if shape["over"]:
        yield "\n".join(
            ["These match, too, and come later:", *(f"  {mock_name(mock)}" for mock in shape["over"])]
        )
    if shape["nearest"]:
        title = "Nearest of the others:" if shape["mock"] else "Nearest:"
        yield f"{title}\n{nearest_text(shape['nearest'])}"
    elif not shape["mock"]:
        yield "There are no mocks that come near."


def _first_lines(shape: Shape) -> Iterator[str]:
    request, of = shape["request"], f"{visible(shape['exchange'])}: " if shape["exchange"] else ""
    yield f"{of}{visible(request['method'])} {visible(request['url'])}"
    yield indented(shape["verdict"])
    if shape["cut"]:
        yield "only the beginning of its body is kept: what is said of the body is said of that"
    if shape["mock"]:
        yield f"use count: {shape['uses_before']} before, {shape['uses_after']} after"
    if shape.get("turn"):  # an older server does not say it
        yield f"answer {shape['turn']} of its sequence"
    if shape["mocks_version"] != shape["mocks_version_now"]:
        yield "the mocks have changed since; what is nearest is said of those in force now"


def _asked_line(asked: Shape) -> str:
    return f"  {mock_name(asked['mock'])}: {_reason(asked)}"


def _reason(asked: Shape) -> str:
    if asked["held_back"]:
        return str(asked["held_back"])
    cut = " (of the body only the beginning is kept)" if asked["cut"] else ""
    return f"{mismatch_text(asked) if asked['field'] else 'what failed can no longer be seen'}{cut}"


def mismatch_text(mismatch: Shape) -> str:
    """Which field, what was expected of it, what was found."""
    found = visible(mismatch["actual"])
    is_json = "$" in mismatch["field"]
    shown = found if is_json or found in {"absent", "present"} else f'"{found}"'
    return f"{visible(mismatch['field'])}: expected {visible(mismatch['expected'])}, found {shown}"


def _more(count: int) -> list[str]:
    return [f"  and {count} more"] if count else []


def _nearest_lines(nearest: Sequence[Shape]) -> Iterator[str]:
    for number, miss in enumerate(nearest, 1):
        yield f"  {number}. {mock_name(miss['mock'])} (distance {miss['distance']:.3f})"
        if miss["held_back"]:
            yield f"     it matches, but is {miss['held_back']}"
        yield from (f"     {mismatch_text(mismatch)}" for mismatch in miss["mismatches"])


def _edit_blocks(shape: Shape) -> Iterator[str]:
    edit = shape["edit"]
    if not edit:
        return
    lines = [f"The smallest edit that makes {mock_name(edit['mock'])} match:"]
    for changed in edit["lines"]:
        lines.append(f"  {visible(edit['file'] or 'the mock')}:{changed['line']}")
        lines += (f"  -{visible(line)}" for line in changed["old"])
        lines += (f"  +{visible(line)}" for line in changed["new"])
    yield "\n".join([*lines, *_remarks(edit), *_change_lines(edit)])


def _remarks(edit: Shape) -> Iterator[str]:
    """What the edit does besides."""
    if edit["drops"]:
        yield f"  It drops {visible(', '.join(edit['drops']))}."
    if edit["matches_all"]:
        yield "  Then no condition is left: the mock matches every request."
    if edit["held_back"]:
        yield f"  Even then the mock is held back: {edit['held_back']}."


def _change_lines(edit: Shape) -> Iterator[str]:
    changes, left_out = edit["changes"], edit["left_out"]
    if changes:
        yield "  Careful: it would change who answers recent exchanges:"
    elif left_out:
        yield "  It would change who answers none of the recent exchanges."
    for change in changes[:5]:
        request = change["request"]
        after = mock_name(change["after"]) if change["after"] else "no mock"
        asked = f"{visible(request['method'])} {visible(request['url'])}"
        yield f"    {visible(change['exchange'])}: {asked}: {mock_name(change['before'])} → {after}"
    if len(changes) > 5:
        yield f"    and {len(changes) - 5} more"
    if left_out:
        yield f"  Recent exchanges left out of this, since their bodies are not kept whole: {left_out}"


def _new_mock_blocks(shape: Shape) -> Iterator[str]:
    if shape["new_mock"]:
        indented = "\n".join(f"  {line}" for line in visible(shape["new_mock"], "\n").splitlines())
        yield f"Or a new mock:\n{indented}"


def mock_name(mock: Shape) -> str:
    """What people know a mock by."""
    return visible(mock["source"] or mock["id"])
