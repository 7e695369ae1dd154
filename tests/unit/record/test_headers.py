import pytest

from smockproxy.core.http import Headers
from smockproxy.record.headers import facts, has_exact_bytes, kept_headers


def test_what_is_another_each_time_is_dropped_and_lines_of_one_name_are_a_list():
    headers = Headers.of(
        [
            ("Date", "now"),
            ("X-Request-Id", "1"),
            ("Set-Cookie", "a=1"),
            ("set-cookie", "b=2"),
            ("Location", "/next"),
        ]
    )

    assert kept_headers(headers) == {"Set-Cookie": ["a=1", "b=2"], "Location": "/next"}


def test_facts_keep_what_was_sent_but_for_the_connection():
    headers = Headers.of([("Host", "a.test"), ("Connection", "close"), ("Date", "now"), ("Accept", "*/*")])

    assert facts(headers) == {"Date": "now", "Accept": "*/*"}


@pytest.mark.parametrize(
    ("lines", "matter"),
    [
        ([], False),
        ([("ETag", '"33a64df551425fcc55e4d42a148795d9f25f89d4"')], True),
        ([("ETag", '"5d41402abc4b2a76b9719d911017c592-3"')], True),
        ([("ETag", '"a"')], False),
        ([("ETag", 'W/"5d41402abc4b2a76b9719d911017c592"')], False),
        ([("Content-MD5", "x")], True),
        ([("X-Other", "x")], False),
    ],
)
def test_bytes_matter_where_a_header_was_worked_out_from_them(lines, matter):
    assert has_exact_bytes(Headers.of(lines)) is matter
