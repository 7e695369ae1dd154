import pytest
from mitmproxy.net.http import url

from smockproxy.proxy import authorities

OWN = url.parse_authority
OWN_PARSE = url.parse
TEXTS = [
    "a.test",
    "a.test:80",
    "[::1]:8080",
    "::1",
    "a b",
    "",
    "a.test:99999",
    "xn--bcher-kva.test",
    "\udcff",
    ":1",
]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(url, "parse_authority", OWN)
    monkeypatch.setattr(url, "parse", OWN_PARSE)
    authorities.quicken.cache_clear()
    authorities.quicken()
    authorities.quicken()


def outcome(parse, text, check):
    try:
        return parse(text, check)
    except ValueError as error:
        return type(error)


@pytest.mark.parametrize("text", [*TEXTS, *(each.encode("utf-8", "surrogateescape") for each in TEXTS)])
@pytest.mark.parametrize("check", [True, False])
def test_what_is_read_is_what_mitmproxy_reads(text, check):
    expected = outcome(OWN, text, check)
    assert [outcome(url.parse_authority, text, check) for _ in range(3)] == [expected] * 3


def test_named_arguments_and_whole_urls_are_read_too():
    assert url.parse_authority(b"a.test:1", check=True) == ("a.test", 1)
    assert url.parse(b"http://a.test:1/b") == (b"http", b"a.test", 1, b"/b")
    with pytest.raises(ValueError, match=r"."):
        url.parse(b"http://a b/")


URLS = [
    "http://a.test/b;c?d=e#f",
    "https://A.test:8443",
    "http://[::1]/",
    "http://a.test/" + "a" * authorities.LONGEST,
    "http://a.test/caf\u00e9?\u00e9",
    "http://a.test:99999/",
    "//a.test",
    "nothing",
    "",
]


def read(parse, text):
    try:
        return parse(text)
    except ValueError as error:
        return type(error), str(error)


@pytest.mark.parametrize("text", [*URLS, *(each.encode() for each in URLS)])
def test_what_a_url_says_is_what_mitmproxy_says(text):
    assert url.parse is not OWN_PARSE
    expected = read(OWN_PARSE, text)
    assert [read(url.parse, text) for _ in range(3)] == [expected] * 3
