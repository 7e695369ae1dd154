import logging

import pytest

from smockproxy.proxy.lane.contexts import Contexts
from smockproxy.proxy.lane.handshakes import (
    TunnelOpening,
    chosen_of,
    name_of,
    starts_a_request,
    told_of,
)
from smockproxy.proxy.lane.hello import LARGEST, Hello
from smockproxy.proxy.lane.secured import Tunnel
from smockproxy.proxy.lane.tls import CLOSED_EARLY
from tests.unit.proxy.lane.authority import Talker, greeting, store, trusting
from tests.unit.proxy.lane.test_hello import CURVES, ECDSA, extension, hello
from tests.unit.proxy.lane.test_tls import Listener, Socket, loop, step

__all__ = ["loop"]

CONTEXTS = Contexts()


class Room:
    """Who speaks in tunnels: notes who was chosen, and for what."""

    def __init__(self) -> None:
        self.authority = store()
        self.may_shake_hands = True
        self.takes_http_2 = True
        self.clock = lambda: 1000.0
        self.chosen: list[tuple[str, object]] = []
        self.failures: list[str] = []
        self.speaker = Listener()

    def in_tunnel(self, wire, _, secured):
        self.chosen.append(("lane", secured))
        self.speaker.pipe = wire
        return self.speaker

    def beside(self, _, __, secured):
        self.chosen.append(("mitmproxy", secured))
        return self.speaker

    def handshake_failed(self, _, __, reason):
        self.failures.append(reason)


class Host(Socket):
    def get_extra_info(self, name, default=None):
        return ("127.0.0.1", 8080) if name == "sockname" else super().get_extra_info(name, default)


def opening(room: Room, port: int = 443, host: str = "a.test") -> tuple[Host, TunnelOpening]:
    socket = Host()
    return socket, TunnelOpening(socket, Tunnel(host, port), room, CONTEXTS)


def client_of(name: str | None = "a.test", protocols: tuple[str, ...] = ()) -> Talker:
    context = trusting(store())
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return Talker(context, name)


def shake(socket: Host, speaker: TunnelOpening, client: Talker) -> None:
    speaker.feed(client.says())
    speaker.feed(client.hears(socket.taken()))
    client.reads(socket.taken())


@pytest.mark.parametrize(
    ("offered", "chosen", "protocol"),
    [
        (("http/1.1",), "lane", b"http/1.1"),
        (("http/1.1", "h2"), "lane", b"http/1.1"),
        (("h2", "http/1.1"), "mitmproxy", b"h2"),
        (("spdy", "h2"), "mitmproxy", b"h2"),
    ],
)
def test_the_protocol_says_who_speaks(loop, offered, chosen, protocol):
    room = Room()
    socket, speaker = opening(room)

    shake(socket, speaker, client := client_of("b.test", offered))

    ((who, secured),) = room.chosen
    assert (who, secured.protocol) == (chosen, protocol)
    assert secured.name == "b.test"
    assert secured.offered == tuple(each.encode() for each in offered)
    assert (secured.cipher, secured.version) == (client.tls.cipher()[0], client.tls.version())
    assert secured.established_at == 1000.0


@pytest.mark.parametrize(
    ("data", "chosen"), [(b"GET / HTTP/1.1\r\n", "lane"), (b"SSH-2.0-x y", "mitmproxy"), (b"\0", "mitmproxy")]
)
def test_without_a_protocol_the_first_bytes_say_it(loop, data, chosen):
    room = Room()
    socket, speaker = opening(room)
    client = client_of()
    shake(socket, speaker, client)
    assert room.chosen == []

    speaker.feed(client.sends(data))

    assert [who for who, _ in room.chosen] == [chosen]
    assert room.speaker.heard == [data]


def test_without_a_protocol_and_bytes_it_is_mitmproxys(loop):
    room = Room()
    socket, speaker = opening(room)
    shake(socket, speaker, client_of())

    speaker.ended()

    assert [who for who, _ in room.chosen] == ["mitmproxy"]
    assert room.speaker.events == ["ended"]


def test_name_services_are_mitmproxys(loop):
    room = Room()
    socket, speaker = opening(room, port=53)

    shake(socket, speaker, client_of())

    assert [who for who, _ in room.chosen] == ["mitmproxy"]


@pytest.mark.parametrize(
    "first",
    [
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01\0\0",
        b"\x16\x03\x01\xff\xff" + bytes(LARGEST),
        hello(CURVES),
        hello(CURVES + ECDSA + extension(16, b"\0\x03\x02h3")),
        hello(CURVES + ECDSA + extension(0, b"\0\x0a" + b"\0\0\x02ab" * 2)),
        greeting("x" * 63 + ".test")[:-1] + b"",
    ],
    ids=["plain", "rubbish", "endless", "no curve", "h3", "two names", "cut"],
)
def test_what_the_lane_does_not_do_is_mitmproxys_from_the_connect_on(loop, first):
    room = Room()
    _, speaker = opening(room)

    for at in range(0, len(first), 4096):
        speaker.feed(first[at : at + 4096])
    if not room.chosen:
        speaker.ended()

    assert room.chosen == [("mitmproxy", None)]
    assert b"".join(room.speaker.heard) == first


