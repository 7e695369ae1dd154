"""What the parameters of a request say of exchanges, as a query of the history."""

from collections.abc import Mapping
from typing import Any

from smockproxy.app.usage import UsageError
from smockproxy.core.history import Outcome
from smockproxy.core.matcher import BadValueError
from smockproxy.core.moments import parse_moment
from smockproxy.core.query import ANY_STATUS, Query, statuses_of


def query_of(given: Mapping[str, Any], session: str | None, now: float) -> Query:
    """The query that filters ask for; of a session's exchanges, or of all. Raises `UsageError`.

    `now` is in seconds since the epoch.
    """
    try:
        return Query(
            path=given.get("path", ""),
            host=given.get("host", ""),
            method=given.get("method", ""),
            statuses=statuses_of(given["status"]) if "status" in given else ANY_STATUS,
            mock=given.get("mock", ""),
            session=session,
            session_id=given.get("session_id"),
            outcome=Outcome(given["decision"]) if "decision" in given else None,
            since=parse_moment(given["since"])(now) if "since" in given else None,
            after=given.get("after", ""),
            before=given.get("before", ""),
            newest_first=given.get("order") == "newest",
        )
    except BadValueError as error:
        raise UsageError(f"since: {error}; {error.hint}.") from None
    except ValueError as error:
        raise UsageError(f"status: {error}.") from None
