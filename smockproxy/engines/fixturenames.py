"""The further names that templates of fixtures see: those that mockstack's templates have.

Source: mockstack (`query`, `headers`, `request_json`, and each id by the name of the segment before it).
"""

import json
from collections.abc import Mapping
from typing import Any

from smockproxy.engines.shown import Named

FIXTURE = "fixture"
"""Under this name a request that fixtures answer has the names in its path, each with its id or nothing."""


def with_fixture(visible: Mapping[str, Any]) -> Mapping[str, Any]:
    """The names that a template sees; names of ours go before ids that are called so."""
    request = visible["request"]
    ids = request.get(FIXTURE)
    if ids is None:
        return visible
    return {
        **{name.replace("-", "_"): each for name, each in ids.items()},
        "ids": Named({name: each for name, each in ids.items() if each}),
        "query": _first_of(request.get("query_params")),
        "headers": {name.lower(): line for name, line in _first_of(request.get("headers")).items()},
        "request_json": _json_of(request.get("body_string")),
        **visible,
    }


def _first_of(named: Any) -> dict[str, Any]:
    return {name: lines[0] if lines else "" for name, lines in named.items()} if named else {}


def _json_of(text: Any) -> Any:
    try:
        return json.loads(text or "null")
    except (ValueError, RecursionError):
        return None


def json_escape(text: object) -> str:
    """A text as it stands between the quotes of JSON."""
    return json.dumps(str(text), ensure_ascii=False)[1:-1]
