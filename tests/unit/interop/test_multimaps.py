"""Header lines by name."""

from smockproxy.core.http import Headers
from smockproxy.interop.multimaps import by_name, headers_shape


def test_names_are_in_order_and_keep_their_case():
    headers = Headers.of([("b", "1"), ("B", "2"), ("a", "3"), ("b", "0")])
    assert list(by_name(headers).items()) == [("B", ["2"]), ("a", ["3"]), ("b", ["1", "0"])]
    assert headers_shape(headers) == {"headers": by_name(headers)}


def test_no_headers_have_no_key():
    assert headers_shape(Headers()) == {}
