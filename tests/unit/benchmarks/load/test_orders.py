"""What is sent for an order, and that an order survives its way through JSON."""

import json
from dataclasses import asdict, replace

from benchmarks.load.orders import Ask, Order, order_of, sources

ORDER = Order(
    ("127.0.0.1", 8080),
    "http",
    "a.test",
    80,
    (Ask("/x"), Ask("/y", "POST", (("A", "b"),), "é")),
    "ok",
    16,
    1.0,
)


def test_a_proxy_is_asked_in_absolute_form() -> None:
    first, second = ORDER.requests
    assert first == (
        b"GET http://a.test:80/x HTTP/1.1\r\nHost: a.test:80\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n"
    )
    assert second.endswith(b"A: b\r\nContent-Length: 2\r\n\r\n\xc3\xa9")


def test_a_tunnel_and_a_server_are_asked_in_origin_form() -> None:
    secure = replace(ORDER, speech="https", port=443)
    assert secure.requests[0].startswith(b"GET /x HTTP/1.1\r\nHost: a.test:443\r\n")
    assert secure.connect == b"CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n"
    assert replace(ORDER, is_direct=True).requests[0].startswith(b"GET /x HTTP/1.1\r\nHost: a.test:80\r\n")


def test_an_order_as_json() -> None:
    order = replace(ORDER, awake=(0, 1))
    assert order_of(json.loads(json.dumps(asdict(order)))) == order


def test_many_new_connections_come_from_several_addresses() -> None:
    assert sources(0) == sources(19_999) == "127.0.0.1"
    assert sources(20_000) == "127.0.0.2"
    assert sources(250 * 20_000) == "127.0.1.1"
    assert sources(250 * 250 * 20_000) == "127.0.0.1"
