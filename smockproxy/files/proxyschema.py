"""The parts of `proxy` below its own keys, for the JSON Schema of mock files, and their hover texts."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from smockproxy.files.jsonpatch import OPERATIONS
from smockproxy.files.patchfields import PatchWire, ReplacementWire, RewriteWire
from smockproxy.files.proxyfields import REDIRECTS

PROXY_MODELS: Mapping[str, type[BaseModel]] = {
    "rewrite": RewriteWire,
    "patch": PatchWire,
    "replacement": ReplacementWire,
}
_TEXT = {"type": ["string", "number", "boolean"]}
PROXY_FRAGMENTS: Mapping[str, dict[str, Any]] = {
    "RedirectStatus": {"enum": list(REDIRECTS)},
    "FinalStatus": {"type": "integer", "minimum": 200, "maximum": 999},
    "PatchedHeaders": {
        "type": "object",
        "additionalProperties": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}, {"type": "null"}]},
    },
    "MergePatch": {},
    "JsonPatchField": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["op", "path"],
            "properties": {"op": {"enum": list(OPERATIONS)}, "path": {"type": "string"}},
        },
    },
}
_PATTERN = "A regular expression (RE2)."
PROXY_TEXT: Mapping[str, Mapping[str, str]] = {
    "rewrite": {
        "pattern": f"{_PATTERN} All that it finds in the path is replaced.",
        "replacement": r"What takes its place; `\1`, `$1` and `${name}` are what groups captured.",
    },
    "replacement": {
        "pattern": f"{_PATTERN} All that it finds in the body is replaced.",
        "replacement": r"What takes its place; `\1`, `$1` and `${name}` are what groups captured.",
    },
    "patch": {
        "status": "The status in place of the real one.",
        "headers": "Name → value or list of values, in place of the real ones; null takes a header away.",
        "json_merge": "Changes to a JSON body: objects are merged, null takes a key away (RFC 7396).",
        "json_patch": "Operations on a JSON body (RFC 6902).",
        "replace": "Patterns and what takes the place of what they find, in the body's text.",
        "template": "A Jinja2 template of the new body; it sees the real answer as `response`.",
    },
}
"""Name of a part of the format → its keys → their texts."""
PROXY_KEYS_TEXT: Mapping[str, str] = {
    "rewrite": "What becomes of the path before the request goes on.",
    "redirect": "Answer with a redirect (301, 302, 307, 308) to where the request would have gone.",
    "timeout": "How long the real server may take until its answer begins: `2s`.",
    "patch": "What changes in the real answer.",
    "on_error": "A response for when the real server gives none, or one that can't be patched.",
    "probability": "How likely the request is to go on, from 0 to 1; else other mocks are asked.",
}
