"""What is asked for of files in multipart bodies."""

import pytest

from smockproxy.record.uploads import file_asked_for, is_multipart
from tests.unit.record.made import exchange, request

KIND = [("Content-Type", "Multipart/Form-Data; boundary=B")]


def sent(name, headers=KIND):
    body = b'--B\r\ncontent-disposition: form-data; name="f"; filename="%b"\r\n\r\nx\r\n--B--\r\n'
    return exchange(request("POST", body=body % name, headers=headers))


def test_parts_are_told_by_the_type():
    assert is_multipart(sent(b"a"))
    assert not is_multipart(sent(b"a", []))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (b"a.txt", 'filename="a.txt"'),
        ("größe.txt".encode(), 'filename="größe.txt"'),
        (b"\xff.txt", ""),
        (b"", ""),
        (b"redacted-0123456789.txt", ""),
        (b"9b2f1c1e-5d6a-4f0b-8a44-1c2d3e4f5a6b.txt", ""),
        (b"aB3dE5fG7hI9jK1l.txt", ""),
        (b"report-1795000003.txt", ""),
    ],
)
def test_a_file_is_asked_for_by_its_name_unless_that_is_drawn(name, said):
    assert file_asked_for(sent(name)) == said


def test_a_body_without_files_has_none():
    assert file_asked_for(exchange(request("POST"))) == ""
    assert file_asked_for(exchange(request("GET", body=None))) == ""
