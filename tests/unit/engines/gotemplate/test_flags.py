"""Padding."""

from smockproxy.engines.gotemplate.flags import PLAIN, Flags, padded


def test_padding():
    assert padded("a", PLAIN) == "a"
    assert padded("a", Flags("", 3)) == "  a"
    assert padded("a", Flags("-", 3)) == "a  "
    assert padded("a", Flags("0", 3)) == "00a"
    assert padded("a", Flags("0", 3), zeros=False) == "  a"
    assert padded("abcd", Flags("", 3)) == "abcd"


def test_zeros_stand_on_the_left_only():
    assert Flags("0").zeros
    assert not Flags("0-").zeros
    assert padded("a", Flags("0-", 3)) == "a  "
    assert Flags("#").has("#")
