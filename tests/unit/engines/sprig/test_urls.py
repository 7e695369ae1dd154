"""URLs taken apart and put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.urls import LONGEST, url_join, url_parse

PATHS = st.text(alphabet="ab/%é ?#:;", max_size=10).map(lambda text: f"/{text.lstrip('/')}")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.test",
        "https://u:p@a.test:8443/x/y?q=1&q=2#top",
        "//a.test/x",
        "/x?y=%20",
        "?q",
        "#f",
        "urn:isbn:123",
        "http://[::1]:80/a%20b",
        "",
    ],
)
def test_a_url_is_put_together_again(url):
    assert url_join(url_parse(url)) == url


@given(path=PATHS, fragment=st.text(alphabet="ab%é #/", max_size=8))
def test_paths_and_fragments_are_escaped_and_back(path, fragment):
    written = url_join({"scheme": "http", "host": "a.test", "path": path, "fragment": fragment})
    assert written.isascii()
    assert " " not in written
    found = url_parse(written)
    assert (found["host"], found["path"], found["fragment"]) == ("a.test", path, fragment)


def test_every_part_has_its_name():
    found = url_parse("//u@a.test:1/p?q#f")
    assert list(found) == ["scheme", "host", "hostname", "path", "query", "opaque", "fragment", "userinfo"]
    assert list(found.values()) == ["", "a.test:1", "a.test", "/p", "q", "", "f", "u"]
    assert url_join({}) == ""


@pytest.mark.parametrize(
    ("parts", "url"),
    [
        ({"host": "a.test", "path": "x"}, "//a.test/x"),
        ({"path": "a/b:c"}, "a/b:c"),
        ({"scheme": "x", "path": "a:b"}, "x://a:b"),
        ({"scheme": "http", "opaque": "o", "host": "a.test", "path": "/p", "query": "q"}, "http:o?q"),
        ({"userinfo": "u", "host": ""}, "//u@"),
        ({"other": 1, "host": "a.test"}, "//a.test"),
    ],
)
def test_parts_are_put_where_they_belong(parts, url):
    assert url_join(parts) == url


def test_bytes_that_are_no_letters_are_escaped():
    assert url_join({"path": "/\udcff"}) == "/%FF"
    assert url_parse("/%FF")["path"] == "/\udcff"


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://a.test:x/", "unable to parse url: "),
        ("http://[::1/", "unable to parse url: "),
        ("http://a.test/%zz", "unable to parse url: "),
        ("http://a.test/" + "x" * LONGEST, f"the URL has more than {LONGEST} characters"),
    ],
)
def test_what_is_no_url(url, failure):
    with pytest.raises(FunctionError) as failed:
        url_parse(url)
    assert failed.value.message.startswith(failure)


@pytest.mark.parametrize("name", ["scheme", "host", "path", "query", "opaque", "fragment", "userinfo"])
def test_a_part_is_a_text(name):
    with pytest.raises(
        FunctionError, match=f"unable to parse {name} key, must be of type string, but slice found"
    ):
        url_join({name: []})
