"""Generalising: what recorded exchanges have in common, so that they answer the next run, too.

Pure, and in time that grows with the number of exchanges. Each inference says why, and none makes requests
one that asked for different things and were answered differently.
"""

from collections.abc import Sequence

from smockproxy.core.http import NO_JSON
from smockproxy.core.memory import REMEMBERED
from smockproxy.record.exchange import Exchange
from smockproxy.record.freeing import Free, Seen, conflicts
from smockproxy.record.inferred import Echo, Inferred, LeftOut, Part, PathParameter, Place, Used
from smockproxy.record.leaves import document_of, in_document
from smockproxy.record.parameters import mark_parameters
from smockproxy.record.ties import Origin, Ties
from smockproxy.record.volatility import mark_differing, mark_volatile


def infer(exchanges: Sequence[Exchange]) -> tuple[Inferred, ...]:
    """What can be inferred of each exchange, in the order in which they are given."""
    order = sorted(range(len(exchanges)), key=lambda at: exchanges[at].at)
    seen = [Seen(exchanges[at]) for at in order]
    mark_volatile(seen)
    ties = _tied(seen)
    mark_parameters(seen)
    mark_differing(seen)
    _take_back(seen)
    used = {free.name for each in seen for free in each.frees.values() if free.is_tied}
    used |= {echo.expression.removeprefix(f"{REMEMBERED}.") for some in ties.repeated for echo in some}
    found = [_inferred(each, ties, at, used) for at, each in enumerate(seen)]
    by_place = dict(zip(order, found, strict=True))
    return tuple(by_place[at] for at in range(len(exchanges)))


def _tied(seen: Sequence[Seen]) -> Ties:
    """Ties that make nothing equal that is not; where one name for several values would, each has its own."""
    before = [dict(each.frees) for each in seen]
    ties = Ties(seen)
    ties.mark()
    split: frozenset[Origin] = frozenset()
    while at_fault := _at_fault(seen, ties) - split:
        split |= at_fault
        for each, frees in zip(seen, before, strict=True):
            each.frees = dict(frees)
        ties = Ties(seen, split)
        ties.mark()
    return ties


def _at_fault(seen: Sequence[Seen], ties: Ties) -> frozenset[Origin]:
    """The origins of what was used where ties made different things equal."""
    wrong = {id(each) for group in conflicts(seen) for each in group}
    return frozenset(
        origin for at, each in enumerate(seen) if id(each) in wrong for origin in ties.origins[at]
    )


def _take_back(seen: Sequence[Seen]) -> None:
    """Free nothing but what is certain where more than that made different things equal."""
    while groups := conflicts(seen):
        for group in groups:
            for each in group:
                each.frees = {place: free for place, free in each.frees.items() if free.is_certain}


def _inferred(each: Seen, ties: Ties, at: int, used: set[str]) -> Inferred:
    frees, echoes = each.frees, _echoes(each)
    places = {echo.place for echo in echoes}
    return Inferred(
        left_out=tuple(LeftOut(place, free.reason) for place, free in frees.items() if not free.name),
        parameters=tuple(
            PathParameter(int(place.steps[0]), free.name, free.reason)
            for place, free in frees.items()
            if free.name and not free.is_tied
        ),
        echoes=(*echoes, *(echo for echo in ties.repeated[at] if echo.place not in places)),
        given=tuple(one for one in ties.given[at] if one.name in used),
        used=tuple(
            Used(free.name, place, each.asked.get(place) or each.brought.get(place, ""), free.reason)
            for place, free in frees.items()
            if free.is_tied
        ),
    )


def _echoes(each: Seen) -> list[Echo]:
    """The values of the answer that are free ones of the request."""
    found = each.echoes(each.frees)
    if not found:
        return []
    answered = {} if each.document is NO_JSON else dict(in_document(each.document))
    asked = document_of(each.exchange.request)
    sent = {} if asked is NO_JSON else dict(in_document(asked))
    echoes = []
    for place, source in found.items():
        value = answered[place.steps] if place.part is Part.JSON else each.asked[source]
        kind = _as_number(value, sent.get(source.steps) if source.part is Part.JSON else "")
        expression = _expression(source, each.frees[source]) + kind
        reason = f"the answer repeats {expression.partition(' ')[0]}"
        echoes.append(Echo(place, str(value), expression, reason))
    return echoes


def _as_number(value: object, sent: object) -> str:
    """What makes a number of a text again."""
    if isinstance(value, str) or not isinstance(sent, str):
        return ""
    return " | int" if isinstance(value, int) else " | float"


def _expression(place: Place, free: Free) -> str:
    """What a template says for a value of the request."""
    if place.part is Part.PATH and free.name and not free.is_tied:
        return f"request.path_params.{free.name}"
    if place.part is Part.PATH:
        return f"request.path_segments[{place.steps[0]}]"
    if place.part is Part.QUERY:
        return f"request.query_params{_step(place.steps[0])}[{place.steps[1]}]"
    steps = place.steps if place.part is Part.JSON else (place.steps[0], place.steps[1])
    return "request.body" + "".join(map(_step, steps))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if step.isidentifier() and step.isascii() and not step.startswith("_") and step not in _METHODS:
        return f".{step}"
    escaped = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{escaped}']"


_METHODS = frozenset(dir(dict))
"""What a mapping has besides its entries."""
