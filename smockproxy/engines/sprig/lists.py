"""sprig's functions on lists. The `must` twins fail alike; Go's raise where the others panic."""

from collections.abc import Callable, Mapping
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.casts import to_int
from smockproxy.engines.sprig.emptiness import empty
from smockproxy.engines.sprig.equality import identity
from smockproxy.engines.sprig.gotypes import kind_name
from smockproxy.engines.sprig.limits import check_members

NIL_POINTER = "runtime error: invalid memory address or nil pointer dereference"


def _members(value: Any, failure: str) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return list(value)
    if value is None:
        raise FunctionError(NIL_POINTER)
    raise FunctionError(f"{failure} {kind_name(value)}")


def make_list(*values: Any) -> list[Any]:
    """The values as a list."""
    return list(values)


def append(members: Any, value: Any) -> list[Any]:
    """A new list with a value at its end."""
    found = _members(members, "Cannot push on type")
    check_members(len(found) + 1)
    return [*found, value]


def prepend(members: Any, value: Any) -> list[Any]:
    """A new list with a value at its beginning."""
    found = _members(members, "Cannot prepend on type")
    check_members(len(found) + 1)
    return [value, *found]


def concat(*lists: Any) -> list[Any]:
    """The members of all lists."""
    joined: list[Any] = []
    for members in lists:
        if not isinstance(members, (list, tuple)):
            raise FunctionError(
                NIL_POINTER if members is None else f"Cannot concat type {kind_name(members)} as list"
            )
        check_members(len(joined) + len(members))
        joined += members
    return joined


def chunk(size: int, members: Any) -> list[list[Any]]:
    """Lists of so many members each; the last may be shorter."""
    found = _members(members, "Cannot chunk type")
    if size <= 0:
        raise FunctionError("runtime error: makeslice: len out of range")
    return [found[at : at + size] for at in range(0, len(found), size)]


def first(members: Any) -> Any:
    """The first member; nil of none."""
    found = _members(members, "Cannot find first on type")
    return found[0] if found else None


def last(members: Any) -> Any:
    """The last member; nil of none."""
    found = _members(members, "Cannot find last on type")
    return found[-1] if found else None


def rest(members: Any) -> list[Any]:
    """All but the first."""
    return _members(members, "Cannot find rest on type")[1:]


def initial(members: Any) -> list[Any]:
    """All but the last."""
    return _members(members, "Cannot find initial on type")[:-1]


def reverse(members: Any) -> list[Any]:
    """In reverse order."""
    return _members(members, "Cannot find reverse on type")[::-1]


def compact(members: Any) -> list[Any]:
    """Without what is empty."""
    return [member for member in _members(members, "Cannot compact on type") if not empty(member)]


def uniq(members: Any) -> list[Any]:
    """Without what was there before."""
    found = _members(members, "Cannot find uniq on type")
    kept: dict[Any, Any] = {}
    for key, member in zip(_identities(found), found, strict=True):
        kept.setdefault(key, member)
    return list(kept.values())


def without(members: Any, *omitted: Any) -> list[Any]:
    """Without some values."""
    found = _members(members, "Cannot find without on type")
    gone = set(_identities(list(omitted)))
    return [member for key, member in zip(_identities(found), found, strict=True) if key not in gone]


def has(value: Any, members: Any) -> bool:
    """Whether the value is a member; never of nil."""
    if members is None:
        return False
    return identity(value) in _identities(_members(members, "Cannot find has on type"))


def _identities(members: list[Any]) -> tuple[Any, ...]:
    """The key of each member."""
    _, keys = identity(members)  # type: ignore[misc] # of a list it is the pair of "slice" and the members' keys
    return keys  # type: ignore[no-any-return, has-type]


def cut(members: Any, *places: Any) -> list[Any] | None:
    """From one place to before another, both from 0; nil of an empty list."""
    found = _members(members, "list should be type of slice or array but")
    if not found:
        return None
    start = to_int(places[0]) if places else 0
    end = to_int(places[1]) if len(places) > 1 else len(found)
    if not 0 <= start <= end <= len(found):
        raise FunctionError("reflect.Value.Slice: slice index out of bounds")
    return found[start:end]


_WITH_TWIN: Mapping[str, Callable[..., Any]] = {
    "append": append,
    "prepend": prepend,
    "chunk": chunk,
    "first": first,
    "last": last,
    "rest": rest,
    "initial": initial,
    "reverse": reverse,
    "compact": compact,
    "uniq": uniq,
    "without": without,
    "has": has,
    "slice": cut,
    "push": append,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "list": make_list,
    "tuple": make_list,
    "concat": concat,
    **_WITH_TWIN,
    **{f"must{name[0].upper()}{name[1:]}": function for name, function in _WITH_TWIN.items()},
}
