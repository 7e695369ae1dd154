"""What is drafted, written and read again answers each recorded request as it was answered."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smockproxy.core.decision import Answer, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.problem import Severity
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.draftfolder import DraftFolder
from smockproxy.files.store import FileStore
from smockproxy.matching import MATCHERS
from smockproxy.record.drafting import drafts_of
from smockproxy.record.exchange import Exchange

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.one_of(
    JSON.map(lambda tree: json.dumps(tree).encode()),
    st.dictionaries(st.sampled_from("ab"), st.integers(0, 2)).map(lambda tree: json.dumps(tree).encode()),
    st.binary(max_size=20),
    st.text(max_size=20).map(lambda text: text.encode()),
    st.sampled_from([b"a=1&b=2", b"a=1", b"[{request: {}}]", b"x" * 5000, b'{"a": 1.50}', b'{"a":1,"a":2}']),
)
TYPES = st.sampled_from(["application/json", "text/plain", "application/x-www-form-urlencoded", "image/png"])
TARGETS = st.sampled_from(
    ["/", "/orders", "/orders/1", "/orders/2?a=1", "/orders?a=1", "/orders?a=1&b", "/%20x", "/a/{b}?c=%26"]
)
FORM = "application/x-www-form-urlencoded"
REQUESTS = st.builds(
    lambda method, host, target, kind, body: Request(
        method,
        "https",
        host,
        443,
        target,
        Headers.of([("Host", host), ("Content-Type", FORM if body.startswith(b"a=1") else kind)]),
        body,
    ),
    st.sampled_from(["GET", "POST", "DELETE"]),
    st.sampled_from(["a.test", "A.test", "b.test"]),
    TARGETS,
    st.sampled_from(["application/json", "text/plain"]),
    BODIES,
)
RESPONSES = st.builds(
    lambda status, kind, body, lines: Response(status, Headers.of([("Content-Type", kind), *lines]), body),
    st.sampled_from([200, 201, 302, 404, 500]),
    TYPES,
    BODIES,
    st.lists(st.tuples(st.sampled_from(["X-A", "Set-Cookie", "ETag"]), st.text("ab=\"'#:{ ", max_size=5))),
)


def said(body: bytes):
    """What a body says: white space of JSON does not count."""
    try:
        return json.loads(body, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return body


def serving(exchanges, root):
    DraftFolder(root).write(drafts_of(exchanges), renews=True)
    store = FileStore([str(root)], MATCHERS, clock=lambda: 0.0, pause=lambda _seconds: None)
    snapshot = store.load_all()
    assert [each for each in snapshot.problems if each.severity is Severity.ERROR] == []
    engine = Engine(Session(SessionFacts("", "", 0.0), 1), Unmatched.REFUSE)
    engine.replace_files(snapshot.mocks)
    return engine


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(REQUESTS, RESPONSES), min_size=1, max_size=6))
def test_what_was_recorded_answers_as_it_was_answered(pairs):
    exchanges = [Exchange(asked, answer, 1000.0 + at) for at, (asked, answer) in enumerate(pairs)]
    with TemporaryDirectory() as folder:
        engine = serving(exchanges, Path(folder) / "recorded")
        for exchange in exchanges:
            decision = engine.decide(engine.recalling(exchange.request))
            assert isinstance(decision, Answer), decision
            assert decision.response.status == exchange.response.status
            assert said(decision.response.body) == said(exchange.response.body)
            for name, value in exchange.response.headers:
                assert value.strip() in [line.strip() for line in decision.response.headers.get_all(name)]
