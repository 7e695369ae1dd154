"""What exchanges tell, whatever their number."""

from smockproxy.core.account import (
    CLIENT_GONE,
    MOST_HOSTS,
    MOST_SHOWN,
    Alike,
    FirstUse,
    Kind,
    RealHost,
    account_of,
    origin_of,
)
from smockproxy.core.chaos import DROPPED
from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo

FIXED = Mock("fixed", Fixed(Response()))


def made(outcome: Outcome, path: str = "/", *, host: str = "a.test", **facts) -> HistoryEntry:
    request = Request("GET", "http", host, 80, path)
    known = {"id": "1", "session": "s", "timing": Timing(started_at=1.0)}
    return HistoryEntry(request=request, outcome=outcome, **(known | facts))


def by(mock_id: str) -> MockRef:
    return MockRef(mock_id, mock_id, "static", from_file=False)


def test_nothing_tells_nothing() -> None:
    account = account_of([], {})
    assert (account.exchanges, account.refused, account.hosts, account.first_uses) == (0, Kind(), (), {})


def test_exchanges_that_are_alike_count_as_one_to_be_shown() -> None:
    entries = [made(Outcome.REFUSED, path) for path in ("/a", "/b", "/a")]
    refused = account_of(entries, {}).refused
    assert refused == Kind(3, (Alike(entries[0], 2), Alike(entries[1], 1)))
    assert refused.more == 0


def test_few_of_many_are_kept() -> None:
    entries = [made(Outcome.REFUSED, f"/{number}") for number in range(MOST_SHOWN + 5)]
    refused = account_of([*entries, entries[0]], {}).refused
    assert refused.count == MOST_SHOWN + 6
    assert [alike.entry for alike in refused.shown] == entries[:MOST_SHOWN]
    assert refused.more == 5


def test_what_the_server_answers_itself_is_not_refused() -> None:
    entries = [
        made(Outcome.REFUSED, response=Response(200)),
        made(Outcome.REFUSED, response=Response(404)),
        made(Outcome.REFUSED),
    ]
    assert account_of(entries, {}).refused.count == 2


def test_a_client_that_did_not_wait_is_no_failure() -> None:
    entries = [made(Outcome.FAILED, error=CLIENT_GONE), made(Outcome.FAILED, error="no route")]
    account = account_of(entries, {})
    assert [alike.entry for alike in account.failed.shown] == entries[1:]
    assert account.forwarded == 0


def test_where_requests_went() -> None:
    entries = [
        made(Outcome.FORWARDED, host="b.test"),
        made(Outcome.FORWARDED, host="a.test", mock=by("away")),
        made(Outcome.FORWARDED, host="b.test", mock=by("there")),
        made(Outcome.FAILED, host="c.test", server="127.0.0.1:80", error="broken"),
        made(Outcome.MOCKED, host="d.test", mock=by("fixed")),
    ]
    mocks = {
        "away": Mock("away", ForwardTo("https://Real.test:8443/v2")),
        "there": Mock("there", ForwardTo()),
        "fixed": FIXED,
    }
    account = account_of(entries, mocks)
    assert account.forwarded == 4
    assert account.passed_on.count == 1
    assert account.hosts == (
        RealHost("http://b.test", 2, 1),
        RealHost("https://real.test:8443", 1, 1),
        RealHost("http://c.test", 1, 0),
    )


def test_few_of_many_real_hosts_are_told_apart() -> None:
    entries = [made(Outcome.FORWARDED, host=f"h{number}.test") for number in range(MOST_HOSTS + 3)]
    account = account_of(entries, {})
    assert (account.forwarded, len(account.hosts)) == (MOST_HOSTS + 3, MOST_HOSTS)


def test_where_a_request_went_whose_mock_is_gone_or_wrong() -> None:
    gone = made(Outcome.FORWARDED, mock=by("gone"), server="127.0.0.1:9000")
    assert origin_of(gone, {}) == "127.0.0.1:9000"
    assert origin_of(made(Outcome.FORWARDED, mock=by("gone")), {}) == "http://a.test"
    wrong = made(Outcome.FORWARDED, mock=by("wrong"))
    assert origin_of(wrong, {"wrong": Mock("wrong", ForwardTo("nonsense"))}) == "nonsense"
    assert origin_of(made(Outcome.FORWARDED, protocol="tcp"), {}) == "tcp://a.test"


def test_the_first_use_is_the_one_that_began_first() -> None:
    late, early = Timing(started_at=5.0), Timing(started_at=2.0)
    entries = [
        made(Outcome.MOCKED, id="3", mock=by("fixed"), timing=late),
        made(Outcome.MOCKED, id="1", mock=by("fixed"), timing=early),
        made(Outcome.MOCKED, id="2", mock=by("fixed"), timing=early),
        made(Outcome.MOCKED, id="4", mock=by("gone"), timing=early),
    ]
    assert account_of(entries, {"fixed": FIXED}).first_uses == {"fixed": FirstUse((2.0, 2), "1")}


def test_a_miss_stays_one_when_a_rule_of_chaos_answers_or_ends_it() -> None:
    answered = made(Outcome.MOCKED, "/a", hid_a_miss=True)
    dropped = made(Outcome.FAILED, "/b", error=DROPPED, hid_a_miss=True)
    account = account_of([answered, dropped], {})
    assert (account.passed_on.count, account.failed.count, account.forwarded) == (2, 0, 0)


def test_what_a_rule_of_chaos_ended_is_no_failure():
    dropped = made(Outcome.FAILED, error=DROPPED)
    assert account_of([dropped], {}).failed.count == 0


def test_callbacks_are_no_traffic_of_the_program() -> None:
    account = account_of([made(Outcome.CALLBACK, error="refused"), made(Outcome.MOCKED)], {})
    assert (account.exchanges, account.failed.count, account.forwarded) == (1, 0, 0)
