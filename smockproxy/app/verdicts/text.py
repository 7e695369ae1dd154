"""A verdict as text, from the values of `smockproxy.app.verdicts.shape`; what failed comes first.

Rules of this file: standard library only. What peers sent is never written raw.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from smockproxy.app.visible import visible
from smockproxy.app.why.text import mock_name, nearest_text

type Shape = Mapping[str, Any]

MOST_NAMED = 20
"""Mocks of a list that are named."""


def verdict_text(shape: Shape, *, can_be_asked: bool = True) -> str:
    """The whole verdict; `can_be_asked`: whether the server is still there to say more."""
    blocks = (
        summary_text(shape),
        *_findings(shape),
        "\n".join(_last_lines(shape, can_be_asked=can_be_asked)),
    )
    return "\n\n".join(blocks) + "\n"


def summary_text(shape: Shape) -> str:
    """How it ended, and why, in one line."""
    if shape["outcome"] == "failed":
        because = "; ".join(_CHARGES[word](shape) for word in shape["breaches"] if word in shape["fail_on"])
        return f"FAILED: {because}"
    used = f"{counted(len(shape['mocks']), 'mock')}, {counted(shape['exchanges'], 'exchange')}"
    if shape["outcome"] == "incomplete":
        gone = counted(shape["evicted"], "exchange")
        return f"INCOMPLETE: nothing is wrong with what is known, but {gone} made room for others; {used}"
    return f"PASSED: {used}"


def counted(count: int, noun: str) -> str:
    """`1 mock`, `2 mocks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _were(count: int, noun: str) -> str:
    return f"{counted(count, noun)} {'was' if count == 1 else 'were'}"


def miscounted(shape: Shape) -> list[Shape]:
    """The mocks that were not used as they expect, in the order of their places."""
    return sorted((mock for mock in shape["mocks"] if not mock["as_expected"]), key=_place)


def _place(mock: Shape) -> tuple[bool, str, int]:
    """By file and line; those that came by the API are last."""
    file, line = place_of(mock)
    return not file, file, line


def place_of(mock: Shape) -> tuple[str, int]:
    """File and line of a mock; nothing and 0 if it came by the API."""
    file, _, line = (mock["source"] or "").rpartition(":")
    return file, int(line or 0)


def unused(shape: Shape) -> list[Shape]:
    """The mocks that were never used, though nobody said that they should not be; by their places."""
    return sorted((mock for mock in shape["mocks"] if mock["missed"]), key=_place)


def _unmatched(shape: Shape) -> int:
    return int(shape["refused"]["count"] + shape["passed_on"]["count"])


_CHARGES: Mapping[str, Callable[[Shape], str]] = {
    "unverified": lambda shape: f"{_were(len(miscounted(shape)), 'mock')} not used as expected",
    "refused": lambda shape: f"{_were(shape['refused']['count'], 'request')} refused",
    "unmatched": lambda shape: f"{counted(_unmatched(shape), 'request')} matched no mock",
    "forwarded": lambda shape: f"{counted(shape['forwarded']['count'], 'request')} went to real servers",
    "unused": lambda shape: f"{_were(len(unused(shape)), 'mock')} never used",
    "failed": lambda shape: f"{counted(shape['failed']['count'], 'exchange')} failed",
}
"""What can be wrong → it, in words."""


def charge_text(word: str, shape: Shape) -> str:
    """What is wrong of one kind, in words: `2 mocks were never used`."""
    return _CHARGES[word](shape)


def complaints_about(mock: Shape, shape: Shape) -> list[str]:
    """Why a mock was not used as it expects; empty if it was."""
    told = []
    if not mock["count_is_right"]:
        expected = f"expected {mock['expected']['text']} (by `{mock['expected_by']}`)"
        told.append(f"{counted(mock['uses'], 'use')}, {expected}")
    if early := mock["used_too_early"]:
        before = early["before"]
        own = f"its first use, exchange {visible(early['exchange'])}, came before that of"
        other = f"{mock_name(before)}, exchange {visible(before['exchange'])}"
        told.append(f"{own} {other}: rank {mock['rank']} before rank {before['rank']}")
    if told and mock["uses"] < mock["expected"]["at_least"]:
        told += [f"near it was {_request_line(request)}" for request in _near(mock, shape)]
    return told


def _near(mock: Shape, shape: Shape) -> list[Shape]:
    """Requests without an answer of which it is the nearest mock."""
    requests = (*shape["refused"]["requests"], *shape["passed_on"]["requests"])
    return [
        request
        for request in requests
        if request["nearest"] and request["nearest"][0]["mock"]["id"] == mock["id"]
    ]


def _findings(shape: Shape) -> Iterator[str]:
    if mocks := miscounted(shape):
        yield "\n".join(["Not used as expected:", *_complaint_lines(mocks, shape)])
    shown = [
        kind
        for kind in TITLES
        if kind != "passed_on" or not {"unmatched", "forwarded"}.isdisjoint(shape["fail_on"])
    ]
    yield from (requests_text(kind, shape) for kind in shown if shape[kind]["count"])
    if shape["forwarded"]["count"]:
        yield hosts_text(shape)
    if unused(shape):
        yield unused_text(shape)


TITLES: Mapping[str, str] = {
    "refused": "Refused:",
    "failed": "Failed:",
    "passed_on": "Not refused, though no mock matched:",
}
"""The kinds of requests that are listed."""


def _complaint_lines(mocks: Sequence[Shape], shape: Shape) -> Iterator[str]:
    for mock in mocks[:MOST_NAMED]:
        first, *further = complaints_about(mock, shape)
        yield f"  {mock_name(mock)}: {first}"
        yield from (f"     {line}" for line in further)
    yield from _more(len(mocks[MOST_NAMED:]))


def requests_text(kind: str, shape: Shape) -> str:
    """The requests of a kind, each with the mocks that are nearest to it."""
    found, lines = shape[kind], [TITLES[kind]]
    for request in found["requests"]:
        lines.append(f"  {_request_line(request)}{_error(request)}")
        if nearest := request.get("nearest"):
            lines += ["    (only the beginning of its body is kept)"] if request["cut"] else []
            lines += (f"  {line}" for line in nearest_text(nearest).split("\n"))
    return "\n".join([*lines, *_more(found["more"])])


def _request_line(request: Shape) -> str:
    """`GET http://api.test/pay (3 times, first in exchange 7)`."""
    count, first = request["count"], f"exchange {visible(request['exchange'])}"
    times = first if count == 1 else f"{count} times, first in {first}"
    return f"{visible(request['method'])} {visible(request['url'])} ({times})"


