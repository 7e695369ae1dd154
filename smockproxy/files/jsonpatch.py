"""JSON patches. Source: RFC 6902."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from smockproxy.core.patching import PatchError
from smockproxy.core.replacing import MOST_WRITTEN

OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")


class BadJsonPatchError(ValueError):
    """What is no JSON patch."""


@dataclass(frozen=True, slots=True)
class ReadyJsonPatch:
    """A list of operations that are known to be some."""

    operations: Sequence[Mapping[str, Any]]

    def applied(self, document: Any) -> Any:
        """The document after them. Raises `PatchError`; the document given is spent either way."""
        if not isinstance(document, dict | list):
            raise PatchError("json_patch: the answer is neither an object nor a list")
        from jsonpath import JSONPatch  # noqa: PLC0415 - slow to import, and few mocks need it
        from jsonpath.exceptions import JSONPatchError, JSONPointerError  # noqa: PLC0415

        # the library puts values into the document as they are: later operations would change them
        patch = JSONPatch(deepcopy(self.operations), unicode_escape=False)
        for place, operation in enumerate(patch.ops):
            if operation.name == "copy" and _is_larger(document, MOST_WRITTEN):
                raise PatchError(f"json_patch: the answer grows too large (copy:{place})")
            try:
                document = operation.apply(document)
            except (JSONPatchError, JSONPointerError) as error:
                raise PatchError(
                    f"json_patch: {str(error) or 'test failed'} ({operation.name}:{place})"
                ) from None
            except RecursionError:
                raise PatchError("json_patch: the answer's JSON is nested too deeply") from None
        return document


def _is_larger(document: Any, most: int) -> bool:
    """Whether a document has more values, and characters in its texts; no more of it is counted."""
    size, left = 0, [document]
    while left and size <= most:
        value = left.pop()
        size += 1 + (len(value) if isinstance(value, str) else 0)
        if isinstance(value, dict):
            left += [*value, *value.values()]
        elif isinstance(value, list):
            left += value
    return size > most


def json_patch(operations: Any) -> ReadyJsonPatch:
    """A JSON patch. Raises `BadJsonPatchError`."""
    if not isinstance(operations, list) or not all(isinstance(each, dict) for each in operations):
        raise BadJsonPatchError("expected a list of operations")
    for place, each in enumerate(operations):
        if "op" in each and each["op"] not in OPERATIONS:
            known = ", ".join(OPERATIONS)
            raise BadJsonPatchError(
                f"there is no operation {each['op']!r:.40} (at {place}), there are {known}"
            )
    from jsonpath import JSONPatch  # noqa: PLC0415 - slow to import, and few mocks need it
    from jsonpath.exceptions import JSONPatchError  # noqa: PLC0415

    try:
        JSONPatch(deepcopy(operations), unicode_escape=False)
    except JSONPatchError as error:
        raise BadJsonPatchError(str(error)) from None
    return ReadyJsonPatch(operations)
