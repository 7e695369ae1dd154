"""Exchanges, mocks and instances for tests of what shows them."""

from pathlib import Path

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
STARTED_AT = 1795250215.509321
"""2026-11-21T08:36:55.509321Z."""
HELLO = MockRef("hello-id", "mocks/hello.yml:3", "static", from_file=True)
UPLOADED = MockRef("KlB4HECXnTeo", "KlB4HECXnTeo", "static", from_file=False)


def text_headers(**named: str) -> Headers:
    return Headers.of((name.replace("_", "-"), value) for name, value in named.items())


def exchange(
    request: Request | None = None, response: Response | None = None, *, unanswered: bool = False, **facts
) -> HistoryEntry:
    """A mocked exchange, unless the facts say otherwise."""
    request = request or Request("GET", "http", "hello.test", 80, "/hello?x=1", client="127.0.0.1")
    answer = None if unanswered else response or Response(200, text_headers(X_Mock="yes"), b"hi", "OK")
    known = {
        "id": "1",
        "session": "session-id",
        "outcome": Outcome.MOCKED,
        "mock": HELLO,
        "timing": Timing(
            started_at=STARTED_AT, request_read=0.001, response_started=0.0515, ended=0.053281, delay=0.05
        ),
        "request_size": len(request.body or b""),
        "response_size": len(answer.body) if answer else 0,
    }
    return HistoryEntry(request=request, response=answer, **(known | facts))


def several() -> list[HistoryEntry]:
    """One exchange of each kind, with what is hard to show."""
    posted = Request(
        "POST",
        "https",
        "api.test",
        8443,
        "/caf\udce9/ż?q=%20",
        Headers(
            ((b"Host", b"api.test:8443"), (b"X-Latin", b"caf\xe9"), (b"X-Twice", b"1"), (b"X-Twice", b"2"))
        ),
        b'{"name": "<\xc5\xbc>"}',
        "HTTP/2.0",
        client="::1",
    )
    binary = Response(
        201,
        text_headers(Content_Type="image/png", Set_Cookie="a=1"),
        b"\x89PNG\x00\xff",
        "Created",
        "HTTP/2.0",
    )
    failed = {"outcome": Outcome.FAILED, "mock": None, "error": "client gone\x1b[31m"}
    return [
        exchange(),
        exchange(posted, binary, id="2", outcome=Outcome.FORWARDED, mock=None, server="127.0.0.1:8443"),
        exchange(
            response=Response(666, text_headers(Content_Type="application/json"), b'{"message":"No mock"}'),
            id="3",
            outcome=Outcome.REFUSED,
            mock=None,
            error="no mock matched",
            response_size=100,
        ),
        exchange(id="4", unanswered=True, **failed),
        exchange(id="5", unanswered=True, protocol="tcp", **failed),
        exchange(id="6", mock=UPLOADED),
    ]


def instance(*entries: HistoryEntry, settings: Settings | None = None) -> Instance:
    """An instance with a steady clock, whose ids count from `id1`, and with these exchanges."""
    ids = iter(range(1, 1000))
    made = Instance.begin(settings or Settings(), lambda: STARTED_AT, lambda: f"id{next(ids)}")
    for entry in entries:
        made.history.append(entry)
    return made


def golden(name: str, found: str | bytes) -> None:
    """Compare with a golden file; one that is missing is written, and the test fails."""
    path = GOLDEN / name
    raw = found.encode() if isinstance(found, str) else found
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        raise AssertionError(f"{path} was missing; it is written now: read it, then run again")
    assert raw.decode() == path.read_text()
