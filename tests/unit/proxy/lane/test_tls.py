import asyncio
import ssl

import pytest

from smockproxy.proxy.lane.contexts import Contexts
from smockproxy.proxy.lane.tls import CLOSED_EARLY, PIECE, RECORD, TlsPipe, reason_of
from tests.unit.proxy.lane.authority import Talker, new_store, store, trusting


class Socket:
    """A wire that remembers."""

    def __init__(self) -> None:
        self.sent = b""
        self.writes = 0
        self.events: list[str] = []

    def write(self, data: bytes) -> None:
        self.sent += data
        self.writes += 1

    def taken(self) -> bytes:
        sent, self.sent = self.sent, b""
        return sent

    def close(self) -> None:
        self.events.append("close")

    def abort(self) -> None:
        self.events.append("abort")

    def is_closing(self) -> bool:
        return "close" in self.events

    def pause_reading(self) -> None:
        self.events.append("pause")

    def resume_reading(self) -> None:
        self.events.append("resume")

    def get_extra_info(self, name: str, default: object = None) -> object:
        return ("127.0.0.1", 1) if name == "peername" else default


class Listener:
    """A speaker that remembers, and answers if it is told to; also who waits for the handshake."""

    def __init__(self, answers: dict[bytes, list[bytes]] | None = None, pauses_at: bytes = b"") -> None:
        self.answers = answers or {}
        self.pauses_at = pauses_at
        self.heard: list[bytes] = []
        self.events: list[str] = []
        self.pipe: TlsPipe | None = None

    def secured(self, pipe: TlsPipe) -> "Listener":
        self.pipe = pipe
        self.events.append("secured")
        return self

    def failed(self, _: TlsPipe, reason: str) -> None:
        self.events.append(f"failed: {reason}")

    def feed(self, data: bytes) -> None:
        self.heard.append(data)
        for answer in self.answers.get(data, ()):
            self.pipe.write(answer)
        if data == self.pauses_at:
            self.pipe.pause_reading()

    def ended(self) -> None:
        self.events.append("ended")

    def lost(self, error: Exception | None) -> None:
        self.events.append(f"lost: {error}")

    def pause(self) -> None:
        self.events.append("pause")

    def resume(self) -> None:
        self.events.append("resume")


@pytest.fixture
def loop():
    """A loop in which nothing runs by itself."""
    made = asyncio.new_event_loop()
    asyncio._set_running_loop(made)
    yield made
    asyncio._set_running_loop(None)
    made.close()


def step(loop):
    """Let run what was put off."""
    asyncio._set_running_loop(None)
    loop.call_soon(loop.stop)
    loop.run_forever()
    asyncio._set_running_loop(loop)


CONTEXTS = Contexts()


def begun(listener: Listener, protocol: str = "") -> tuple[Socket, TlsPipe]:
    socket = Socket()
    return socket, TlsPipe(socket, CONTEXTS.ready(store(), ["a.test"], protocol).context, listener)


def shaken(listener: Listener) -> tuple[Socket, TlsPipe, Talker]:
    """A pipe whose handshake is done."""
    socket, pipe = begun(listener)
    client = Talker(trusting(store()), "a.test")
    pipe.feed(client.says())
    pipe.feed(client.hears(socket.taken()))
    client.reads(socket.taken())
    assert listener.events == ["secured"]
    return socket, pipe, client


def test_what_a_client_sends_arrives_and_is_answered_in_the_same_step(loop):
    listener = Listener({b"ping": [b"po", b"ng"]})
    socket, pipe, client = shaken(listener)

    writes = socket.writes
    pipe.feed(client.sends(b"ping"))

    assert client.reads(socket.taken()) == b"pong"
    assert socket.writes == writes + 1


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_it_comes_in_pieces_of_one_byte(loop, version):
    listener = Listener({b"ping": [b"pong"]})
    socket, pipe = begun(listener)
    context = trusting(store())
    context.minimum_version = context.maximum_version = version
    client = Talker(context, "a.test")
    says = client.says()
    while "secured" not in listener.events or says:
        for at in range(len(says)):
            pipe.feed(says[at : at + 1])
        says = client.hears(socket.taken())
    for byte in client.sends(b"ping"):
        pipe.feed(bytes([byte]))

    assert client.reads(socket.taken()) == b"pong"
    assert client.tls.version() == f"TLSv{version.name[-3:].replace('_', '.')}"


