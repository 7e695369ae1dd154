"""Cassettes of all kinds; what is read of them is in golden files beside them."""

from pathlib import Path

import pytest

from smockproxy.interop.harreading import HAR_IN
from smockproxy.interop.jsonl import jsonl
from smockproxy.interop.jsonlreading import JSONL_IN
from smockproxy.interop.reading import UnreadableError, recognised
from smockproxy.interop.vcr import LONGEST_MADE, VCR_IN, is_vcr, read_vcr
from tests.golden_files import FOLDER, assert_golden
from tests.unit.exchanges import exchange
from tests.unit.interop.shownreading import shown

FILES = sorted(file for file in (FOLDER / "interop" / "vcr").iterdir() if file.suffix != ".txt")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_is_read_of_a_cassette(file: Path):
    raw = file.read_bytes()
    if file.stem != "first":
        assert recognised(raw, [HAR_IN, JSONL_IN, VCR_IN]) is VCR_IN
    assert_golden(f"interop/vcr/{file.stem}.txt", shown(read_vcr(raw)))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"interactions:\n- [", "line 3, column 1: this is not YAML: "),
        (b"interactions: {}", "expected a mapping with a list of interactions, found a mapping"),
        (b"version: 1", "expected a mapping with a list of interactions, found a mapping"),
        (b"{", "line 1, column 2: this is not JSON"),
        (b"interactions: [1]", "interactions[0]: expected a mapping, found 1; interactions[0].request: "),
        (b"- {}", "[0].request: expected a mapping, found nothing"),
    ],
)
def test_what_is_no_cassette_is_told_with_its_place(raw, message):
    with pytest.raises(UnreadableError) as caught:
        read_vcr(raw)
    assert str(caught.value).startswith(message)


def test_it_is_recognised_by_its_keys():
    assert is_vcr(b"\xef\xbb\xbfversion: 1\ninteractions: []")
    assert is_vcr(b'{"version": 1, "interactions": []}')
    assert not is_vcr(b"- request: {path: /}")
    assert not is_vcr(b"".join(jsonl([exchange()])))


def lost(body: str) -> tuple[bytes | None, str]:
    text = f"- request: {{uri: 'http://a.test/', body: {body}}}\n  response: {{status: 204}}"
    read = read_vcr(text.encode())
    return read.entries[0].request.body, str(read.losses[0])


def test_aliases_do_not_make_a_small_file_a_large_body():
    levels = "&a0 [x, x]"
    for level in range(40):
        levels = f"&a{level + 1} [{levels}, *a{level}]"
    body, loss = lost(levels)
    assert body == b""
    assert loss == "[0].request.body: expected text or bytes, found a list: recorded without a body"
    assert LONGEST_MADE == 100_000


def test_an_encoding_that_is_none_is_utf_8():
    text = "- request: {uri: 'http://a.test/', body: {encoding: odd, string: ż}}\n  response: {status: 204}"
    assert read_vcr(text.encode()).entries[0].request.body == b"\xc5\xbc"


def test_what_holds_itself_is_no_body():
    assert lost("&a [*a]")[0] == b""
