"""Base64 and base32, there and back, and Go's messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.sprig import encoding

BYTES = st.binary(max_size=40).map(to_text)


@given(BYTES)
def test_what_is_encoded_is_decoded(text):
    assert encoding.b64dec(encoding.b64enc(text)) == text
    assert encoding.b32dec(encoding.b32enc(text)) == text
    assert to_bytes(encoding.b64dec(encoding.b64enc(text))) == to_bytes(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("YWJ", 0),
        ("YWJj\nYW", 5),
        ("Y=", 1),
        ("YQ=", 3),
        ("YQ==YQ==", 4),
        ("é", 0),
        ("YWJj=", 4),
        ("YW\r\n-j", 4),
    ],
)
def test_the_place_of_the_first_fault_is_said(text, place):
    assert encoding.b64dec(text) == f"illegal base64 data at input byte {place}"


def test_bits_that_are_left_over_do_not_matter():
    assert encoding.b64dec("YR==") == "a"
    assert encoding.b32dec("MF======") == "a"
