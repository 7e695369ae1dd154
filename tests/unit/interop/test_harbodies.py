"""Bodies of a HAR as bytes; whole HARs of programs are in `test_harreading`."""

import gzip
from base64 import b64encode

import pytest

from smockproxy.core.http import Headers
from smockproxy.interop.foreign import Foreign, Report
from smockproxy.interop.harbodies import answered_body, sent_body


def answered(content: dict, content_type: str = "") -> tuple[bytes, list[str]]:
    report = Report()
    headers = Headers.of([("Content-Type", content_type)] if content_type else [])
    body = answered_body(Foreign({"content": content}, "r", report), headers, "GET", 200)
    return body, [str(loss) for loss in report.losses]


@pytest.mark.parametrize(
    ("text", "content_type", "body"),
    [
        ("ż", "application/json", b"\xc5\xbc"),
        ("ż", "text/plain; charset=iso-8859-2", b"\xbf"),
        ("ż", "text/plain", b"\xc5\xbc"),
        ("é", "text/plain", b"\xc3\xa9"),
        ("\xc3\xa9", "text/plain", b"\xc3\xa9"),
        ("a", "text/plain; charset=hex", b"a"),
        ("a", "", b"a"),
    ],
)
def test_text_is_written_in_its_charset(text, content_type, body):
    assert answered({"text": text}, content_type) == (body, [])


def test_text_that_its_charset_has_not_is_a_loss():
    told = "r.content.text: it can't be written in the charset 'ascii': taken as UTF-8"
    assert answered({"text": "ż"}, "text/plain; charset=ascii") == (b"\xc5\xbc", [told])


def test_what_cannot_be_unpacked_is_a_loss():
    report = Report()
    cut = gzip.compress(b"hello")[:-6]
    content = {"text": b64encode(cut).decode(), "encoding": "base64"}
    packed = Headers.of([("Content-Encoding", "gzip")])
    assert answered_body(Foreign({"content": content}, "r", report), packed, "GET", 200) == cut
    assert [str(loss) for loss in report.losses] == [
        "r.content.text: its Content-Encoding can't be undone: the body stays as it is packed"
    ]


@pytest.mark.parametrize("size", [0, -1, None])
def test_no_text_of_no_size_is_no_loss(size):
    assert answered({"size": size}) == (b"", [])


@pytest.mark.parametrize("status", [204, 304, 101])
def test_an_answer_without_a_body_has_none(status):
    report = Report()
    assert answered_body(Foreign({"content": {"text": ""}}, "r", report), Headers(), "GET", status) == b""
    assert report.losses == []


def sent(shape: dict, *headers: tuple[str, str]) -> tuple[bytes, list[tuple[str, str]], list[str]]:
    report = Report()
    body, lines = sent_body(Foreign(shape, "s", report), Headers.of(headers))
    return body, list(lines), [str(loss) for loss in report.losses]


def test_fields_of_a_form_without_text_make_its_body():
    params = [{"name": "a b", "value": "ż"}, {"name": "c"}]
    assert sent({"postData": {"mimeType": "application/x-www-form-urlencoded", "params": params}}) == (
        b"a+b=%C5%BC&c=",
        [],
        [],
    )


def test_parts_of_a_form_have_the_boundary_that_was_told():
    line = ("Content-Type", 'multipart/form-data; boundary="XX"; y=1')
    param = {"name": 'a"\r\n', "value": "1\n"}
    assert sent({"postData": {"text": "", "params": [param]}}, line) == (
        b'--XX\r\nContent-Disposition: form-data; name="a%22%0A"\r\n\r\n1\n\r\n--XX--\r\n',
        [line],
        [],
    )


def test_a_body_that_is_only_a_text():
    assert sent({"postData": "ż"}) == (b"\xc5\xbc", [], [])


def test_a_size_without_a_body_is_a_loss():
    assert sent({"bodySize": 3000}) == (
        b"",
        [],
        ["s.postData: no body, though its size is 3,000: recorded without one"],
    )
    assert sent({"bodySize": 0}) == (b"", [], [])
    assert sent({"bodySize": 3, "postData": {"mimeType": "x"}}) == (b"", [], [])
