"""Texts as bytes."""

from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.octets import as_unicode, to_bytes, to_text


@given(st.binary())
def test_bytes_come_back(octets):
    assert to_bytes(to_text(octets)) == octets


@given(st.text(st.characters()))
def test_any_text_has_bytes_and_can_leave(text):
    to_bytes(text)
    as_unicode(text).encode()


def test_what_is_no_utf_8():
    assert as_unicode(to_text(b"a\xff\xc3\xa9")) == "a�é"
    assert to_bytes("\ud800") == "�".encode()
