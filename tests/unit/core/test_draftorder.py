import pytest

from smockproxy.core.draftorder import order_of


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ({"url": "https://a.test/b"}, {"url": "https://a.test/c"}),
        ({"method": "GET", "url": "https://a.test/b"}, {"method": "POST", "url": "https://a.test/b"}),
        ({"path_template": "/users/{id}"}, {"path": "/users/1"}),
        ({"url": "https://a.test/users/${id}"}, {"url": "https://a.test/users/1"}),
        ({"path": "/a", "json": {"a": 1}}, {"path": "/a", "json": {"a": 1, "b": [2, 3]}}),
        ({"url": "https://a.test/b"}, {"url": "https://a.test/b", "headers": {"Accept": "x"}}),
        (
            {"scheme": "https", "host": "a.test", "path": "/"},
            {"scheme": "https", "host": "b.test", "path": "/"},
        ),
        ({"host": "a.test", "path": "/"}, {"host": "a.test", "port": 8443, "path": "/"}),
        (None, {"path": "/"}),
        ({}, {"method": "GET"}),
    ],
)
def test_what_asks_for_more_comes_later(earlier, later):
    assert order_of(earlier) < order_of(later)


def test_a_url_that_is_none_has_a_place_all_the_same():
    assert order_of({"url": "http://[broken"})[1] == ""
