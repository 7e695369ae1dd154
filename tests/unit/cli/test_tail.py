"""Following a smockproxy that goes away and comes back."""

import json
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

import click
import pytest
from click.testing import CliRunner

from smockproxy.cli import tail as module
from smockproxy.cli.exchangeline import exchange_line
from smockproxy.cli.history import history
from smockproxy.cli.tail import PAUSE, followed, warning
from smockproxy.interop.entry import entry_shape
from smockproxy.testing import Client, ClientError, NotReachableError, RefusedError, client
from tests.unit.exchanges import several

ENTRIES = [entry_shape(entry) for entry in several()]
LISTENING = b"id: 0@1.0\nevent: listening\ndata: {}\n\n"
MISSED = b'event: missed\ndata: {"exchanges": 3, "reason": "too fast"}\n\n'


def told(number: int) -> bytes:
    return f"id: {number}@1.0\nevent: exchange\ndata: {json.dumps(ENTRIES[number])}\n\n".encode()


class Server:
    """Plays what each connection is told: pieces, or an error at its end."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *connections: tuple[bytes | Exception, ...]) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections = list(connections)

        monkeypatch.setattr(client, "carried", self.carried)

    def carried(self, _address, sent, _timeout):
        target = urlsplit(sent.target)
        assert target.path == "/api/v1/events"
        query = dict(parse_qsl(target.query, keep_blank_values=True))
        self.asked.append((sent.headers.get("Last-Event-ID", ""), query))
        for piece in self.connections.pop(0):
            if isinstance(piece, Exception):
                raise piece
            yield piece


def names(said: list[str], waited: list[float], count: int) -> list[str]:
    asking = Client("http://127.0.0.1:8081")
    events = followed(asking, {"last": "10", "where": "~q"}, waited.append, said.append)
    return [event.name for event in islice(events, count)]


def test_it_goes_on_where_it_was(monkeypatch):
    server = Server(
        monkeypatch,
        (LISTENING, told(1), NotReachableError("broke off")),
        (NotReachableError("nothing answers"),),
        (),
        (told(2),),
    )
    said, waited = [], []
    assert names(said, waited, 3) == ["listening", "exchange", "exchange"]
    assert [last for last, _ in server.asked] == ["", "1@1.0", "1@1.0", "1@1.0"]
    assert {query["where"] for _, query in server.asked} == {"~q"}
    assert server.asked[0][1]["last"] == "10"
    assert waited == [PAUSE] * 3
    assert said == ["http://127.0.0.1:8081 is gone; waiting for it to come back.", "It is back."]


def test_where_there_was_nothing_before_it_went_all_is_new(monkeypatch):
    server = Server(monkeypatch, (b"event: listening\ndata: {}\n\n",), (told(1),))
    assert names([], [], 2) == ["listening", "exchange"]
    assert server.asked[1] == ("", {"last": "1000", "where": "~q"})


@pytest.mark.parametrize("error", [NotReachableError("nothing answers"), RefusedError("no such term", 400)])
def test_one_that_is_not_there_is_not_waited_for(monkeypatch, error):
    Server(monkeypatch, (error,))
    with pytest.raises(ClientError) as caught:
        names([], [], 1)
    assert caught.value is error


def test_a_refusal_of_one_that_came_back_ends_it(monkeypatch):
    Server(monkeypatch, (LISTENING,), (RefusedError("100 listen already", 503),))
    with pytest.raises(ClientError, match="100 listen already"):
        names([], [], 2)


def tailed(monkeypatch, *arguments: str, code: int = 1):
    """The command, on a server that ends with an error: it would go on otherwise."""
    failed = b'event: error\ndata: {"message": "too large"}\n\n'
    server = Server(monkeypatch, (LISTENING, told(0), MISSED, told(1), failed))
    variables = {"SMOCKPROXY_ADMIN_URL": None}
    done = CliRunner().invoke(history, ["tail", *arguments], env=variables)
    assert done.exit_code == code, done.output
    return done, server.asked


def test_each_exchange_is_a_line(monkeypatch):
    done, asked = tailed(monkeypatch)
    assert done.stdout == "".join(f"{exchange_line(entry)}\n" for entry in ENTRIES[:2])
    assert done.stderr == "3 exchanges are not shown: too fast.\nError: too large\n"
    assert asked == [("", {"last": "10"})]


def test_each_exchange_is_json(monkeypatch):
    done, asked = tailed(monkeypatch, "--json", "-n", "0", "--where", "~q", "--session", "", "--no-redact")
    assert [json.loads(line) for line in done.stdout.splitlines()] == ENTRIES[:2]
    assert asked == [("", {"last": "0", "where": "~q", "session": "", "redact": "false"})]


def test_terminals_get_colours(monkeypatch):
    monkeypatch.setattr(module, "wants_colours", lambda *_, **__: True)
    done, _ = tailed(monkeypatch)
    assert click.unstyle(done.stdout) == "".join(f"{exchange_line(entry)}\n" for entry in ENTRIES[:2])
    assert done.stdout != click.unstyle(done.stdout)


def test_what_is_missed_may_be_unknown():
    assert warning({"exchanges": None, "reason": "too old"}) == "Some exchanges are not shown: too old."
