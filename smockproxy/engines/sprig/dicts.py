"""sprig's functions on dictionaries. Keys come in order, where Go's have none; `set`, `unset` and `merge`
change theirs.

`merge` and `mergeOverwrite` follow mergo 1.0: what is empty counts as missing, and nil is merged only by
overwriting.
"""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.values import type_name
from smockproxy.engines.sprig.emptiness import empty
from smockproxy.engines.sprig.limits import check_extent, check_members
from smockproxy.engines.sprig.printing import text_of


def make_dict(*pairs: Any) -> dict[str, Any]:
    """A dictionary of keys, each followed by its value; the last value may be missing."""
    keys = map(text_of, pairs[::2])
    values = (*pairs[1::2], "")
    return dict(zip(keys, values, strict=False))


def get(found: Mapping[str, Any], key: str) -> Any:
    """The value of a key; an empty text when it is missing."""
    return found.get(key, "")


def put(found: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Set a key; gives the same dictionary."""
    check_members(len(found) + 1)
    _writable(found)[key] = value
    return found


def unset(found: dict[str, Any], key: str) -> dict[str, Any]:
    """Remove a key; gives the same dictionary."""
    _writable(found).pop(key, None)
    return found


def _writable(found: Any) -> dict[str, Any]:
    if isinstance(found, dict):
        return found
    raise FunctionError(f"a {type_name(found)} of the request cannot be changed")


def has_key(found: Mapping[str, Any], key: str) -> bool:
    """Whether the key is there."""
    return key in found


def pluck(key: str, *dicts: Mapping[str, Any]) -> list[Any]:
    """The key's values in all dictionaries that have it."""
    return [found[key] for found in dicts if key in found]


def keys(*dicts: Mapping[str, Any]) -> list[str]:
    """The keys of all dictionaries, each dictionary's in order."""
    check_members(sum(map(len, dicts)))
    return [str(key) for found in dicts for key in sorted(found)]


def values(found: Mapping[str, Any]) -> list[Any]:
    """The values, in the order of their keys."""
    return [found[key] for key in sorted(found)]


def pick(found: Mapping[str, Any], *wanted: str) -> dict[str, Any]:
    """A new dictionary with some of the keys."""
    return {key: found[key] for key in wanted if key in found}


def omit(found: Mapping[str, Any], *unwanted: str) -> dict[str, Any]:
    """A new dictionary without some of the keys."""
    return {key: value for key, value in found.items() if key not in unwanted}


def dig(*arguments: Any) -> Any:
    """A value below some keys, else a default: the keys, the default, the dictionary."""
    if len(arguments) < 3:
        raise FunctionError("dig needs at least three arguments")
    *path, otherwise, found = arguments
    for key in path:
        if not isinstance(key, str):
            raise FunctionError(f"interface conversion: interface {{}} is {type_name(key)}, not string")
        if not isinstance(found, Mapping):
            wanted = "map[string]interface {}"
            raise FunctionError(f"interface conversion: interface {{}} is {type_name(found)}, not {wanted}")
        if key not in found:
            return otherwise
        found = found[key]
    return found


def merge(target: dict[str, Any], *sources: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in what the first lacks or has empty; gives the first."""
    return _merged(target, sources, overwrite=False)


def merge_overwrite(target: dict[str, Any], *sources: Mapping[str, Any]) -> dict[str, Any]:
    """Put everything into the first, over what it has; gives the first."""
    return _merged(target, sources, overwrite=True)


def _merged(
    target: dict[str, Any], sources: tuple[Mapping[str, Any], ...], *, overwrite: bool
) -> dict[str, Any]:
    for source in sources:
        check_extent([target, source])
        _merge(_writable(target), source, overwrite=overwrite)
    return target


def _merge(target: dict[str, Any], source: Mapping[str, Any], *, overwrite: bool) -> None:
    for key, value in list(source.items()):
        present = target.get(key)
        if value is None:
            if overwrite:
                target[key] = None
        elif isinstance(value, Mapping) and isinstance(present, dict) and present:
            if value is not present:
                _merge(present, value, overwrite=overwrite)
        elif overwrite or empty(present):
            target[key] = value


def deep_copy(value: Any) -> Any:
    """A copy that shares nothing with the value. Raises `FunctionError` for one that is too large."""
    check_extent(value)
    return _copied(value)


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_copied(member) for member in value]
    return copy(value)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "dict": make_dict,
    "get": get,
    "set": put,
    "unset": unset,
    "hasKey": has_key,
    "pluck": pluck,
    "keys": keys,
    "values": values,
    "pick": pick,
    "omit": omit,
    "dig": dig,
    "merge": merge,
    "mustMerge": merge,
    "mergeOverwrite": merge_overwrite,
    "mustMergeOverwrite": merge_overwrite,
    "deepCopy": deep_copy,
    "mustDeepCopy": deep_copy,
}
