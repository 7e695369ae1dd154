"""JSON lines are read as what was written, and written again as the same bytes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.core.history import HistoryEntry
from smockproxy.interop.jsonl import jsonl
from smockproxy.interop.jsonlreading import JSONL_IN, is_jsonl, read_jsonl
from smockproxy.interop.reading import Loss, UnreadableError
from tests.golden_files import FOLDER, assert_golden
from tests.unit.exchanges import exchange, several
from tests.unit.interop.anyentries import entries
from tests.unit.interop.shownreading import shown


def written(those: list[HistoryEntry]) -> bytes:
    return b"".join(jsonl(those))


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_jsonl(raw)
    return str(caught.value)


def line(**changes) -> bytes:
    return json.dumps(json.loads(written([exchange()])) | changes).encode()


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=3))
def test_out_of_in_of_out_is_out(those):
    once = written(those)
    assert written(list(read_jsonl(once).entries)) == once


def test_nothing_of_an_entry_is_lost():
    read = read_jsonl(written(several())).entries
    for before, after in zip(several(), read, strict=True):
        assert after.request.headers == before.request.headers
        assert after.request.body == before.request.body
        assert after.request.target == before.request.target
        assert (after.response, after.mock, after.outcome) == (before.response, before.mock, before.outcome)
        assert after.timing.started_at == pytest.approx(before.timing.started_at, abs=1e-6)


def test_what_is_read_of_our_own_lines():
    raw = (FOLDER / "exports" / "history.jsonl").read_bytes()
    assert_golden("interop/jsonl/own.txt", shown(read_jsonl(raw)))


def test_a_body_that_was_cut_is_a_loss():
    read = read_jsonl(b"\n" + written([exchange(request_size=1204, response_size=3)]))
    assert read.losses == (
        Loss(
            "line 2: request.body", "0 of 1,204 bytes were kept when it was recorded: the body is not whole"
        ),
        Loss("line 2: response.body", "2 of 3 bytes were kept when it was recorded: the body is not whole"),
    )


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"{}\n{", "line 2, column 2: this is not JSON: Expecting property name enclosed in double quotes"),
        (b"[1]", "line 1: expected a mapping, found a list"),
        (b'{"id": "\xff"}', "line 1: byte 8 is not UTF-8"),
        (
            line(decision="odd"),
            'line 1.decision: expected one of mocked, forwarded, refused, failed, callback, found "odd"',
        ),
        (line(timing={"ended": "1"}), 'line 1.timing.ended: expected a number of milliseconds, found "1"'),
        (line(timing={"ended": -1}), "line 1.timing.ended: expected a number of milliseconds, found -1"),
        (line(log=[1]), "line 1.log: expected a list of texts, found a list"),
        (
            line(request={"headers": [["a"]]}),
            "line 1.request.headers: expected a list of [name, value], found a list",
        ),
        (line(request={"port": -1}), "line 1.request.port: expected a whole number up to 65535, found -1"),
        (line(request={"body_base64": "?"}), 'line 1.request.body_base64: expected Base64, found "?"'),
    ],
)
def test_what_is_wrong_is_told_with_its_place(raw, message):
    assert message in refusal(raw)


def test_it_is_recognised_by_its_first_line():
    assert is_jsonl(b"\xef\xbb\xbf" + written([exchange()]))
    assert not is_jsonl(b'{"log": {}}')
    assert not is_jsonl(b"")
    assert JSONL_IN.name == "jsonl"