def test_writes_of_one_step_go_out_together(loop):
    listener = Listener()
    socket, pipe, client = shaken(listener)
    writes = socket.writes

    pipe.write(b"a")
    pipe.write(b"")
    pipe.write(b"b")
    assert socket.writes == writes
    step(loop)

    assert client.reads(socket.taken()) == b"ab"
    assert socket.writes == writes + 1


class Counted:
    """A TLS object that counts how often it is asked to read."""

    def __init__(self, tls: ssl.SSLObject) -> None:
        self.reads = 0
        self._tls = tls

    def read(self, most: int) -> bytes:
        self.reads += 1
        return self._tls.read(most)

    def __getattr__(self, name: str) -> object:
        return getattr(self._tls, name)


@pytest.mark.parametrize("size", [1, 100, RECORD - 1, RECORD])
def test_a_record_is_read_at_once_and_nothing_after_it(loop, size):
    listener = Listener()
    _, pipe, client = shaken(listener)
    pipe.tls = counted = Counted(pipe.tls)

    pipe.feed(client.sends(bytes(size)))

    assert listener.heard == [bytes(size)]
    assert counted.reads == 1


def test_records_that_come_together_are_handed_on_one_by_one(loop):
    listener = Listener()
    _, pipe, client = shaken(listener)

    pipe.feed(client.sends(bytes(2 * RECORD + 5)) + client.sends(b"more"))

    assert [len(data) for data in listener.heard] == [RECORD, RECORD, 5, 4]


def test_the_rest_of_a_record_may_come_later(loop):
    listener = Listener()
    _, pipe, client = shaken(listener)
    sent = client.sends(b"one") + client.sends(b"two")

    pipe.feed(sent[:-1])
    assert listener.heard == [b"one"]
    pipe.feed(sent[-1:])

    assert listener.heard == [b"one", b"two"]


def test_much_goes_out_in_pieces(loop):
    socket, pipe, client = shaken(Listener())
    writes = socket.writes

    pipe.write(bytes(3 * PIECE))
    step(loop)

    assert client.reads(socket.taken()) == bytes(3 * PIECE)
    assert socket.writes == writes + 3


def test_who_has_enough_gets_no_more_until_it_says_so(loop):
    listener = Listener(pauses_at=b"one")
    socket, pipe, client = shaken(listener)

    pipe.feed(client.sends(b"one") + client.sends(b"two"))
    assert listener.heard == [b"one"]
    pipe.ended()
    assert listener.events == ["secured"]
    pipe.resume_reading()
    pipe.resume_reading()
    step(loop)

    assert listener.heard == [b"one", b"two"]
    assert listener.events == ["secured", "ended"]
    assert socket.events == ["pause", "resume"]


def test_large_data_comes_record_by_record(loop):
    listener = Listener()
    _, pipe, client = shaken(listener)

    pipe.feed(client.sends(bytes(3 * RECORD + 1)))

    assert [len(each) for each in listener.heard] == [RECORD, RECORD, RECORD, 1]


def test_slowness_is_told(loop):
    listener = Listener()
    _, pipe, _ = shaken(listener)

    pipe.pause()
    pipe.resume()

    assert listener.events == ["secured", "pause", "resume"]


def test_nobody_is_told_before_there_is_anybody(loop):
    listener = Listener()
    _, pipe = begun(listener)

    pipe.pause()
    pipe.resume()

    assert listener.events == []


def test_a_farewell_is_the_end_and_answers_may_follow(loop):
    listener = Listener()
    socket, pipe, client = shaken(listener)

    with pytest.raises(ssl.SSLWantReadError):
        client.tls.unwrap()
    pipe.feed(client.outgoing.read())
    pipe.feed(b"what comes after it")
    pipe.ended()
    pipe.write(b"late")
    step(loop)

    assert listener.events == ["secured", "ended"]
    assert client.reads(socket.taken()) == b"late"


def test_an_end_without_a_farewell_is_one_too(loop):
    listener = Listener()
    _, pipe, _ = shaken(listener)

    pipe.ended()
    pipe.ended()
    pipe.lost(None)

    assert listener.events == ["secured", "ended", "lost: None"]


