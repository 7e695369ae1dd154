"""Digests of bytes: known ones, and of texts that are no UTF-8."""

import hashlib
from zlib import adler32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.octets import to_text
from smockproxy.engines.sprig import digests


def test_digests_that_everybody_knows():
    assert digests.sha1sum("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"
    assert digests.sha256sum("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digests.sha512sum("abc").startswith("ddaf35a193617abacc417349ae204131")
    assert digests.adler32sum("Wikipedia") == "300286872"


@given(st.binary(max_size=40))
def test_the_bytes_of_a_text_are_digested(octets):
    text = to_text(octets)
    assert digests.sha1sum(text) == hashlib.sha1(octets).hexdigest()
    assert digests.sha256sum(text) == hashlib.sha256(octets).hexdigest()
    assert digests.sha512sum(text) == hashlib.sha512(octets).hexdigest()
    assert digests.adler32sum(text) == str(adler32(octets))


@pytest.mark.parametrize("name", digests.FUNCTIONS)
def test_half_a_pair_of_surrogates_is_the_replacement_character(name):
    assert digests.FUNCTIONS[name]("\ud800") == digests.FUNCTIONS[name]("\ufffd")
