from dataclasses import replace

import pytest

from smockproxy.core import redactedrecords
from smockproxy.core.entry import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.records import NO_REST, Record
from smockproxy.core.redact import Redaction
from smockproxy.core.redactedrecords import RedactedRecords

KEY = b"a key of the run"
REQUEST = Request(
    "GET", "http", "a.test", 80, "/?token=hunter22", Headers.of([("X-Note", "hi")]), b"hunter22"
)
PLAIN = replace(REQUEST, target="/", body=b"hello")
RESPONSE = Response(200, Headers.of([("Date", "")]), b"hunter22 again")


def record(request, response=RESPONSE, **facts):
    return Record.of(
        HistoryEntry(
            id="1",
            session="s",
            outcome=Outcome.MOCKED,
            request=request,
            timing=Timing(started_at=1.0),
            response=response,
            request_size=8,
            response_size=14,
            **facts,
        )
    )


@pytest.fixture
def redaction():
    return Redaction(KEY)


def test_a_record_gets_pseudonyms_and_keeps_the_rest(redaction):
    redact, original = RedactedRecords(redaction), record(REQUEST)
    original.date = b"Sun, 22 Nov 2026 07:25:00 GMT"
    shown = redact(original).entry()
    hidden = redaction.redactor().seeking.secret("hunter22")
    assert shown.request.target == f"/?token={hidden}"
    assert shown.request.body == hidden.encode()
    assert shown.response.body == f"{hidden} again".encode()
    assert (shown.request_size, shown.response_size) == (len(hidden), len(hidden) + 6)
    assert shown.response.headers.get("date") == "Sun, 22 Nov 2026 07:25:00 GMT"
    assert redact(original).rest is NO_REST
    assert original.entry().request.target == REQUEST.target


def test_a_record_without_secrets_stays(redaction):
    original = record(PLAIN, None)
    assert RedactedRecords(redaction)(original) is original


def test_what_comes_again_shares_what_was_made_of_it(redaction):
    redact = RedactedRecords(redaction)
    redact(record(REQUEST))
    first, second = redact(record(REQUEST)), redact(record(REQUEST))
    assert first.request is second.request
    assert first.response is second.response


def test_equal_requests_are_looked_through_once_and_keep_who_asked(redaction):
    redact = RedactedRecords(redaction)
    first = redact(record(REQUEST))
    second = redact(record(replace(REQUEST, client="10.0.0.2", received_at=7.0)))
    assert len(redact._known) == 1
    assert second.request.client == "10.0.0.2"
    assert (second.target, second.body) == (first.target, first.body) != (REQUEST.target, REQUEST.body)
    assert second.request.headers == first.request.headers


def test_equal_answers_are_looked_through_once_and_keep_their_status(redaction):
    redact = RedactedRecords(redaction)
    first = redact(record(PLAIN, replace(RESPONSE, body=b'{"password": "hunter22"}')))
    second = redact(record(PLAIN, replace(RESPONSE, body=b'{"password": "hunter22"}', status=201)))
    assert len(redact._known) == 1
    assert b"hunter22" not in first.response.body
    assert (first.response.status, second.response.status) == (200, 201)
    assert (second.response.headers, second.response.body) == (first.response.headers, first.response.body)


def test_other_answers_are_looked_through_of_their_own(redaction):
    redact = RedactedRecords(redaction)
    answers = [replace(RESPONSE, body=b"other words %d" % number) for number in range(3)]
    assert [redact(record(PLAIN, answer)).response for answer in answers] == answers
    assert len(redact._known) == 3


def test_a_large_answer_is_known_as_the_very_same(redaction):
    redact, large = RedactedRecords(redaction), b"words " * redactedrecords.LARGEST_KNOWN
    answer = replace(RESPONSE, body=large)
    for each in (answer, answer, replace(answer, status=201)):
        assert redact(record(PLAIN, each)).response is each
    assert len(redact._known) == 2


def test_an_equal_request_without_secrets_stays_its_own(redaction):
    redact = RedactedRecords(redaction)
    others = [record(replace(PLAIN, client=client), None) for client in ("10.0.0.1", "10.0.0.2")]
    assert [redact(each) for each in others] == others
    assert len(redact._known) == 1


def test_a_secret_that_is_found_later_is_looked_for_again(redaction):
    redact, plain = RedactedRecords(redaction), record(PLAIN, replace(RESPONSE, body=b"hunter22"))
    assert redact(plain) is plain
    redact(record(REQUEST))
    assert redact(plain).response.body != b"hunter22"


def test_what_is_told_of_it_gets_pseudonyms_too(redaction):
    shown = RedactedRecords(redaction)(record(REQUEST, error="token=hunter22", log=("hunter22",)))
    assert "hunter22" not in shown.rest.error + shown.rest.log[0]


def test_what_is_known_is_bounded(redaction, monkeypatch):
    monkeypatch.setattr(redactedrecords, "MOST_KNOWN", 1)
    redact = RedactedRecords(redaction)
    for body in (b"a", b"b", b"x y " * (redactedrecords.LARGEST_KNOWN + 1)):
        original = record(replace(PLAIN, body=body), None)
        assert redact(original) is original
    assert len(redact._known) == 1