def test_closing_says_goodbye(loop):
    socket, pipe, client = shaken(Listener())

    pipe.write(b"bye")
    pipe.close()
    pipe.close()
    pipe.write(b"too late")
    step(loop)

    assert client.reads(socket.taken()) == b"bye"
    assert client.tls.read(1) == b""
    assert socket.events == ["close"]
    assert pipe.is_closing()


def test_half_a_close_says_goodbye_too(loop):
    listener = Listener()
    socket, pipe, client = shaken(listener)

    pipe.write_eof()
    pipe.write_eof()
    pipe.feed(client.sends(b"still here"))

    assert client.reads(socket.taken()) == b""
    assert listener.heard == [b"still here"]
    assert socket.events == []


def test_aborting_says_nothing(loop):
    socket, pipe, _ = shaken(Listener())

    pipe.write(b"never")
    pipe.abort()
    step(loop)

    assert socket.sent == b""
    assert socket.events == ["abort"]


def test_what_is_lost_sends_no_more(loop):
    listener = Listener()
    socket, pipe, _ = shaken(listener)

    pipe.write(b"never")
    pipe.lost(OSError("gone"))
    step(loop)

    assert socket.sent == b""
    assert listener.events == ["secured", "lost: gone"]


def test_rubbish_between_records_ends_the_connection(loop, caplog):
    listener = Listener()
    socket, pipe, _ = shaken(listener)

    pipe.feed(b"GET / HTTP/1.1\r\n\r\n")

    assert listener.events == ["secured", "ended"]
    assert socket.events == ["close"]
    assert "TLS error: " in caplog.text


def test_a_client_that_does_not_trust_us_fails(loop):
    listener = Listener()
    socket, pipe = begun(listener)
    client = Talker(trusting(new_store()), "a.test")

    pipe.feed(client.says())
    client.incoming.write(socket.taken())
    with pytest.raises(ssl.SSLCertVerificationError):
        client.tls.do_handshake()
    pipe.feed(client.outgoing.read())
    pipe.feed(b"more")
    pipe.lost(None)

    assert len(listener.events) == 1
    assert listener.events[0].startswith("failed: ")
    assert socket.events == ["close"]


@pytest.mark.parametrize("ends", [lambda pipe: pipe.ended(), lambda pipe: pipe.lost(None)])
def test_a_client_that_leaves_in_the_handshake_fails(loop, ends):
    listener = Listener()
    _, pipe = begun(listener)
    pipe.feed(Talker(trusting(store()), "a.test").says())

    ends(pipe)

    assert listener.events == [f"failed: {CLOSED_EARLY}"]


def test_a_pipe_can_be_a_client(loop):
    server, client = Listener({b"ping": [b"pong"]}), Listener()
    below, under = begun(server)
    above = Socket()
    pipe = TlsPipe(above, trusting(store()), client, "a.test")

    pipe.begin()
    while above.sent or below.sent:
        under.feed(above.taken())
        if below.sent:
            pipe.feed(below.taken())
    pipe.write(b"ping")
    step(loop)
    under.feed(above.taken())
    pipe.feed(below.taken())

    assert client.heard == [b"pong"]


def test_a_session_is_resumed(loop):
    listener = Listener({b"ping": [b"pong"]})
    context = trusting(store())
    socket, pipe = begun(listener)
    first = Talker(context, "a.test")
    pipe.feed(first.says())
    pipe.feed(first.hears(socket.taken()))
    pipe.feed(first.sends(b"ping"))
    assert first.reads(socket.taken()) == b"pong"

    again = Listener()
    socket, pipe = begun(again)
    second = Talker(context, "a.test", first.tls.session)
    pipe.feed(second.says())
    pipe.feed(second.hears(socket.taken()))

    assert again.events == ["secured"]
    assert second.tls.session_reused


def test_what_is_below_can_be_asked_for(loop):
    _, pipe = begun(Listener())

    assert pipe.get_extra_info("peername") == ("127.0.0.1", 1)
    assert pipe.get_extra_info("ssl_object") is pipe.tls
    assert pipe.get_extra_info("no such thing", 7) == 7
    pipe.abort()
    pipe.close()


def test_reasons_are_in_the_words_of_newer_versions():
    error = ssl.SSLError(1, "text")
    assert "text" in reason_of(error)
    error.reason = "SSLV3_ALERT_BAD_CERTIFICATE"
    assert reason_of(error) == "ssl/tls alert bad certificate"
