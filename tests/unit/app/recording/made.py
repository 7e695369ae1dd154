"""History entries for the tests of recording."""

from smockproxy.core.entry import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response

A_MOCK = MockRef("m", "mocks/a.yml:1", "proxy", from_file=True)


def entry(path="/orders", status=200, body=b"{}", headers=(), **facts):
    host = facts.pop("host", "api.shop.test")
    request = Request(
        facts.pop("method", "GET"),
        "https",
        host,
        443,
        path,
        Headers.of([("Host", host)]),
        facts.pop("sent", b""),
    )
    response = Response(status, Headers.of([("Content-Type", "application/json"), *headers]), body)
    known = {
        "id": "1",
        "session": "s",
        "outcome": Outcome.FORWARDED,
        "request": request,
        "response": response,
        "response_size": len(body),
        "request_size": len(request.body or b""),
        "timing": Timing(started_at=1_795_000_000.0, ended=0.5),
    }
    return HistoryEntry(**{**known, **facts})
