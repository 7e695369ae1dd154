"""What goes out for a request."""

import pytest

from smockproxy.core.http import Form
from smockproxy.proxy.lane.outbound import Destination, outbound_of, stays_with_its_client

PLACE = Destination("a.test", 80)


def sent(*fields: tuple[bytes, bytes], form: Form = Form.ABSOLUTE, method: bytes = b"GET"):
    made = outbound_of(method, b"/x?y", fields, form, b"a.test", PLACE)
    assert made is not None
    return made


def test_the_host_of_an_absolute_form_takes_the_place_of_the_one_that_was_sent() -> None:
    made = sent((b"A", b"b"), (b"hOST", b"other.test"), (b"C", b"d"))
    assert made.head == b"GET /x?y HTTP/1.1\r\nA: b\r\nhOST: a.test\r\nC: d\r\n\r\n"


def test_without_a_host_line_there_is_none() -> None:
    assert sent((b"A", b"b")).head == b"GET /x?y HTTP/1.1\r\nA: b\r\n\r\n"


def test_in_a_tunnel_the_host_line_stays() -> None:
    made = sent((b"Host", b"other.test"), (b"Proxy-Authorization", b"Basic x"), form=Form.TUNNEL)
    assert b"Host: other.test\r\nProxy-Authorization: Basic x\r\n" in made.head


def test_what_names_a_session_stays_here() -> None:
    made = sent((b"Proxy-Authorization", b"Basic x"), (b"X-Smockproxy-Session", b"one"), (b"A", b"b"))
    assert made.head == b"GET /x?y HTTP/1.1\r\nA: b\r\n\r\n"


def test_hop_by_hop_lines_go_on_as_mitmproxy_lets_them() -> None:
    lines = [(b"Proxy-Connection", b"keep-alive"), (b"Connection", b"keep-alive"), (b"Keep-Alive", b"5")]
    assert sent(*lines).head.count(b"eep-") == 3


@pytest.mark.parametrize(("method", "is_repeatable"), [(b"GET", True), (b"PUT", True), (b"POST", False)])
def test_what_may_be_sent_again(method: bytes, *, is_repeatable: bool) -> None:
    assert sent(method=method).is_repeatable is is_repeatable


def test_the_framing_of_the_body_and_of_the_connection() -> None:
    assert sent((b"Transfer-Encoding", b"chunked")).is_chunked
    assert not sent((b"Content-Length", b"5")).is_chunked
    assert sent((b"Connection", b"close")).closes
    assert not sent().closes
    assert sent(method=b"HEAD").is_head


@pytest.mark.parametrize("scheme", [b"NTLM abc", b"Negotiate abc", b"negotiate abc"])
def test_what_authenticates_a_connection_stays_with_its_client(scheme: bytes) -> None:
    fields = [(b"authorization", scheme)]
    assert stays_with_its_client(fields)
    assert outbound_of(b"GET", b"/", fields, Form.ABSOLUTE, b"a.test", PLACE) is None


def test_what_authenticates_a_request_goes_on() -> None:
    assert not stays_with_its_client([(b"Authorization", b"Basic abc")])


@pytest.mark.parametrize("name", ["", ".a.test", "a..test", "ä.test", f"{'a' * 64}.test"])
def test_a_name_that_needs_care_in_tls_is_left_to_mitmproxy(name: str) -> None:
    place = Destination(name, 443, is_tls=True)
    assert outbound_of(b"GET", b"/", [], Form.TUNNEL, b"", place) is None


@pytest.mark.parametrize("name", ["a.test", "127.0.0.1", "::1", "a_b.test"])
def test_any_other_name_is_not(name: str) -> None:
    place = Destination("127.0.0.1", 443, is_tls=True, name=name)
    assert outbound_of(b"GET", b"/", [], Form.TUNNEL, b"", place) is not None