@pytest.mark.parametrize("change", [{"may_shake_hands": False}, {"authority": None}])
def test_options_can_leave_all_of_it_to_mitmproxy(loop, change):
    room = Room()
    vars(room).update(change)
    host = "a.test" if "authority" not in change else "a..test"
    _, speaker = opening(room, host=host)
    room.authority = store()

    speaker.feed(greeting())

    assert room.chosen == [("mitmproxy", None)]


def test_without_http_2_it_is_not_offered(loop):
    room = Room()
    room.takes_http_2 = False
    socket, speaker = opening(room)

    shake(socket, speaker, client_of("a.test", ("h2", "http/1.1")))

    ((who, secured),) = room.chosen
    assert (who, secured.protocol) == ("lane", b"http/1.1")


def test_a_client_that_asks_for_no_name_sees_our_address_and_the_host(loop):
    room = Room()
    socket, speaker = opening(room)
    context = trusting(store())
    context.check_hostname = False
    client = Talker(context, None)

    shake(socket, speaker, client)

    names = client.tls.getpeercert()["subjectAltName"]
    assert names == (("IP Address", "127.0.0.1"), ("DNS", "a.test"))


def test_a_client_that_asks_for_another_name_sees_both(loop):
    room = Room()
    socket, speaker = opening(room)
    client = client_of("b.test")

    shake(socket, speaker, client)

    assert client.tls.getpeercert()["subjectAltName"] == (("DNS", "b.test"), ("DNS", "a.test"))


def test_slowness_before_the_choice_is_told_after_it(loop):
    room = Room()
    _, speaker = opening(room)

    speaker.pause()
    speaker.feed(b"plain")
    assert room.speaker.events == ["pause"]
    speaker.resume()

    assert room.speaker.events == ["pause", "resume"]


def test_slowness_that_is_over_is_not_told(loop):
    room = Room()
    _, speaker = opening(room)

    speaker.pause()
    speaker.resume()
    speaker.lost(None)
    speaker.feed(b"plain")

    assert room.speaker.events == []


def test_a_client_that_leaves_in_the_handshake_is_remembered(loop, caplog):
    caplog.set_level(logging.INFO)
    room = Room()
    _, speaker = opening(room)
    speaker.feed(greeting())

    speaker.ended()

    assert room.failures == [told_of(CLOSED_EARLY, "a.test")]
    assert "Client TLS handshake failed. The client disconnected" in caplog.text


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (
            "tlsv1 alert unknown ca",
            "The client does not trust the proxy's certificate for a.test (tlsv1 alert unknown ca)",
        ),
        (
            "ssl/tls alert certificate unknown",
            (
                "The client does not trust the proxy's certificate for a.test "
                "(OpenSSL Error([('SSL routines', '', 'ssl/tls alert certificate unknown')]))"
            ),
        ),
        (
            "no shared cipher",
            (
                "The client may not trust the proxy's certificate for a.test "
                "(OpenSSL Error([('SSL routines', '', 'no shared cipher')]))"
            ),
        ),
    ],
)
def test_failures_are_told_as_mitmproxy_tells_them(reason, told):
    assert told_of(reason, "a.test") == told


@pytest.mark.parametrize(
    ("data", "is_one"),
    [(b"GET /", True), (b"GE", False), (b"GET/\n x", False), (b"1ET / ", False), (b"SSH 2", False)],
)
def test_a_request_starts_with_a_method(data, is_one):
    assert starts_a_request(data) is is_one


def test_the_first_protocol_that_is_known_is_chosen():
    assert chosen_of((b"x", b"h3", b"h2"), takes_http_2=True) == b"h3"
    assert chosen_of((b"h2", b"http/1.0"), takes_http_2=False) == b"http/1.0"
    assert chosen_of((), takes_http_2=True) is None


@pytest.mark.parametrize(("names", "name"), [((), None), ((b"a b",), None), ((b"a.test",), "a.test")])
def test_a_name_must_be_one(names, name):
    assert name_of(Hello(0x0303, (), names=names)) == name


def test_much_is_answered_in_the_step_that_asks(loop):
    room = Room()
    room.speaker = Listener({b"GET / HTTP/1.1\r\n\r\n": [b"hello"]})
    socket, speaker = opening(room)
    client = client_of("a.test", ("http/1.1",))
    shake(socket, speaker, client)

    speaker.feed(client.sends(b"GET / HTTP/1.1\r\n\r\n"))
    step(loop)

    assert client.reads(socket.taken()) == b"hello"
