"""Bodies of Smocker's smaller operations: lists of ids, and which session gets which name.

Source: Smocker (content types, keys of JSON without case, texts of its refusals).
"""

from dataclasses import dataclass
from typing import Any

from smockproxy.app.smocker.uploads import NO_LIST, STRUCT_TYPES, UNSUPPORTED, is_json
from smockproxy.app.usage import UsageError
from smockproxy.core.http import NO_JSON, parse_json
from smockproxy.files.scalars import kind_of
from smockproxy.files.uploadtext import UploadError, json_tree, yaml_tree

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


def ids_of(raw: bytes, content_type: str) -> list[str]:
    """The ids of a lock or unlock: a list in JSON or YAML. Raises `UsageError`."""
    try:
        tree = json_tree(raw) if is_json(content_type, raw) else yaml_tree(raw)
    except UploadError as error:
        raise UsageError(str(error).replace("types.Mocks", "[]string")) from error
    for index, entry in enumerate(tree):
        if not isinstance(entry, str):
            raise UsageError(f"[{index}]: expected the id of a mock, found {kind_of(entry)}")
    return tree


@dataclass(frozen=True, slots=True)
class Renaming:
    """A session's id and its new name."""

    id: str = ""
    name: str = ""


def renaming_of(raw: bytes, content_type: str) -> Renaming:
    """What session gets what name; nothing to read is no session's id (Smocker). Raises `UsageError`."""
    if not raw or content_type.startswith(FORM_TYPE):
        return Renaming()
    tree = json_body(raw, content_type)
    if not isinstance(tree, dict):
        raise UsageError(f'expected {{"id": …, "name": …}}, found {kind_of(tree)}')
    known = {key.lower(): value for key, value in tree.items()}
    found = {key: known.get(key) for key in ("id", "name")}
    for key, value in found.items():
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{key}: expected a text, found {kind_of(value)}")
    return Renaming(found["id"] or "", found["name"] or "")


def json_body(raw: bytes, content_type: str) -> Any:
    """The JSON of a body that may have no other type. Raises `UsageError`."""
    require_json(content_type)
    tree = parse_json(raw.decode("utf-8", "replace"))
    if tree is NO_JSON:
        raise UsageError("Syntax error: the body is not JSON")
    return tree


def require_json(content_type: str) -> None:
    """Raise `UsageError`, whose status is 400 here (Smocker), for a body of another type than JSON."""
    if content_type.startswith(STRUCT_TYPES):
        raise UsageError(NO_LIST)
    if not content_type.startswith(JSON_TYPE):
        raise UsageError(UNSUPPORTED)
