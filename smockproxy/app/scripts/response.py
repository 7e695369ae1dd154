"""A real server's answer, or our own, by the names that templates see of it."""

import json
from typing import Any

from smockproxy.core.http import Response
from smockproxy.interop.multimaps import by_name


def response_names(response: Response, text: str) -> dict[str, Any]:
    """What a template is told of an answer whose body is this text; `json` is None if it is none."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    return {
        "status": response.status,
        "headers": by_name(response.headers),
        "body": text,
        "json": document,
    }
