"""An edge with mocks in it, for tests: the clock stands still unless it is moved, delays are drawn low."""

from dataclasses import dataclass, field
from itertools import count

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.core.conditions import Condition, Conditions, OnBody, OnField
from smockproxy.core.history import HistoryEntry
from smockproxy.core.http import Headers, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock, Responder, Source
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.proxy.edge import Edge

START = 1_800_000_000.0
OWN_PORT = 8080


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float = START

    def __call__(self) -> float:
        return self.now


def is_own(host: str, port: int) -> bool:
    return host == "127.0.0.1" and port == OWN_PORT


def response(status: int = 200, body: bytes = b"", **headers: str) -> Response:
    return Response(
        status, Headers.of((name.replace("_", "-"), text) for name, text in headers.items()), body
    )


def mock(
    path: str,
    responder: Responder | None = None,
    *,
    method: str = "",
    body: str = "",
    times: int = 0,
    line: int = 3,
) -> Mock:
    """A mock on a path, from line `line` of mocks/hello.yml."""
    conditions: list[Condition] = [OnField("path", equal(path))]
    if method:
        conditions.append(OnField("method", equal(method)))
    if body:
        conditions.append(OnBody(equal(body)))
    return Mock(
        id=f"mock{path}{line}",
        responder=responder or Fixed(response(201, b"mocked", Content_Type="text/plain")),
        conditions=Conditions(tuple(conditions)),
        times=times,
        source=Source("mocks/hello.yml", line),
    )


def forward_to(host: str = "", **facts) -> ForwardTo:
    return ForwardTo(host, **facts)


@dataclass
class MockedEdge:
    """An edge and what it stands on."""

    mocks: tuple[Mock, ...] = ()
    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        ids = count(1)
        self.instance = Instance.begin(self.settings, self.clock, lambda: f"session{next(ids):05}")
        self.instance.engine.replace_files(self.mocks)
        self.edge = Edge(Instances(self.instance), is_own)

    @property
    def history(self) -> list[HistoryEntry]:
        return list(self.instance.history)

    @property
    def entry(self) -> HistoryEntry:
        """The one entry that there is."""
        (only,) = self.history
        return only

    def uses(self, used: Mock) -> int:
        return self.instance.engine.session.uses(used)
