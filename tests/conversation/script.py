"""Conversations: what clients say and what the engine decides, written as text that one can read aloud.

> GET http://a.test/x?q=1        a request to a proxy; https: in a tunnel; /x: to the port
  Accept: text/plain             its headers
  = the body                     its body
< 200 hi (a.yml:3)               an answer, and the mock that gave it
< forward                        it goes where it was going
< forward http://up.test/x (m)   a mock sends it there
< refused: no mock matched       nobody may answer
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from textwrap import dedent
from typing import Any, assert_never
from urllib.parse import urlsplit

from smockproxy.core.conditions import Condition, Conditions, OnBody, OnBodyPaths, OnField, OnHeaders, OnQuery
from smockproxy.core.decision import Answer, Decision, Forward, NeedsBody, Refuse, Unforwardable, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.core.matchers import Matcher
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.core.session import Session, SessionFacts
from smockproxy.matching import MATCHERS

LIMITS = ("times", "priority", "after", "probability", "ttl", "created_at")
type Wanted = str | tuple[str, str]
"""A text that must be equal, or a matcher's name without `Should` and its value."""


def _matcher(wanted: Wanted) -> Matcher:
    name, value = ("Equal", wanted) if isinstance(wanted, str) else wanted
    return MATCHERS[f"Should{name}"](value)


def _multimap(wanted: Mapping[str, Wanted | Sequence[Wanted]]) -> dict[str, tuple[Matcher, ...]]:
    return {
        name: tuple(map(_matcher, each if isinstance(each, list) else [each]))
        for name, each in wanted.items()
    }


def _condition(field_name: str, wanted: object) -> Condition:
    match field_name, wanted:
        case "query", dict():
            return OnQuery(_multimap(wanted))
        case "headers", dict():
            return OnHeaders(_multimap(wanted))
        case "body", dict():
            return OnBodyPaths({path: _matcher(each) for path, each in wanted.items()})
        case "body", _:
            return OnBody(_matcher(wanted))
        case _:
            return OnField(field_name, _matcher(wanted))


def mock(label: str, *, says: str = "", to: str | None = None, **rest: object) -> Mock:
    """A mock that answers with what it says (else its label) or sends on; the rest: limits, conditions."""
    limits: dict[str, Any] = {name: rest.pop(name) for name in LIMITS if name in rest}
    responder = Fixed(Response(body=(says or label).encode())) if to is None else ForwardTo(to)
    conditions = Conditions(tuple(_condition(field_name, wanted) for field_name, wanted in rest.items()))
    return Mock(label, responder, conditions, **limits)


@dataclass
class Conversation:
    """An engine that one talks to in scripts."""

    files: Sequence[Mock] = ()
    unmatched: Unmatched = Unmatched.FORWARD
    seed: int = 0
    now: float = 0.0
    """Seconds since the epoch; requests come at this moment."""
    engine: Engine = field(init=False)
    _sessions: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.engine = Engine(self._new_session(), self.unmatched)
        self.reload(*self.files)

    def _new_session(self) -> Session:
        number = next(self._sessions)
        return Session(SessionFacts(str(number), f"Session #{number}", self.now), self.seed)

    def reload(self, *files: Mock) -> None:
        """The files of mocks have changed to these."""
        self.engine.replace_files(files)

    def post(self, *mocks: Mock) -> None:
        """Mocks come by the API."""
        self.engine.add(mocks)

    def begin_session(self) -> None:
        """A new session begins."""
        self.engine.begin(self._new_session())

    def goes(self, script: str) -> None:
        """Say the script's requests; fails unless the decisions are the script's."""
        expected = dedent(script).strip()
        assert self.said(expected) == expected

    def said(self, script: str) -> str:
        """The script with the decisions that are really made."""
        lines: list[str] = []
        for asked in _requests(script):
            request = replace(request_of(asked), received_at=self.now)
            lines += [*asked, f"< {said_of(self.decide(request))}"]
        return "\n".join(lines)

    def decide(self, request: Request) -> Decision:
        """Decide as the edge does: by the headers, and by the body only when the engine asks for it."""
        decision = self.engine.decide_head(replace(request, body=None))
        return self.engine.decide(request) if isinstance(decision, NeedsBody) else decision

    def uses(self) -> dict[str, int]:
        """How often each mock in force was used."""
        return {mock.id: self.engine.session.uses(mock) for mock in self.engine.mocks.in_order}


def _requests(script: str) -> Iterator[list[str]]:
    asked: list[str] = []
    for line in script.splitlines():
        if line.startswith(">") and asked:
            yield asked
            asked = []
        if line.startswith((">", " ")):
            asked.append(line)
    yield asked


def request_of(lines: Sequence[str]) -> Request:
    """The request that lines of a script stand for."""
    method, url = lines[0].removeprefix("> ").split(" ", 1)
    rest = [line.strip() for line in lines[1:]]
    body = "\n".join(line.removeprefix("= ") for line in rest if line.startswith("="))
    headers = Headers.of(tuple(line.split(": ", 1)) for line in rest if not line.startswith("="))
    form = Form.ORIGIN if url.startswith("/") else Form.TUNNEL if url.startswith("https") else Form.ABSOLUTE
    parts = urlsplit("http://port.test" if form is Form.ORIGIN else url)
    target = url.removeprefix(f"{parts.scheme}://{parts.netloc}")
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    if "host" not in headers:
        headers = headers.adding("Host", parts.netloc)
    return Request(
        method, parts.scheme, parts.hostname or "", port, target, headers, body.encode(), form=form
    )


def said_of(decision: Decision) -> str:
    """A decision as a script has it."""
    match decision:
        case Answer(response):
            return f"{response.status} {response.body.decode()} ({decision.mock.label})"
        case Forward(to):
            where = f" {to.scheme}://{to.host}:{to.port}{to.target}" if to else ""
            return f"forward{where}" + (f" ({decision.mock.label})" if decision.mock else "")
        case Refuse(reason, exceeded):
            return f"refused: {reason.value}" + (
                f" ({', '.join(each.label for each in exceeded)})" if exceeded else ""
            )
        case Unforwardable(failed, reason):
            return f"failed: {reason} ({failed.label})"
        case _ as unknown:
            assert_never(unknown)
