"""What an entry of the history says of itself."""

from dataclasses import replace
from typing import Any

from smockproxy.core.entry import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.memory import Memory


def entry(entry_id: str, body: bytes = b"", **changes: Any) -> HistoryEntry:
    request = Request("GET", "http", "a.test", 80, "/", body=body)
    given = {"session": "s", "outcome": Outcome.MOCKED, "timing": Timing(started_at=1.0), "request": request}
    return HistoryEntry(id=entry_id, **{**given, **changes})


class TestEntry:
    def test_a_body_is_cut_when_less_was_kept_than_sent(self) -> None:
        whole = entry("1", b"abc", request_size=3, response=Response(body=b"x"), response_size=1)
        cut = entry("1", b"ab", request_size=3, response=Response(body=b""), response_size=1)
        assert (whole.request_is_cut, whole.response_is_cut) == (False, False)
        assert (cut.request_is_cut, cut.response_is_cut) == (True, True)

    def test_what_was_not_kept_at_all(self) -> None:
        unread = Request("GET", "http", "a.test", 80, "/", body=None)
        assert entry("1", request=unread, request_size=1).request_is_cut
        assert not entry("1", request=unread).request_is_cut
        assert not entry("1", response_size=5).response_is_cut

    def test_headers_target_and_bodies_have_weight(self) -> None:
        light = entry("1").weight
        request = Request("GET", "http", "a.test", 80, "/" * 11, Headers.of([("A", "b" * 99)]), b"x" * 10)
        response = Response(200, Headers.of([("C", "d" * 999)]), b"y" * 1_000)
        assert entry("1", request=request, response=response).weight >= light + 10 + 100 + 10 + 1_000 + 1_000
        unread = Request("GET", "http", "a.test", 80, "/", body=None)
        assert entry("1", request=unread).weight == light
        remembering = replace(unread, memory=Memory(weight=5_000))
        assert entry("1", request=remembering).weight == light + 5_000

    def test_it_knows_its_mock(self) -> None:
        mock = MockRef(id="m", label="mocks/a.yml:3", kind="static", from_file=True)
        assert entry("1", mock=mock).mock == mock
