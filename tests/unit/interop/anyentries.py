"""History entries of all kinds, for Hypothesis: what a history may hold, odd things included."""

import gzip
from dataclasses import replace

from hypothesis import strategies as st

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response

TOKEN = st.text("abcXYZ019-_", min_size=1, max_size=8)
NAMES = st.sampled_from(
    [b"Content-Type", b"content-type", b"Cookie", b"Set-Cookie", b"X-A", b"Location", b"Date", b"X-\xc5\xbc"]
)
VALUES = st.one_of(
    TOKEN.map(str.encode),
    st.sampled_from(
        [
            b"",
            b"text/plain; charset=utf-8",
            b"text/plain",
            b"text/html; charset=iso-8859-2",
            b"text/plain; charset=hex",
            b"application/json",
            b"application/x-www-form-urlencoded",
            b"a=1; b=2",
            b"sid=x; Path=/; HttpOnly; Expires=Sat, 21 Nov 2026 08:00:00 GMT",
            b"caf\xe9",
            "ż".encode(),
        ]
    ),
)
BODIES = st.one_of(
    st.just(b""),
    st.binary(max_size=40),
    st.text(max_size=20).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(
        [b'{"a": [1, null]}', b"a=1&b=%20", gzip.compress(b"packed" * 9, mtime=0), b"\r\n\x00\xff"]
    ),
)
TARGETS = st.one_of(
    st.sampled_from(
        ["/", "*", "/?", "/a b", "/ż", "/\udcff?x=\udcfe", "/x?y=1&y=2", "/a?b#c", "/%2F%ff", "//x/y"]
    ),
    st.text("abż/?#%=&+ ", max_size=12).map("/".__add__),
)
HOSTS = st.sampled_from(
    ["a.test", "127.0.0.1", "::1", "ż.test", "xn--0ca.test", "a_b.test", "bad host", "", "A.Test"]
)
MOMENTS = st.integers(1_000_000_000_000, 4_000_000_000_000_000).map(lambda micros: micros / 1_000_000)
SPANS = st.one_of(st.none(), st.floats(0, 90))


@st.composite
def headers(draw: st.DrawFn) -> Headers:
    lines = draw(st.lists(st.tuples(NAMES, VALUES), max_size=4))
    coding = draw(st.sampled_from([None, None, b"gzip", b"br", b"odd", b"identity", b"gzip, br"]))
    length = draw(st.sampled_from([None, b"5"]))
    lines += [(b"Content-Encoding", coding)] if coding else []
    lines += [(b"Content-Length", length)] if length else []
    return Headers(tuple(lines))


def mocks() -> st.SearchStrategy[MockRef | None]:
    from_file = TOKEN.map(lambda name: MockRef(name, f"mocks/{name}.yml:3", "static", from_file=True))
    of_api = TOKEN.map(lambda name: MockRef(name, name, "proxy", from_file=False))
    return st.one_of(st.none(), from_file, of_api)


@st.composite
def requests(draw: st.DrawFn, started_at: float) -> Request:
    return Request(
        method=draw(st.sampled_from(["GET", "POST", "pAtch"])),
        scheme=draw(st.sampled_from(["http", "https"])),
        host=draw(HOSTS),
        port=draw(st.sampled_from([80, 443, 8443])),
        target=draw(TARGETS),
        headers=draw(headers()),
        body=draw(BODIES),
        http_version=draw(st.sampled_from(["HTTP/1.0", "HTTP/1.1", "HTTP/2.0"])),
        client=draw(st.sampled_from(["", "127.0.0.1", "::1"])),
        received_at=started_at,
    )


def responses() -> st.SearchStrategy[Response]:
    return st.builds(
        Response,
        st.sampled_from([101, 200, 204, 304, 404, 666]),
        headers(),
        BODIES,
        st.sampled_from(["", "OK", "Ein Gruß"]),
        st.sampled_from(["HTTP/1.0", "HTTP/1.1", "HTTP/2.0"]),
    )


@st.composite
def entries(draw: st.DrawFn) -> HistoryEntry:
    """One exchange."""
    started_at = draw(MOMENTS)
    request, response = draw(requests(started_at)), draw(st.one_of(st.none(), responses()))
    protocol = draw(st.sampled_from(["http", "http", "http", "tcp"]))
    if protocol != "http":
        request, response = replace(request, body=b""), None
    beyond = st.sampled_from([0, 0, 7])
    return HistoryEntry(
        id=draw(TOKEN),
        session=draw(TOKEN),
        session_name=draw(st.sampled_from(["", "worker-1"])),
        outcome=draw(st.sampled_from(list(Outcome))),
        request=request,
        request_size=len(request.body or b"") + draw(beyond),
        response=response,
        response_size=len(response.body) + draw(beyond) if response else 0,
        mock=draw(mocks()),
        error=draw(st.sampled_from(["", "it broke: ż"])),
        log=draw(st.sampled_from([(), ("one", "two")])),
        chaos=draw(st.sampled_from([(), ("delay: 1s",)])),
        callback_of=draw(st.sampled_from(["", "7"])),
        protocol=protocol,
        server=draw(st.sampled_from(["", "127.0.0.1:8443", "::1:443"])),
        timing=Timing(
            started_at=started_at,
            request_read=draw(SPANS),
            response_started=draw(SPANS),
            ended=draw(st.floats(0, 90)),
            delay=draw(st.sampled_from([0.0, 0.05])),
        ),
    )
