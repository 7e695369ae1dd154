"""Paths and queries as Go's net/url sees them."""

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.url import MOST_PAIRS, as_sent, escaped_path, query_pairs, sorted_query, unescape

RAW = st.binary(max_size=24) | st.text("ab%2fF;&=+ /{é", max_size=24).map(str.encode)


def sent(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/m",
        "/m/",
        "/M",
        "//m",
        "/./m",
        "/%6d",
        "/x%2fy",
        "/x%2Fy",
        "*",
        "/!$&'()*+,;=:@[]~-._",
        "/%zz",
    ],
)
def test_a_legal_path_is_kept_as_it_was_sent(path: str) -> None:
    assert escaped_path(path) == path


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("/a{b}%2Fc", "/a%7Bb%7D/c"),
        ("/{x}/%7Eu", "/%7Bx%7D/~u"),
        ("/a|b", "/a%7Cb"),
        ('/"<>^`\\', "/%22%3C%3E%5E%60%5C"),
        ("/a#b", "/a%23b"),
        ("/é", "/%C3%A9"),
        ("/é!'()*[]", "/%C3%A9%21%27%28%29%2A%5B%5D"),
        ("/é$&+,:;=@", "/%C3%A9$&+,:;=@"),
        ("/{a b}%3f", "/%7Ba%20b%7D%3F"),
        (sent(b"/\xff"), "/%FF"),
        ("/{%zz", "/%7B%zz"),
    ],
)
def test_one_illegal_character_has_the_whole_path_escaped_anew(path: str, seen: str) -> None:
    assert escaped_path(path) == seen


@given(RAW)
def test_a_seen_path_is_ascii_and_is_seen_as_itself(raw: bytes) -> None:
    seen = escaped_path(sent(raw.replace(b"?", b"")))
    assert seen.isascii()
    assert escaped_path(seen) == seen


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        (b"", []),
        (b"a=1&b=2&a=3", [(b"a", b"1"), (b"b", b"2"), (b"a", b"3")]),
        (b"a", [(b"a", b"")]),
        (b"a=", [(b"a", b"")]),
        (b"=v", [(b"", b"v")]),
        (b"a=b=c", [(b"a", b"b=c")]),
        (b"&&a=1&", [(b"a", b"1")]),
        (b"a+b=c+d%20e%2B", [(b"a b", b"c d e+")]),
        (b"%61=%C3%A9", [(b"a", b"\xc3\xa9")]),
        (b"a;b=1&c=2", [None, (b"c", b"2")]),
        (b"a=1;b=2", [None]),
        (b"a=%3B", [(b"a", b";")]),
        (b"a=%&b=%4&c=%4g&d=%41", [None, None, None, (b"d", b"A")]),
        (b"%zz=1&a=1", [None, (b"a", b"1")]),
        (b"a=\xff", [(b"a", b"\xff")]),
    ],
)
def test_query_pairs(query: bytes, pairs: list[tuple[bytes, bytes] | None]) -> None:
    assert list(query_pairs(query)) == pairs


@pytest.mark.parametrize(
    ("query", "upstream"),
    [
        ("z=1&a=2&a=1&e=%20x+y", "a=2&a=1&e=+x+y&z=1"),
        ("a", "a="),
        ("", ""),
        ("b=1;c=2&a=~-._*", "a=~-._%2A"),
        ("a=%ff", "a=%FF"),
        ("a=%zz", ""),
        ("B=1&a=1&Z=1", "B=1&Z=1&a=1"),
    ],
)
def test_the_query_goes_upstream_sorted_by_name(query: str, upstream: str) -> None:
    assert sorted_query(query) == upstream


@given(RAW)
def test_sorting_a_query_again_changes_nothing_and_loses_no_byte(raw: bytes) -> None:
    once = sorted_query(sent(raw))
    assert sorted_query(once) == once
    assert sorted(filter(None, query_pairs(raw))) == sorted(filter(None, query_pairs(once.encode())))


@given(st.binary())
def test_bytes_survive_being_text(raw: bytes) -> None:
    assert as_sent(sent(raw)) == raw


def test_of_very_many_pairs_the_first_are_read() -> None:
    query = "&".join(f"n{number}=v" for number in range(MOST_PAIRS + 5))
    pairs = list(query_pairs(query.encode()))
    assert len(pairs) == MOST_PAIRS + 1
    assert pairs[-2:] == [(b"n9999", b"v"), None]


def test_no_pair_is_lost_on_the_way_upstream() -> None:
    query = "&".join(f"n{number:05}=v" for number in range(MOST_PAIRS + 5))
    assert sorted_query(query) == query


ESCAPES = st.lists(
    st.sampled_from([b"%3D", b"%0a", b"%25", b"=", b"==", b"\r\n", b" \n", b"_", b"3D", b"\xff"])
    | st.integers(0, 255).map(lambda byte: b"%%%02x" % byte)
).map(b"".join)


@given(ESCAPES)
def test_escapes_are_decoded_and_nothing_else(raw: bytes) -> None:
    assert unescape(raw) == unquote_to_bytes(raw)
