"""A mock as the API shows it."""

from smockproxy.app.mocks.row import mock_row
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts


def test_a_row():
    session = Session(SessionFacts("s", "s", 0.0))
    mock = Mock("m", Fixed(Response(body=b"x")), times=2, priority=1, source=Source("a.yml", 3))
    session.reserve(mock)
    session.disable("m")
    row = mock_row(mock, session)
    definition = row.pop("definition")
    assert row == {
        "id": "m",
        "source": "a.yml:3",
        "enabled": False,
        "priority": 1,
        "times": 2,
        "times_count": 1,
    }
    assert definition["response"]["body"] == "x"
    assert "state" not in definition
