"""JSON objects that operations are given: keys that are not known are never passed over in silence."""

from typing import Any

from smockproxy.app.usage import UsageError
from smockproxy.core.problem import did_you_mean


def known_object(document: Any, shape: Any) -> dict[str, Any]:
    """The document, if it is an object with keys of a typed dictionary. Raises `UsageError`."""
    keys = tuple(shape.__annotations__)
    if not isinstance(document, dict):
        raise UsageError(f"Expected a JSON object; its keys are {', '.join(keys)}.")
    for key in document:
        if key not in keys:
            hint = did_you_mean(key, keys) or f"the keys are {', '.join(keys)}."
            raise UsageError(f'Unknown key "{key[:100]}": {hint}')
    return document
