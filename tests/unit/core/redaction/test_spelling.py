import pytest

from smockproxy.core.redaction.spelling import bytes_of, spellings


def test_spellings():
    assert spellings('a/"ü') == {
        'a/"ü',
        "a/%22%C3%BC",
        "a%2F%22%C3%BC",
        "a/&quot;ü",
        'a/\\"ü',
        'a/\\"\\u00fc',
    }


def test_what_stands_everywhere_as_it_is_has_one():
    assert spellings("hunter_2-2.~") == {"hunter_2-2.~"}


@pytest.mark.parametrize(
    ("text", "raw"),
    [("ü", b"\xc3\xbc"), ("a\udcff", b"a\xff"), ("\ud83d", b"\xed\xa0\xbd"), ("\udcff\ud83d", None)],
)
def test_any_text_has_bytes(text, raw):
    assert raw is None or bytes_of(text) == raw
    assert spellings(text)
