"""What reading gives, and how a file is recognised."""

import json

import pytest

from smockproxy.interop.jsonlreading import JSONL_IN
from smockproxy.interop.reading import (
    MOST_TOLD,
    Loss,
    UnreadableError,
    json_of_file,
    parsed_json,
    recognised,
    text_of_file,
)
from smockproxy.interop.shapefields import Flaw


def test_a_loss_says_where_and_what():
    assert str(Loss("log.entries[3]", "no text")) == "log.entries[3]: no text"
    assert str(Loss("", "no text")) == "no text"


def test_a_refusal_lists_some_flaws_and_counts_the_rest():
    flaws = [Flaw(f"[{number}]", "wrong") for number in range(MOST_TOLD + 2)]
    told = str(UnreadableError(flaws)).split("; ")
    assert told[0] == "[0]: wrong"
    assert told[-1] == "and 2 more"
    assert len(told) == MOST_TOLD + 1


def test_a_file_is_recognised_by_what_is_in_it():
    assert recognised(b'{"id":"1","decision":"mocked"}', [JSONL_IN]) is JSONL_IN


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b" \n", "it is empty"),
        (b"hello\nyou", "it begins with 'hello'"),
        (b"\xff", "it begins with '\\ufffd'"),
    ],
)
def test_what_is_like_no_format_is_told(raw, found):
    with pytest.raises(UnreadableError, match="none of the formats") as caught:
        recognised(raw, [JSONL_IN])
    assert str(caught.value).endswith(f"{found}; known are JSON lines of smockproxy (jsonl)")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"])
def test_all_encodings_of_json_are_read(encoding):
    assert json_of_file(json.dumps({"a": "ż"}, ensure_ascii=False).encode(encoding)) == {"a": "ż"}


def test_a_byte_that_is_no_text_has_its_line():
    with pytest.raises(UnreadableError, match=r"^line 2: byte 4 is not UTF-8$"):
        text_of_file(b"{\n  \xff}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a":\n ]', "line 2, column 2: this is not JSON: Expecting value"),
        ("[" * 100_000, "it is nested too deeply"),
        ("1" * 5000, "a number in it has too many digits"),
    ],
)
def test_what_is_no_json_is_told(text, message):
    with pytest.raises(UnreadableError) as caught:
        parsed_json(text)
    assert str(caught.value).startswith(message)
