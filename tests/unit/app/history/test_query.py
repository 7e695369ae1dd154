"""Parameters as a query."""

import pytest

from smockproxy.app.history.query import query_of
from smockproxy.app.usage import UsageError
from smockproxy.core.history import Outcome
from smockproxy.core.query import Query


def test_nothing_is_asked_for():
    assert query_of({}, None, 0.0) == Query()


def test_everything_is():
    given = {
        "path": "/a*",
        "host": "a.test",
        "method": "get",
        "status": "4xx",
        "mock": "m",
        "session_id": "s",
        "decision": "refused",
        "since": "now-5m",
        "after": "3",
        "before": "9",
        "order": "newest",
    }
    assert query_of(given, "w", 1000.0) == Query(
        path="/a*",
        host="a.test",
        method="get",
        statuses=range(400, 500),
        mock="m",
        session="w",
        session_id="s",
        outcome=Outcome.REFUSED,
        since=700.0,
        after="3",
        before="9",
        newest_first=True,
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"since": "yesterday"}, 'since: "yesterday" is no moment; write it like'),
        ({"status": "40x"}, "status: "),
    ],
)
def test_what_means_nothing(given, told):
    with pytest.raises(UsageError, match=f"^{told}"):
        query_of(given, None, 0.0)
