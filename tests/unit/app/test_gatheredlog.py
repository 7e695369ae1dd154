"""Lines of the log: gathered, in order, and none is held back that tells of trouble."""

import io
import logging
from time import localtime, strftime

import pytest

from smockproxy.app import gatheredlog
from smockproxy.app.gatheredlog import GatheringHandler, log_exchange, said_of
from smockproxy.core.history import Outcome
from smockproxy.core.http import Request
from smockproxy.core.records import Record
from tests.unit.exchanges import STARTED_AT, exchange

MOMENT = strftime("%H:%M:%S", localtime(STARTED_AT))
HELLO = "mocked GET http://hello.test/hello?x=1 200 mocks/hello.yml:3"


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def handler(stream):
    """It waits for long."""
    made = GatheringHandler(stream, redact=True, pause=1_000)
    made.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    root, logger = logging.getLogger(), logging.getLogger("smockproxy")
    before, level = root.handlers, logger.level
    logger.setLevel(logging.INFO)
    yield made
    root.handlers = before
    logger.setLevel(level)
    made.close()


def alone(handler):
    """The only one there is; pytest puts those of its own back for each test."""
    logging.getLogger().handlers = [handler]


def told(**facts):
    log_exchange(Record.of(exchange(**facts)))


def test_lines_wait_for_each_other_and_come_in_order(handler, stream):
    alone(handler)
    logging.getLogger("smockproxy").info("before")
    told()
    told(id="2")
    logging.getLogger("smockproxy").info("after")
    assert stream.getvalue() == ""
    handler.flush()
    line = f"{MOMENT} INFO {HELLO}"
    assert stream.getvalue().splitlines() == ["INFO before", line, line, "INFO after"]


def test_a_warning_takes_all_along_that_came_before(handler, stream):
    alone(handler)
    told()
    logging.getLogger("smockproxy").warning("trouble")
    assert stream.getvalue().splitlines() == [f"{MOMENT} INFO {HELLO}", "WARNING trouble"]


def test_enough_of_them_go_out_at_once(handler, stream, monkeypatch):
    alone(handler)
    monkeypatch.setattr(gatheredlog, "MOST_WAITING", 3)
    for _ in range(4):
        told()
    assert len(stream.getvalue().splitlines()) == 3


def test_after_a_moment_they_go_out(stream):
    handler = GatheringHandler(stream, redact=False, pause=0)
    handler.tell(Record.of(exchange()))
    handler._thread.join(0.001)
    handler.close()
    handler._thread.join(10)
    assert stream.getvalue() == f"{MOMENT} INFO {HELLO}\n"


def test_the_end_loses_nothing(handler, stream):
    alone(handler)
    told()
    handler.close()
    assert HELLO in stream.getvalue()


def test_below_its_level_nothing_is_said(handler, stream):
    alone(handler)
    logging.getLogger("smockproxy").setLevel(logging.WARNING)
    told()
    handler.flush()
    assert stream.getvalue() == ""


def test_others_who_listen_get_records_of_pythons(handler, caplog):
    logging.getLogger().handlers = [handler, caplog.handler]
    told()
    assert caplog.messages == [HELLO]


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({}, HELLO),
        (
            {"unanswered": True, "mock": None, "error": "gone", "outcome": Outcome.FAILED},
            "failed GET http://hello.test/hello?x=1 - (gone)",
        ),
        ({"chaos": ("slow: 1 s", "cut")}, f"{HELLO} slow: 1 s cut"),
        ({"mock": None, "outcome": Outcome.FORWARDED}, "forwarded GET http://hello.test/hello?x=1 200 "),
    ],
)
def test_what_is_said(handler, stream, facts, line):
    record = Record.of(exchange(**facts))
    assert said_of(record) == line
    for _ in range(2):
        handler.tell(record)
    handler.flush()
    assert stream.getvalue() == 2 * f"{MOMENT} INFO {line}\n"


def test_credentials_are_not_shown(handler, stream):
    alone(handler)
    told(request=Request("GET", "http", "a.test", 80, "/?api_key=s3cret"))
    handler.flush()
    assert "s3cret" not in stream.getvalue()
    assert "api_key=" in stream.getvalue()


def test_what_was_said_is_remembered_of_so_many_only(handler, stream, monkeypatch):
    alone(handler)
    monkeypatch.setattr(gatheredlog, "MOST_KNOWN", 2)
    for number in range(5):
        told(request=Request("GET", "http", "a.test", 80, f"/{number}"))
    handler.flush()
    assert [line.split()[4] for line in stream.getvalue().splitlines()] == [
        f"http://a.test/{number}" for number in range(5)
    ]
    assert len(handler._known) <= 2


def test_a_line_that_cannot_be_made_stops_nobody(handler, stream, monkeypatch):
    alone(handler)
    monkeypatch.setattr(logging, "raiseExceptions", False)
    logging.getLogger("smockproxy").info("%d", "none")
    told()
    handler.flush()
    assert stream.getvalue() == f"{MOMENT} INFO {HELLO}\n"


def test_a_reader_who_has_gone_stops_nobody(handler, stream):
    alone(handler)
    stream.close()
    told()
    handler.flush()
    assert not handler._waiting
