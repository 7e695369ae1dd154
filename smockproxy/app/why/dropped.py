"""What a change takes out of a mock altogether: the conditions and limits that have no successor after it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smockproxy.files.places import Step
from smockproxy.files.rewrite import Change, Remove

type Place = tuple[Step, ...]
"""Where a condition is written: `("request", "headers", "X-A")`."""
_LISTS_OF_BLOCKS = ("any_of", "all_of")


def places_of(request: Any) -> Iterator[Place]:
    """Where in a `request:` its conditions are written, one by one, those in blocks too."""
    for key, value in request.items() if isinstance(request, Mapping) else ():
        if key in _LISTS_OF_BLOCKS and isinstance(value, list):
            for at, block in enumerate(value):
                yield from ((key, at, *inner) for inner in places_of(block))
        elif key == "not":
            yield from ((key, *inner) for inner in places_of(value))
        elif key == "json":
            yield from ((key, *inner) for inner in _leaves(value))
        elif isinstance(value, Mapping) and "matcher" not in value:
            yield from ((key, name, *inner) for name in value for inner in _each(value[name]))
        else:
            yield (key,)


def _leaves(document: Any) -> Iterator[Place]:
    """Where the values of a document stand that hold no others; a matcher is one."""
    pairs: Sequence[tuple[Step, Any]] = ()
    if isinstance(document, Mapping) and "matcher" not in document:
        pairs = list(document.items())
    elif isinstance(document, list):
        pairs = list(enumerate(document))
    if not pairs:
        yield ()
    for step, value in pairs:
        yield from ((step, *inner) for inner in _leaves(value))


def _each(matchers: Any) -> Iterator[Place]:
    """The first matcher of a name has the name's place, whether it stands in a list or not."""
    yield ()
    if isinstance(matchers, list):
        yield from ((at,) for at in range(1, len(matchers)))


def has_empty_block(request: Any) -> bool:
    """Whether a block in it holds of every request, or a list of blocks has none."""
    if not isinstance(request, Mapping):
        return False
    lists = [request[key] for key in _LISTS_OF_BLOCKS if isinstance(request.get(key), list)]
    negated = [request["not"]] if "not" in request else []
    blocks = [*negated, *(block for blocks in lists for block in blocks)]
    return not all(lists) or any(not block or has_empty_block(block) for block in blocks)


def dropped_by(change: Change, before: Any, after: Any) -> tuple[str, ...]:
    """The names of what a change of a mock takes out: `headers.X-A`, `context.times`."""
    if change.steps[0] != "request":
        return (place_name(change.steps),) if isinstance(change, Remove) else ()
    steps = change.steps[1:]
    is_of_list = isinstance(change, Remove) and isinstance(steps[-1], int)
    kept = set() if is_of_list else set(places_of(after.get("request")))
    touched = [place for place in places_of(before.get("request")) if place[: len(steps)] == steps]
    return tuple(place_name(place) for place in touched if place not in kept)


def place_name(place: Place) -> str:
    """A place as mismatches name it: `any_of[0].headers.X-A`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")
