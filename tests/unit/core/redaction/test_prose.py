import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.redaction.prose import is_prose
from smockproxy.core.redaction.rules import Rules
from smockproxy.core.redaction.seeking import Seeking
from smockproxy.core.redaction.texts import redacted_text
from tests.secrets_of_tests import NAMED, harmless, secrets

PROSE = (
    "",
    "shipped",
    "Blue cotton shirt, size 42, please deliver before noon",
    "+49 30 1234567",
    "123e4567-e89b-12d3-a456-426614174000",
    "2026-11-22T10:00:01.123456789+01:00",
    "2026-11-22 10:00:01",
    "https://cdn.shop.test:8080/images/123e4567-e89b-12d3-a456-426614174000.png",
    "http://shop.test",
    "https://shop.test/a/b.html/",
)


@pytest.mark.parametrize("text", PROSE)
def test_prose(text):
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "a=b",
        "a: b",
        "<b",
        '{"a',
        "[a",
        "a\\b",
        "a234567890bcde",
        "Token abc123",
        "BEARER\tabc123def",
        "my basic YWJjOmRlZg",
        "4111 1111 1111 11",
        "4111-1111-1111-1111",
        "41111111111111",
        "-----BEGIN RSA PRIVATE KEY-----",
        "https://ann@shop.test/",
        "https://shop.test/?a",
        "https://shop.test/a;b",
        "https://shop.test/a234567890bcde",
        "https://shop.test/x123e4567-e89b-12d3-a456-426614174000",
    ],
)
def test_what_the_rules_have_to_look_at(text):
    assert not is_prose(text)


@pytest.mark.parametrize("name", ["", "key", "note", "etag", "session"])
def test_the_rules_find_nothing_in_prose(name):
    for text in (*PROSE, *filter(is_prose, harmless(5))):
        assert redacted_text(text, Seeking(b"k" * 32), 0, name) == text


@given(st.text("aB3 -_/.:=<>@%éTOKENtokenbasic\t", max_size=60), st.sampled_from(["", "key", "note"]))
def test_whatever_is_prose_stays_under_any_name_that_tells_nothing(text, name):
    if is_prose(text):
        assert redacted_text(text, Seeking(b"k" * 32, Rules.of(["other"], [])), 0, name) == text


def test_no_secret_that_is_known_by_its_looks_is_prose():
    for shape, _, secret in secrets(5):
        assert shape in NAMED or not is_prose(f"see {secret} there"), shape
