"""The history as an export of sessions."""

import json

from smockproxy.app.operations.history import HistoryOperations
from smockproxy.app.sessions.imported import sessions_of_json
from smockproxy.app.smocker.export import smocker_sessions
from smockproxy.core.history import History
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.query import Query
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.exported import Birth
from tests.unit.exchanges import exchange


async def test_each_session_has_its_exchanges_and_can_be_imported():
    history = History()
    for number, session in enumerate(["a", "b", "a"]):
        history.append(exchange(id=str(number), session=session))
    sessions = [Session(SessionFacts(name, name.upper(), 1.0)) for name in ("a", "b")]
    sessions[0].add([Mock("m", Fixed(Response(body=b"x")))])
    periods = [("", "a"), ("", "b")]
    found = await HistoryOperations(history).searches(Query(method="GET"), "", periods)
    written = b"".join(smocker_sessions(zip(sessions, found, strict=True), lambda entry: entry))
    shapes = json.loads(written)
    assert [(each["name"], len(each["history"]), len(each["mocks"])) for each in shapes] == [
        ("A", 2, 1),
        ("B", 1, 0),
    ]
    imported = sessions_of_json(written, Birth(lambda: "new", 1.0), allow_remote_scripts=False)
    assert [each.facts.id for each in imported] == ["a", "b"]
