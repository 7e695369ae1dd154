"""JSON lines: one entry a line, whatever is in it."""

import json

from smockproxy.core.http import Request, Response
from smockproxy.interop.entry import entry_shape
from smockproxy.interop.jsonl import json_bytes, jsonl
from tests.unit.exchanges import exchange, several


def test_each_line_is_an_entry():
    lines = b"".join(jsonl(several())).decode().splitlines()
    assert [json.loads(line) for line in lines] == [entry_shape(entry) for entry in several()]


def test_characters_that_end_lines_elsewhere_do_not():
    entry = exchange(response=Response(200, body="\u2028\u2029\x85\r\n".encode()))
    (line,) = b"".join(jsonl([entry])).decode().splitlines()
    assert json.loads(line)["response"]["body"] == "\u2028\u2029\x85\r\n"


def test_no_text_is_too_odd():
    entry = exchange(Request("G\udcffT", "http", "a.test", 80, "/"))
    (line,) = jsonl([entry])
    assert json.loads(line)["request"]["method"] == "G?T"


def test_compact():
    assert json_bytes({"a": [1, "ż"]}) == '{"a":[1,"ż"]}'.encode()


def test_lazy():
    written = jsonl(iter([exchange()]))
    assert next(written).endswith(b"\n")
    assert next(written, None) is None
