"""A HAR of ours is read as the entries that it was written of: written again it is the same bytes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.content import wrapped
from smockproxy.interop.har import har
from smockproxy.interop.harown import is_own
from smockproxy.interop.harreading import read_har
from smockproxy.interop.reading import UnreadableError
from tests.unit.exchanges import exchange, several
from tests.unit.interop.anyentries import entries


def written(those: list[HistoryEntry]) -> bytes:
    return b"".join(har(those))


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=3))
def test_out_of_in_of_out_is_out(those):
    once = written(those)
    assert written(list(read_har(once).entries)) == once


def test_messages_are_the_same_to_the_byte():
    read = sorted(read_har(written(several())).entries, key=lambda entry: entry.id)
    for before, after in zip(several(), read, strict=True):
        assert (after.outcome, after.protocol, after.error) == (before.outcome, before.protocol, before.error)
        if before.protocol == "http":
            assert after.response == before.response
            assert after.request.headers == before.request.headers
            assert (after.request.url, after.request.body) == (before.request.url, before.request.body)


def test_a_packed_body_is_the_same_packed_body():
    packed = Response(200, Headers.of([("Content-Encoding", "gzip")]), wrapped("gzip", b"hello" * 9))
    (entry,) = read_har(written([exchange(response=packed)])).entries
    assert entry.response == packed


def changed(**changes) -> bytes:
    log = json.loads(written([exchange(Request("POST", "http", "a.test", 80, "/", body=b"x"))]))
    (entry,) = log["log"]["entries"]
    for name, change in changes.items():
        entry[name] = entry[name] | change if isinstance(change, dict) and name in entry else change
    return json.dumps(log).encode()


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (changed(request={"url": "x"}), 'request.url: expected the URL of a request over HTTP, found "x"'),
        (changed(timings={"send": "x"}), 'timings.send: expected a number of milliseconds, found "x"'),
        (changed(timings={"wait": 1e300}), "timings.wait: expected a number of milliseconds, found 1e+300"),
        (changed(request={"postData": {"text": 1}}), "request.postData.text: expected text, found 1"),
        (
            changed(response={"headers": [{"name": "Content-Type", "value": "text/plain; charset=odd"}]}),
            "response.content.text: expected text in the charset of its content type",
        ),
        (changed(response={"headers": [1]}), "response.headers[0]: expected a mapping, found 1"),
    ],
)
def test_what_is_odd_is_told(raw, message):
    with pytest.raises(UnreadableError) as caught:
        read_har(raw)
    assert f"log.entries[0].{message}" in str(caught.value)


def test_a_cut_body_is_a_loss():
    (loss,) = read_har(written([exchange(response_size=10)])).losses
    assert str(loss) == (
        "log.entries[0].response.body: 2 of 10 bytes were kept when it was recorded: the body is not whole"
    )


def test_which_are_ours():
    assert is_own({"_decision": Outcome.MOCKED.value})
    assert not is_own({"_decision": "odd"})
    assert not is_own({})
    assert not is_own({"_decision": []})
    assert not is_own(None)
