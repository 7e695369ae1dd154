"""Merge patches of JSON. Source: RFC 7396."""

from typing import Any


def merged(document: Any, patch: Any) -> Any:
    """A document after a patch: null takes a key away, objects are merged, all else takes its place."""
    if not isinstance(patch, dict):
        return patch
    kept = document if isinstance(document, dict) else {}
    result = {key: value for key, value in kept.items() if key not in patch}
    for key, value in patch.items():
        if value is not None:
            result[key] = merged(kept.get(key), value)
    return result
