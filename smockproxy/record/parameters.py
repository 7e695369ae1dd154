"""Ids in paths: `/users/1` and `/users/2` become `/users/{id}` where their answers are alike."""

from collections.abc import Sequence

from smockproxy.record.freeing import Free, Frees, Seen
from smockproxy.record.inferred import Part, Place
from smockproxy.record.naming import identifier, singular
from smockproxy.record.shapes import is_drawn, is_id


def mark_parameters(seen: Sequence[Seen]) -> None:
    """Free the ids in the paths of requests that differ in them alone, and were answered alike."""
    groups: dict[object, list[Seen]] = {}
    for each in seen:
        if ids := _ids(each):
            groups.setdefault(each.key({**each.frees, **dict.fromkeys(ids, Free("", "id"))}), []).append(each)
    for group in groups.values():
        _mark_group(group)


def _ids(each: Seen) -> list[Place]:
    return [
        place
        for place, text in each.asked.items()
        if place.part is Part.PATH and place not in each.frees and is_id(text)
    ]


def _mark_group(group: Sequence[Seen]) -> None:
    ids = _ids(group[0])
    values = {place: {each.asked[place] for each in group} for place in ids}
    varying = [place for place in ids if len(values[place]) > 1 or _is_made_up(group, place)]
    if not varying:
        return
    frees: Frees = {
        place: Free(_reason(len(values[place])), _name(group[0], place, ids)) for place in varying
    }
    alike: dict[str, list[Seen]] = {}
    by_original: dict[str, set[str]] = {}
    for each in group:
        answer = each.answer({**each.frees, **frees})
        alike.setdefault(answer, []).append(each)
        by_original.setdefault(each.key(each.frees), set()).add(answer)
    if any(len(answers) > 1 for answers in by_original.values()):
        return  # the same request was answered differently in time
    enough = [part for part in alike.values() if _differ(part, varying) or len(group) == 1]
    if len(enough) == 1:
        for each in enough[0]:
            each.frees |= frees


def _is_made_up(group: Sequence[Seen], place: Place) -> bool:
    """Whether an id was seen once, and drawn by the client: what answers gave is tied to them already."""
    return len(group) == 1 and is_drawn(group[0].asked[place])


def _differ(part: Sequence[Seen], places: Sequence[Place]) -> bool:
    return any(len({each.asked[place] for each in part}) > 1 for place in places)


def _reason(count: int) -> str:
    if count == 1:
        return "an id that the client made up: no answer before gave it"
    return f"{count} ids were seen here, and the answers are alike"


def _name(each: Seen, place: Place, ids: Sequence[Place]) -> str:
    """`id`; where there are several, with what stands before it: `user_id`."""
    at = place.steps[0]
    before = Place(Part.PATH, (at - 1,)) if isinstance(at, int) else place
    if len(ids) == 1:
        return "id"
    owner = each.asked.get(before, "")
    return identifier(f"{singular(owner)}_id") if owner and not is_id(owner) else f"id_{at}"
