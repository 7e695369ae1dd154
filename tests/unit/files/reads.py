"""Short ways to read a mock file or an upload, and to ask what it does with a request."""

from itertools import count

from smockproxy.core.decision import Answer, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Headers, Request
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.reading import NO_INSPECTOR, Reading
from smockproxy.files.upload import parse_upload
from smockproxy.matching import MATCHERS

FILE = "mocks/a.yml"


def read(text, file=FILE, inspector=NO_INSPECTOR):
    raw = text if isinstance(text, bytes) else text.encode()
    return read_mock_file(raw, file, MATCHERS, inspector=inspector)


def mocks_of(text, file=FILE):
    """The mocks of a file without problems."""
    found = read(text, file)
    assert [str(problem) for problem in found.problems] == []
    return found.mocks


def mock_of(text):
    (mock,) = mocks_of(text)
    return mock


def told(text, file=FILE):
    """Each problem as `path: message`."""
    return [f"{problem.path}: {problem.message}" for problem in read(text, file).problems]


def upload(text, *, as_json=False, **allowed):
    raw = text if isinstance(text, bytes) else text.encode()
    ids = count(1)
    return parse_upload(
        raw,
        as_json=as_json,
        reading=Reading(MATCHERS, **allowed),
        new_id=lambda: f"id-{next(ids)}",
        now=1_700_000_000.5,
    )


def request(target="/", method="GET", *, headers=(), body=b"", url="http://a.test:80"):
    scheme, _, authority = url.partition("://")
    host, _, port = authority.partition(":")
    sent = body if isinstance(body, bytes) else body.encode()
    return Request(
        method, scheme, host, int(port or 80), target, Headers.of([("Host", host), *headers]), sent
    )


def engine_of(mocks):
    engine = Engine(Session(SessionFacts("s", "s", 0.0)), Unmatched.REFUSE)
    engine.replace_files(mocks)
    return engine


def answer(engine, asked):
    """The answer's body, or None when no mock answers."""
    decision = engine.decide(asked)
    return decision.response.body.decode() if isinstance(decision, Answer) else None


def hits(conditions, asked):
    """Whether a file's mock with this `request:` answers, and an uploaded one just the same."""
    text = f"- request: {conditions}\n  response: {{body: hit}}\n"
    from_file = answer(engine_of(mocks_of(text)), asked)
    uploaded = answer(engine_of(upload(text).mocks), asked)
    assert from_file == uploaded
    return from_file == "hit"
