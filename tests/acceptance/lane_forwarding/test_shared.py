"""Connections to real servers are shared between clients; nobody gets another's answer."""

import hashlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.lane_forwarding.both import Both
from tests.acceptance.lane_forwarding.told import Served, Told, all_of, exactly

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
MEGABYTE = 1024 * 1024


def head(port: int, path: str = "/", more: str = "", method: str = "GET") -> bytes:
    authority = f"127.0.0.1:{port}"
    return f"{method} http://{authority}{path} HTTP/1.1\r\nHost: {authority}\r\n{more}\r\n".encode()


def client_of(smockproxy: Smockproxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", smockproxy.port), 30)


def ask(smockproxy: Smockproxy, port: int, method: str = "GET", more: str = "") -> bytes:
    """What a client of its own is answered."""
    with client_of(smockproxy) as peer:
        peer.sendall(head(port, method=method, more=more))
        return exactly(peer, len(OK))


def answers(served: Served) -> None:
    while served.hear_request():
        served.say(OK)


def test_clients_one_after_the_other_share_one_connection(both: Both) -> None:
    with Told(answers) as server:
        for _ in range(5):
            assert ask(both.lane, server.port) == OK
        assert len(server.served) == 1


def test_a_server_that_closes_idle_connections_is_asked_on_a_new_one(both: Both) -> None:
    def once(served: Served) -> None:
        served.hear_request()
        served.say(OK)

    with Told(once) as server:
        for _ in range(5):
            assert ask(both.lane, server.port) == OK
            time.sleep(0.05)


def _hangs_up_on_the_second(served: Served) -> None:
    """It closes when it has read another request: as if the client had been too late."""
    served.hear_request()
    served.say(OK)
    served.hear_request()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_a_request_that_came_too_late_is_sent_again(both: Both, method: str) -> None:
    more = "Content-Length: 3\r\n" if method == "PUT" else ""
    with Told(_hangs_up_on_the_second) as server:
        assert ask(both.lane, server.port) == OK
        with client_of(both.lane) as peer:
            peer.sendall(head(server.port, method=method, more=more) + (b"abc" if more else b""))
            assert peer.recv(1000).startswith(b"HTTP/1.1 200 OK")
        assert len(server.served) == 2
        first, second = server.heard
        assert first.endswith(second), "the same was sent again"


def test_a_post_that_came_too_late_is_not(both: Both) -> None:
    with Told(_hangs_up_on_the_second) as server:
        assert ask(both.lane, server.port) == OK
        answer = ask(both.lane, server.port, "POST", "Content-Length: 0\r\n")
        assert answer.startswith(b"HTTP/1.1 502")
        assert len(server.served) == 1


def test_a_post_does_not_go_to_a_connection_that_was_idle_for_long(both: Both) -> None:
    with Told(answers) as server:
        assert ask(both.lane, server.port) == OK
        time.sleep(1.3)
        assert ask(both.lane, server.port, "POST", "Content-Length: 0\r\n") == OK
        assert len(server.served) == 2


def test_what_a_server_says_unasked_ends_its_connection(both: Both) -> None:
    def talks(served: Served) -> None:
        while served.hear_request():
            served.say(OK, b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")

    with Told(talks) as server:
        for _ in range(3):
            assert ask(both.lane, server.port) == OK
            time.sleep(0.1)
        assert len(server.served) == 3


def test_an_answer_in_excess_is_nobodys(both: Both) -> None:
    def talks(served: Served) -> None:
        while served.hear_request():
            served.say(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")

    with Told(talks) as server:
        for _ in range(3):
            assert ask(both.lane, server.port) == OK


def test_clients_whose_connections_are_known_to_a_server_do_not_share_them(both: Both) -> None:
    with Told(answers) as server:
        assert ask(both.lane, server.port) == OK
        with client_of(both.lane) as peer:
            for more in ("Authorization: NTLM abc\r\n", ""):
                peer.sendall(head(server.port, more=more))
                assert exactly(peer, len(OK)) == OK
        assert ask(both.lane, server.port) == OK
        assert [each.count(b"GET") for each in server.heard] == [2, 2]


def _body_of(peer: socket.socket) -> bytes:
    """The body of one answer, by length or in one chunk."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += peer.recv(65_536)
    said, _, body = answer.partition(b"\r\n\r\n")
    if b"chunked" not in said:
        return body + exactly(peer, int(said.rpartition(b" ")[2]) - len(body))
    while not body.endswith(b"\r\n0\r\n\r\n"):
        body += peer.recv(65_536)
    return b"".join(body.split(b"\r\n")[1:-2:2])


def _echoes_the_path(served: Served) -> None:
    while request := served.hear_request():
        path = request.split(b" ", 2)[1]
        body = path * (1 + len(path) * served.number % 50)
        if len(body) % 3:
            served.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
        else:
            chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
            served.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)


def test_many_clients_never_get_each_others_answers(both: Both) -> None:
    def client(number: int, port: int) -> list[bytes]:
        wrong = []
        with client_of(both.lane) as peer:
            for turn in range(30):
                path = f"/{number}-{turn}-{hashlib.sha256(bytes([number, turn])).hexdigest()}"
                peer.sendall(head(port, path))
                body = _body_of(peer)
                if not body or body.replace(path.encode(), b""):
                    wrong.append(body)
        return wrong

    with Told(_echoes_the_path) as server, ThreadPoolExecutor(64) as pool:
        assert not any(pool.map(lambda number: client(number, server.port), range(64)))
        assert len(server.served) <= 64


# -- large bodies -------------------------------------------------------------------------


def test_a_large_answer_streams_at_the_clients_pace(both: Both) -> None:
    size = 100 * MEGABYTE
    sent = [0]

    def pours(served: Served) -> None:
        served.hear_request()
        served.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        piece = b"x" * MEGABYTE
        for _ in range(100):
            served.socket.sendall(piece)
            sent[0] += len(piece)

    with Told(pours) as server, client_of(both.lane) as peer:
        before = both.lane.memory()
        peer.sendall(head(server.port))
        time.sleep(1)
        assert sent[0] < size, "the server waits for the client"
        got = 0
        while got < size and (piece := peer.recv(MEGABYTE)):
            got += len(piece)
        assert got >= size
        assert both.lane.memory("VmHWM") < before + 40 * MEGABYTE


def test_a_large_upload_streams_at_the_servers_pace(both: Both) -> None:
    size, heard = 100 * MEGABYTE, [0]
    may_go_on = threading.Event()

    def drinks(served: Served) -> None:
        served.hear_head()
        may_go_on.wait(20)
        heard[0] = len(served.heard) - served._begin
        while heard[0] < size and (piece := served.socket.recv(MEGABYTE)):
            heard[0] += len(piece)
        served.say(OK)

    with Told(drinks) as server, client_of(both.lane) as peer:
        before = both.lane.memory()
        peer.sendall(head(server.port, method="POST", more=f"Content-Length: {size}\r\n"))
        sent = [0]

        def pour() -> None:
            piece = b"x" * MEGABYTE
            for _ in range(100):
                peer.sendall(piece)
                sent[0] += len(piece)

        pouring = threading.Thread(target=pour)
        pouring.start()
        time.sleep(1)
        assert sent[0] < size, "the client waits for the server"
        may_go_on.set()
        pouring.join(30)
        assert exactly(peer, len(OK)) == OK
        assert heard[0] == size
        assert both.lane.memory("VmHWM") < before + 40 * MEGABYTE


# -- what must not be connected to ----------------------------------------------------------


def test_a_request_that_leads_back_is_refused_by_address_and_by_name(both: Both) -> None:
    for smockproxy in (both.lane, both.plain):
        for host in ("127.0.0.1", "localhost", "0.0.0.0", socket.gethostname()):
            with client_of(smockproxy) as peer:
                authority = f"{host}:{smockproxy.port}"
                peer.sendall(f"GET http://{authority}/ HTTP/1.1\r\nHost: {authority}\r\n\r\n".encode())
                answer = all_of(peer, 1.0)[0]
            leads_back = host != socket.gethostname() or b" 666 " in answer
            assert leads_back == (b" 666 " in answer), (host, answer)


def test_a_silent_server_can_be_left(both: Both) -> None:
    def silent(served: Served) -> None:
        served.hear(100_000)

    with Told(silent) as server, client_of(both.lane) as peer:
        peer.sendall(head(server.port, "/left"))
        time.sleep(0.3)
        peer.close()
        entry = both.lane.await_entry("/left")
        assert (entry["decision"], entry["error"]) == ("failed", "client gone")
