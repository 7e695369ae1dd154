"""Random entries, of which a few have much in common, so that queries find some and not others."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Form, Headers, Request, Response

MOMENTS = st.floats(0, 100, width=32)
TEXTS = st.text(st.characters(codec=None, exclude_characters="\0"), max_size=4)
"""With halves of surrogate pairs among them."""
TARGETS = st.builds(
    lambda path, query: f"/{path}{query}",
    st.sampled_from(["", "a", "a/b", "b", "caf\udce9", "ü", "[a]*?"]),
    st.sampled_from(["", "?x=1"]),
)
HEADERS = st.lists(st.tuples(st.binary(max_size=3), st.binary(max_size=4)), max_size=3).map(
    lambda lines: Headers(tuple(lines))
)
BODIES = st.binary(max_size=20)
REQUESTS: SearchStrategy[Request] = st.builds(
    Request,
    method=st.sampled_from(["GET", "post", "POST", "É"]),
    scheme=st.sampled_from(["http", "https"]),
    host=st.sampled_from(["a.test", "A.test", "b.test", "::1"]),
    port=st.sampled_from([80, 443, 8443]),
    target=TARGETS,
    headers=HEADERS,
    body=st.none() | BODIES,
    http_version=st.sampled_from(["HTTP/1.1", "HTTP/2.0"]),
    form=st.sampled_from(Form),
    client=TEXTS,
    received_at=MOMENTS,
    session=st.sampled_from(["", "w"]),
)
RESPONSES = st.builds(
    Response,
    status=st.sampled_from([200, 204, 404, 500, 666]),
    headers=HEADERS,
    body=BODIES,
    reason=TEXTS,
    http_version=st.sampled_from(["HTTP/1.1", "HTTP/3"]),
)
MOCKS = st.builds(
    MockRef,
    id=st.sampled_from(["m1", "m2"]),
    label=st.sampled_from(["m1", "mocks/a.yml:3"]),
    kind=st.sampled_from(["static", "proxy"]),
    from_file=st.booleans(),
)
TIMINGS = st.builds(
    Timing,
    started_at=MOMENTS,
    request_read=st.none() | MOMENTS,
    response_started=st.none() | MOMENTS,
    ended=MOMENTS,
    delay=MOMENTS,
)
NAMES = st.sampled_from(["", "w"])
SESSIONS = NAMES.flatmap(lambda name: st.tuples(st.just(name), st.sampled_from([f"{name}-1", f"{name}-2"])))


def _entry(of: tuple[str, str], **facts) -> HistoryEntry:
    return HistoryEntry(session_name=of[0], session=of[1], **facts)


ENTRIES: SearchStrategy[HistoryEntry] = st.builds(
    _entry,
    SESSIONS,
    id=st.integers(1, 12).map(str),
    outcome=st.sampled_from(Outcome),
    request=REQUESTS,
    timing=TIMINGS,
    request_size=st.integers(0, 30),
    response=st.none() | RESPONSES,
    response_size=st.integers(0, 30),
    mock=st.none() | MOCKS,
    callback_of=st.sampled_from(["", "7"]),
    error=st.sampled_from(["", "no mock matched"]),
    protocol=st.sampled_from(["http", "tcp"]),
    server=TEXTS,
    added_headers=st.lists(TEXTS, max_size=2).map(tuple),
    seen_by_smocker=st.booleans(),
    log=st.lists(TEXTS, max_size=2).map(tuple),
    chaos=st.lists(TEXTS, max_size=2).map(tuple),
    hid_a_miss=st.booleans(),
)
