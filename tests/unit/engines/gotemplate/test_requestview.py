"""The request in templates."""

from base64 import b64encode

import pytest

from smockproxy.engines.gotemplate.requestview import shared_request, smocker_body, smocker_request

NOW = 1_700_000_000.5
OCTETS = b"\xff\xfe\x00\x01"
BINARY = {"body_string": "\ufffd\ufffd\0\1", "body_base64": b64encode(OCTETS).decode()}


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ('{"a": 1, "b": [null]}', {"a": 1.0, "b": [None]}),
        (' \n{"a": {}}', {"a": {}}),
        ("null", {}),
        *[
            (text, text)
            for text in ("[1]", "5", '"s"', "text", "", "{", '{"a": NaN}', '{"a": 1e999}', "nullx")
        ],
        ('{"a":' * 100_000, '{"a":' * 100_000),
    ],
)
def test_a_body_is_an_object_or_its_text(text, body):
    assert smocker_body(text) == body


def test_smockers_request():
    request = {
        "path": "/a%20b",
        "method": "PUT",
        "origin": "10.0.0.1",
        "body_string": "[1]",
        "query_params": {"q": ["1", "2"]},
        "headers": {"x-kind": ["a"], "X-Kind": ["b"], "Host": ["a.test"]},
        "date": "2026-11-21T08:36:55.509321354Z",
    }
    fields = smocker_request(request, NOW).fields
    assert [fields[name] for name in ("Path", "Method", "Origin", "BodyString", "Body")] == [
        "/a%20b", "PUT", "10.0.0.1", "[1]", "[1]",
    ]  # fmt: skip
    assert fields["QueryParams"].Get("q") == "1"
    assert fields["Headers"] == {"X-Kind": ["a", "b"], "Host": ["a.test"]}
    assert fields["Date"].String() == "2026-11-21 08:36:55.509321354 +0000 UTC"


def test_a_request_that_says_little():
    fields = smocker_request({}, NOW).fields
    assert (fields["Path"], fields["Body"], fields["QueryParams"], fields["Headers"]) == ("", "", {}, {})
    assert fields["Date"].UnixMilli() == NOW * 1000


def test_bytes_stay_what_they_are():
    text = smocker_request(BINARY, NOW).fields["BodyString"]
    assert text.encode("utf-8", "surrogateescape") == OCTETS


def test_the_request_of_all_engines():
    shown = shared_request({"path": "/p", "headers": {"x-a": ["1"]}, "body": [1], **BINARY})
    assert "body_base64" not in shown
    assert (shown["path"], shown["body"], shown["query_params"]) == ("/p", [1], {})
    assert shown["headers"].Get("X-A") == "1"
    assert shown["body_bytes"].encode("utf-8", "surrogateescape") == OCTETS


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-11-21T08:36:55Z", "2026-11-21 08:36:55 +0000 UTC"),
        ("2026-11-21T08:36:55.5Z", "2026-11-21 08:36:55.5 +0000 UTC"),
        ("2026-11-21T08:36:55.000000001Z", "2026-11-21 08:36:55.000000001 +0000 UTC"),
        ("soon", "2023-11-14 22:13:20.5 +0000 UTC"),
    ],
)
def test_dates(text, written):
    assert smocker_request({"date": text}, NOW).fields["Date"].String() == written
