"""What takes long to import, imported when a mock first needs it: JSON paths and JSON Schema."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smockproxy.core.matcher import DocumentMatcher, MatcherKind, Takes

if TYPE_CHECKING:
    from smockproxy.matching.jsonpaths import CompiledPath


def compile_path(text: str) -> "CompiledPath":
    """A JSON path, ready to be asked. Raises `BadValueError`."""
    from smockproxy.matching import jsonpaths  # noqa: PLC0415 - imports jsonpath

    return jsonpaths.compile_path(text)


def match_schema(schema: Any) -> DocumentMatcher:
    """A matcher of documents that a schema describes. Raises `BadValueError`."""
    from smockproxy.matching import schemas  # noqa: PLC0415 - imports jsonschema

    return schemas.match_schema(schema)


SCHEMA_MATCHERS: Mapping[str, MatcherKind] = {
    "ShouldMatchSchema": MatcherKind(match_schema, Takes.JSON, reads_file=True)
}
"""The matcher on schemas; making one raises `ValueError` for a bad schema."""
