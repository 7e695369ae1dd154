"""What schemathesis is told beside the document: no call of it waits for long."""

from typing import Any

import schemathesis

LONGEST_WAIT = 0.05
"""Seconds."""


@schemathesis.hook
def map_body(context: schemathesis.HookContext, body: Any) -> Any:
    """The body of `wait` with a short time in it, if it has one that is right."""
    operation = context.operation
    if operation is None or not operation.path.endswith("/wait") or not isinstance(body, dict):
        return body
    timeout = body.get("timeout", 1.0)
    is_right = isinstance(timeout, (int, float)) and not isinstance(timeout, bool) and 0 <= timeout <= 60
    return body | {"timeout": min(timeout, LONGEST_WAIT)} if is_right else body
