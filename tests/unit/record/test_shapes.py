"""What values look like."""

import pytest

from smockproxy.record.shapes import (
    has_moment,
    is_drawn,
    is_id,
    is_specific,
    moment_in,
    plain_name,
    uuids_in,
    volatile_reason,
)

UUID = "9b2f1c1e-5d6a-4f0b-8a44-1c2d3e4f5a6b"
AT = 1_795_000_000.0


@pytest.mark.parametrize(
    "text",
    [UUID, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "0123456789abcdef", "aB3dE5fG7hI9jK1l", "a1B2-c3D4_e5F6.g7H8"],
)
def test_what_looks_drawn(text):
    assert is_drawn(text)


@pytest.mark.parametrize(
    "text",
    ["", "abc1", "0123456789012345", "abcdefabcdefabcd", "a long text of 1 Person", "all-lower-case-words1"],
)
def test_what_does_not(text):
    assert not is_drawn(text)


def test_what_stands_in_a_text():
    assert uuids_in(f"user-{UUID}@shop.test, {UUID}") == [UUID, UUID]
    assert uuids_in("user-7") == []


@pytest.mark.parametrize(
    ("text", "is_in"),
    [
        ("user-1795000017", True),
        ("e2e1795000017123@shop.test", True),
        ("user-1795009999", False),
        ("17950000171", False),
        ("user", False),
    ],
)
def test_a_moment_in_a_text(text, is_in):
    assert has_moment(text, AT) is is_in


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("7", True),
        (UUID, True),
        ("ord_1042", True),
        ("user-77", True),
        ("user-7", False),
        ("v1", False),
        ("orders", False),
        ("in-progress", False),
        ("a_b_12", False),
        ("٣", False),
    ],
)
def test_ids(text, is_one):
    assert is_id(text) is is_one


@pytest.mark.parametrize(
    ("text", "is_one"), [("Ada L", True), ("abc", False), ("True", False), ("1234", True)]
)
def test_what_is_specific(text, is_one):
    assert is_specific(text) is is_one


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-18T11:06:40Z", AT),
        ("2026-11-18t11:06:40.5+00:00", AT + 0.5),
        ("2026-11-18 11:06:40", AT),
        ("Wed, 18 Nov 2026 11:06:40 GMT", AT),
        ("1795000000", AT),
        ("1795000000.25", AT + 0.25),
        ("1795000000250", AT + 0.25),
        ("1795000000250000", AT + 0.25),
        ("2026-11-18", None),
        ("2026-99-18T11:06:40Z", None),
        ("Wed, 18 Nov 2026 99:06:40 GMT", None),
        ("179500000", None),
        ("9999999999999999999", None),
        ("soon", None),
    ],
)
def test_moments(text, moment):
    assert moment_in(text) == (None if moment is None else pytest.approx(moment))


@pytest.mark.parametrize(
    ("name", "text", "begins"),
    [
        ("anything", "2026-11-18T11:07:00Z", "the moment"),
        ("anything", "2026-11-19T11:07:00Z", ""),
        ("timestamp", "2026-11-19T11:07:00Z", "a moment near"),
        ("timestamp", "2026-12-19T11:07:00Z", ""),
        ("timestamp", "early", ""),
        ("X-Request-ID", "17-4711", "an id"),
        ("requestId", UUID, "an id"),
        ("nonce", "abc", ""),
        ("oauth_signature", "abc+def/ghi=jkl%", ""),
        ("oauth_signature", "abc+def/ghi=jklm", "a signature"),
        ("sig", "short", ""),
        ("_", "1794999000000", "a moment near"),
        ("_", "17123", "an id"),
        ("product", "47114711", ""),
    ],
)
def test_what_is_another_each_time(name, text, begins):
    reason = volatile_reason(name, text, AT)
    assert reason.startswith(begins) if begins else reason == ""


def test_names_are_compared_without_what_says_nothing():
    assert [plain_name(name) for name in ("X-Request-Id", "request_id", "_", "")] == [
        "xrequestid", "requestid", "_", "_",
    ]  # fmt: skip