def _error(request: Shape) -> str:
    return f": {visible(request['error'])}" if request["error"] else ""


def _more(count: int) -> list[str]:
    return [f"  and {count} more"] if count else []


def hosts_text(shape: Shape) -> str:
    """The real servers that requests went to."""
    forwarded, lines = shape["forwarded"], ["Real servers that were asked:"]
    for host in forwarded["hosts"]:
        by = f", {host['by_mocks']} by mocks" if host["by_mocks"] else ""
        lines.append(f"  {visible(host['origin'])}: {counted(host['count'], 'request')}{by}")
    return "\n".join([*lines, *_more(forwarded["count"] - sum(host["count"] for host in forwarded["hosts"]))])


def unused_text(shape: Shape) -> str:
    """The mocks that were never used."""
    mocks = unused(shape)
    named = (f"  {mock_name(mock)}" for mock in mocks[:MOST_NAMED])
    return "\n".join(["Never used:", *named, *_more(len(mocks[MOST_NAMED:]))])


def _last_lines(shape: Shape, *, can_be_asked: bool) -> Iterator[str]:
    session = shape["session"]
    name = visible(session["name"] or session["id"])
    yield f"{f'{name}: ' if name else ''}{counted(shape['exchanges'], 'exchange')}, seed {shape['seed']}"
    if shape["evicted"]:
        gone = f"The history had no room for {counted(shape['evicted'], 'older exchange')}"
        yield f"{gone}: raise --history-entries or --history-bytes, or verify sooner."
    if can_be_asked and (refused := shape["refused"]["requests"]):
        yield f"What would help: smockproxy why {visible(refused[0]['exchange'])}"
