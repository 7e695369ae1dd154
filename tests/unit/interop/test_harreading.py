"""HARs of programs that each write their own; what is read of them is in golden files beside them."""

import json
from pathlib import Path

import pytest

from smockproxy.interop.har import har
from smockproxy.interop.harreading import HAR_IN, is_har, read_har
from smockproxy.interop.reading import UnreadableError, recognised
from tests.golden_files import FOLDER, assert_golden
from tests.unit.exchanges import exchange
from tests.unit.interop.shownreading import shown

FILES = sorted((FOLDER / "interop" / "har").glob("*.har"))
OURS = FOLDER / "exports" / "history.har"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_read_of_a_program_s_har(file: Path):
    raw = file.read_bytes()
    assert recognised(raw, [HAR_IN]) is HAR_IN
    assert_golden(f"interop/har/{file.stem}.txt", shown(read_har(raw)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_read_is_written_and_read_again_without_end(file: Path):
    once = b"".join(har(read_har(file.read_bytes()).entries))
    assert b"".join(har(read_har(once).entries)) == once


def test_what_is_read_of_our_own_har():
    assert_golden("interop/har/own.txt", shown(read_har(OURS.read_bytes())))


def test_there_is_a_har_of_each_kind_of_program():
    assert len(FILES) == 8


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"log": {\n "entries": [}}', "line 2, column 14: this is not JSON: Expecting value"),
        (b"[]", "expected a mapping, found a list"),
        (b"{}", "log: expected a mapping, found nothing"),
        (b'{"log": {}}', "log.entries: expected a list of entries"),
        (b'{"log": {"entries": [1]}}', "log.entries[0]: expected a mapping, found 1"),
        (b'{"log": {"entries": [{"a": 1}]}}', "log.entries[0].request: expected a mapping, found nothing"),
        (
            b'{"log": {"entries": [{"request": {"url": 7}}]}}',
            "log.entries[0].request.url: expected the URL of a request",
        ),
        (b'{"log": {"entries": [], "_tunnels": [7]}}', "log._tunnels[0]: expected a mapping, found 7"),
    ],
)
def test_what_is_no_har_is_told_with_its_place(raw, message):
    with pytest.raises(UnreadableError) as caught:
        read_har(raw)
    assert str(caught.value).startswith(message)


def test_an_empty_entry_is_not_read():
    with pytest.raises(UnreadableError):
        read_har(b'{"log": {"entries": [{"request": {}}]}}')


def test_it_is_recognised_by_its_beginning():
    assert is_har(b"".join(har([exchange()])))
    assert is_har(b'{\n "_x": 1, "log": {}}')
    assert not is_har(b'{"id": "log"}')
    assert not is_har(b"")


def test_many_entries_are_read():
    line = {
        "request": {"url": "http://a.test/"},
        "response": {"status": 200, "content": {"text": "x" * 1000}},
    }
    read = read_har(json.dumps({"log": {"entries": [line] * 500}}).encode())
    assert len(read.entries) == 500
    assert {len(entry.response.body) for entry in read.entries if entry.response} == {1000}
