"""Where a mock is, for a problem of the whole mock."""

from typing import Any

from smockproxy.core.mock import Mock


def place_of(mock: Mock) -> dict[str, Any]:
    """File, line and column of a mock as a `Problem` has them; nothing for one that came by the API."""
    if mock.source is None:
        return {}
    return {"file": mock.source.file, "line": mock.source.line, "column": 1}
