"""Values of requests that are another each time: by name and shape, or made up by the client."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from smockproxy.record.freeing import Free, Seen
from smockproxy.record.inferred import Part, Place
from smockproxy.record.shapes import has_moment, is_drawn, uuids_in, volatile_reason

IN_PART = frozenset({Part.QUERY, Part.FORM, Part.JSON})
"""Where a value can be left out: a path has no gaps, and headers are asked for only where they must be."""
ENOUGH = 3
"""Requests in which a value must differ to be taken for one that always does."""
MADE_UP = "an id that the client made up: no answer before gave it"
PARTLY_MADE_UP = "there is an id in it that the client made up: no answer before gave it"
DATED = "there is the moment in it at which it was sent"


def name_of(place: Place) -> str:
    """The name under which a value stands; places in lists have none."""
    return next((step for step in reversed(place.steps) if isinstance(step, str)), "")


def mark_volatile(seen: Sequence[Seen]) -> None:
    """Free what is volatile by its name and shape, or was made up by the client."""
    given = _first_given(seen)
    counts = Counter((name_of(place), text) for each in seen for place, text in _places(each))
    for at, each in enumerate(seen):
        for place, text in _places(each):
            reason = volatile_reason(name_of(place), text, each.exchange.at)
            if not reason and has_moment(text, each.exchange.at):
                reason = DATED
            if not reason and counts[name_of(place), text] == 1:
                reason = _made_up(text, at, given)
            if reason:
                each.frees[place] = Free(reason, is_certain=True)


def _made_up(text: str, at: int, given: Mapping[str, int]) -> str:
    """Why a value is the client's own; empty if it may not be."""
    parts = [text] if is_drawn(text) else uuids_in(text)
    if not parts or any(given.get(part, at) < at for part in (text, *parts)):
        return ""
    return MADE_UP if parts == [text] else PARTLY_MADE_UP


def _places(each: Seen) -> Iterator[tuple[Place, str]]:
    """The values that may be left out; of several under one name none may."""
    for place, text in each.asked.items():
        is_one = place.part is Part.JSON or Place(place.part, (*place.steps[:1], 1)) not in each.asked
        if place.part in IN_PART and text and is_one:
            yield place, text


def _first_given(seen: Sequence[Seen]) -> Mapping[str, int]:
    """Which exchange's answer was the first that had a value."""
    first: dict[str, int] = {}
    for at, each in enumerate(seen):
        for text in each.answered.values():
            first.setdefault(text, at)
    return first


def mark_differing(seen: Sequence[Seen]) -> None:
    """Free what differs in each of several requests that are otherwise equal, with equal answers."""
    groups: dict[object, list[Seen]] = {}
    for each in seen:
        groups.setdefault(each.shape, []).append(each)
    for group in groups.values():
        if len(group) >= ENOUGH:
            _mark_group(group)


def _mark_group(group: Sequence[Seen]) -> None:
    places = [place for place, _ in _places(group[0]) if place not in group[0].frees]
    varying = [place for place in places if len({each.exact[place] for each in group}) == len(group)]
    if not varying:
        return
    free = Free(f"differs in {len(group)} of {len(group)} requests, whose answers are alike")
    proposed = [{**each.frees, **dict.fromkeys(varying, free)} for each in group]
    keys = {each.key(frees) for each, frees in zip(group, proposed, strict=True)}
    answers = {each.answer(frees) for each, frees in zip(group, proposed, strict=True)}
    if len(keys) == len(answers) == 1:
        for each, frees in zip(group, proposed, strict=True):
            each.frees = frees
