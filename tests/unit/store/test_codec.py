"""Rows: every entry comes back as it was."""

from dataclasses import fields

import pytest
from hypothesis import given

from smockproxy.core.history import HistoryEntry
from smockproxy.core.trace import NO_TRACE
from smockproxy.store.codec import Content, content_of, entry_of
from smockproxy.store.errors import StoreError
from tests.unit.exchanges import exchange, several
from tests.unit.store.entries import ENTRIES


@given(ENTRIES)
def test_every_entry_comes_back(entry: HistoryEntry) -> None:
    assert entry_of(content_of(entry)) == entry


@pytest.mark.parametrize("entry", several(), ids=lambda entry: entry.id)
def test_what_is_hard_to_show_comes_back(entry: HistoryEntry) -> None:
    assert entry_of(content_of(entry)) == entry


def test_every_field_is_among_those_that_are_tried() -> None:
    varied = {"trace", *(field.name for field in fields(HistoryEntry))}
    tried = {
        *(
            "id",
            "session",
            "session_name",
            "callback_of",
            "outcome",
            "request",
            "timing",
            "request_size",
            "response",
        ),
        *("response_size", "mock", "error", "protocol", "server", "added_headers", "seen_by_smocker", "log"),
        *("chaos", "hid_a_miss"),
    }
    assert varied == tried | {"trace"}, "give the random entries of these tests the new field"


def test_the_trace_is_left_out() -> None:
    assert entry_of(content_of(exchange(trace=NO_TRACE))).trace is None


def test_a_person_can_read_it_and_what_is_as_always_is_left_out() -> None:
    content = content_of(exchange())
    assert content.facts.decode() == (
        '{"id":"1","session":"session-id","outcome":"mocked",'
        '"request":["GET","http","hello.test",80,"/hello?x=1","HTTP/1.1","absolute","127.0.0.1",""],'
        '"response":[200,"OK","HTTP/1.1","X-Mock","yes"],'
        '"mock":["hello-id","mocks/hello.yml:3","static",true],"response_size":2}'
    )
    assert (content.request_body, content.response_body) == (b"", b"hi")


def test_what_a_newer_smockproxy_adds_is_passed_over() -> None:
    content = content_of(exchange())
    richer = content._replace(facts=content.facts[:-1] + b',"novelty":1}')
    assert entry_of(richer) == exchange()


@pytest.mark.parametrize(
    "spoiled",
    [
        {"facts": b""},
        {"facts": b"{}"},
        {"facts": b"[]"},
        {"facts": b"\xff"},
        {"facts": b"[" * 100_000},
        {"moments": b""},
    ],
    ids=lambda spoiled: str(spoiled)[:30],
)
def test_what_is_none_of_ours_is_told(spoiled: dict[str, bytes]) -> None:
    content: Content = content_of(exchange())
    with pytest.raises(StoreError, match="an exchange can't be read: "):
        entry_of(content._replace(**spoiled))


def test_half_a_header_line_is_told() -> None:
    content = content_of(exchange())
    with pytest.raises(StoreError):
        entry_of(content._replace(facts=content.facts.replace(b'"X-Mock",', b"")))
