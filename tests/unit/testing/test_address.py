"""Where the admin API is said to be, and the token."""

import pytest

from smockproxy.testing.address import Address, address_of
from smockproxy.testing.errors import BadAddressError

TOKEN = "correct-horse-battery"
URL = "SMOCKPROXY_ADMIN_URL"
SHOWN = "SMOCKPROXY_ADMIN_TOKEN"


@pytest.mark.parametrize(
    ("url", "address", "authority"),
    [
        ("http://127.0.0.1:8081", Address("http://127.0.0.1:8081", "127.0.0.1", 8081), "127.0.0.1:8081"),
        ("http://[::1]:99/", Address("http://[::1]:99/", "::1", 99), "[::1]:99"),
        (
            "https://a.test/b ase/",
            Address("https://a.test/b ase/", "a.test", 443, is_secure=True, path="/b%20ase"),
            "a.test:443",
        ),
        ("http://a.test", Address("http://a.test", "a.test", 80), "a.test:80"),
    ],
)
def test_an_url(url, address, authority):
    assert address_of(url, None, {}) == address
    assert address.authority == authority


def test_the_variable_is_asked_where_no_url_is_given():
    assert address_of(None, None, {}).url == "http://127.0.0.1:8081"
    assert address_of(None, None, {URL: "http://a.test:1"}).url == "http://a.test:1"
    assert address_of("http://b.test:2", None, {URL: "http://a.test:1"}).url == "http://b.test:2"


def test_variables_that_name_a_proxy_do_not_count():
    assert address_of(None, None, {"http_proxy": "http://p.test:1"}).host == "127.0.0.1"


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8081",
        "ftp://a.test",
        "http://",
        "http://a.test:x",
        "http://a.test:0",
        "http://[::1",
        "http://a.test/\n",
    ],
)
def test_what_is_no_url(url):
    with pytest.raises(BadAddressError, match=r"is no URL such as http://127\.0\.0\.1:8081\.$") as caught:
        address_of(url, None, {})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "token", "variable", "shown"),
    [
        ("http://a.test", None, "", ""),
        ("http://a.test", None, TOKEN, TOKEN),
        ("http://:ab%21@a.test", None, TOKEN, "ab!"),
        ("http://:ab@a.test", TOKEN, "x", TOKEN),
        ("http://a.test", "", TOKEN, ""),
        ("http://a.test", None, "none", ""),
    ],
)
def test_the_nearest_token_is_shown(url, token, variable, shown):
    address = address_of(url, token, {SHOWN: variable})
    assert (address.token, address.url) == (shown, "http://a.test")


def test_nothing_shows_the_token():
    assert TOKEN not in repr(address_of(f"http://:{TOKEN}@a.test", None, {}))
    with pytest.raises(BadAddressError) as caught:
        address_of(f"http://:{TOKEN}@", None, {})
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("token", ["a b", "a\r\nX: y", "żółw"])
def test_what_is_no_token(token):
    with pytest.raises(BadAddressError, match="SMOCKPROXY_ADMIN_TOKEN") as caught:
        address_of("http://a.test", token, {})
    assert token not in str(caught.value)
