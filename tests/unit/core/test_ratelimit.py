"""How many calls a rate limit lets through, and what its headers say."""

from dataclasses import replace
from json import loads

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core import ratelimit
from smockproxy.core.decision import Answer
from smockproxy.core.engine import Engine
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.ratelimit import Algorithm, RateLimit, RateLimiter
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts

NOW = 1_800_000_000.25
REQUEST = Request("GET", "http", "a.test", 80, "/", received_at=NOW)
SLIDING = RateLimit(2, 10, algorithm=Algorithm.SLIDING)
BUCKET = RateLimit(2, 10, algorithm=Algorithm.TOKEN_BUCKET)


def counted_by(limiter):
    return loads(limiter.kept())["counted"]


def allowed(limit, *moments, limiter=None):
    """Which of the calls, some seconds after the start, are let through."""
    limiter = limiter or RateLimiter()
    asked = [replace(REQUEST, received_at=NOW + moment) for moment in moments]
    return [limiter.take(limit, "m", request).response is None for request in asked]


@pytest.mark.parametrize(
    ("limit", "moments", "expected"),
    [
        (RateLimit(2, 10), (0, 1, 2, 9.9, 10, 10, 10), [1, 1, 0, 0, 1, 1, 0]),
        (RateLimit(1, 10), (0, 5, -50, -49), [1, 0, 1, 0]),  # the clock was put back
        (SLIDING, (0, 9, 9.5, 10, 10.5, 19), [1, 1, 0, 1, 0, 1]),
        (SLIDING, (0, 0, -5, -5, -5), [1, 1, 1, 1, 0]),
        (BUCKET, (0, 0, 0, 4.9, 5, 5, 10, 30, 30, 30), [1, 1, 0, 0, 1, 0, 1, 1, 1, 0]),
        (BUCKET, (0, 0, -50, -45), [1, 1, 0, 1]),
        (replace(BUCKET, burst=3), (0, 0, 0, 0, 5, 5), [1, 1, 1, 0, 1, 0]),
    ],
)
def test_which_calls_are_let_through(limit, moments, expected):
    assert allowed(limit, *moments) == list(map(bool, expected))


@given(st.lists(st.floats(0, 40), max_size=40), st.sampled_from(Algorithm), st.integers(1, 5))
def test_no_period_has_more_than_the_limit_allows(moments, algorithm, most):
    limit = RateLimit(most, 10, algorithm=algorithm)
    at = sorted(moments)
    passed = [moment for moment, is_let in zip(at, allowed(limit, *at), strict=True) if is_let]
    bound = {Algorithm.SLIDING: most}.get(algorithm, 2 * most)
    for begun in passed:
        assert sum(begun <= moment < begun + 9.99 for moment in passed) <= bound
    assert not at or at[0] in passed


def headers_of(limit, *moments):
    limiter = RateLimiter()
    for moment in moments:
        allowance = limiter.take(limit, "m", replace(REQUEST, received_at=NOW + moment))
    return dict(allowance.headers), allowance


def test_headers_within_the_limit():
    headers, allowance = headers_of(RateLimit(10, 60), 0, 1)
    assert headers == {
        "RateLimit-Limit": "10",
        "RateLimit-Remaining": "8",
        "RateLimit-Reset": "59",
        "RateLimit-Policy": '"default";q=10;w=60',
        "RateLimit": '"default";r=8;t=59',
        "X-RateLimit-Limit": "10",
        "X-RateLimit-Remaining": "8",
        "X-RateLimit-Reset": "1800000061",
    }
    assert allowance.response is None


@pytest.mark.parametrize(
    ("limit", "moments", "retry"),
    [
        (RateLimit(1, 10), (0, 2.5), "8"),
        (SLIDING, (0, 4, 9.9), "1"),
        (BUCKET, (0, 0, 0), "5"),
        (RateLimit(1, 0.1), (0, 0), "1"),
    ],
)
def test_headers_beyond_it(limit, moments, retry):
    headers, allowance = headers_of(limit, *moments)
    assert (headers["RateLimit-Remaining"], headers["Retry-After"]) == ("0", retry)
    assert allowance.response.status == 429
    assert dict(allowance.response.headers) == headers


def test_an_answer_of_its_own_keeps_its_headers():
    own = Response(503, Headers.of([("retry-after", "x")]), b"no")
    _, allowance = headers_of(RateLimit(1, 10, response=own), 0, 0)
    assert (allowance.response.status, allowance.response.body) == (503, b"no")
    assert allowance.response.headers.get_all("Retry-After") == ("x",)


@pytest.mark.parametrize(
    ("key", "other", "is_apart"),
    [
        ("header:X-Key", replace(REQUEST, headers=Headers.of([("x-key", "k" * 500)])), True),
        ("ip", replace(REQUEST, client="192.0.2.1"), True),
        ("session", replace(REQUEST, session="other"), True),
        ("", replace(REQUEST, client="192.0.2.1"), False),
    ],
)
def test_each_key_has_a_limit_of_its_own(key, other, is_apart):
    limit, limiter = RateLimit(1, 10, key), RateLimiter()
    limiter.take(limit, "m", REQUEST)
    assert (limiter.take(limit, "m", other).response is None) == is_apart
    assert limiter.take(limit, "another mock", other).response is None
    assert max(len(name) for _, _, name, _ in counted_by(limiter)) <= ratelimit.LONGEST_KEY


@pytest.mark.parametrize(("bound", "most"), [("MOST_KEYS", 2), ("MOST_CALLS", 2), ("MOST_CALLS", 0)])
def test_whoever_came_longest_ago_is_forgotten(monkeypatch, bound, most):
    monkeypatch.setattr(ratelimit, bound, most)
    limit, limiter = RateLimit(1, 10, "ip", Algorithm.SLIDING), RateLimiter()
    for client in "aabc":
        limiter.take(limit, "m", replace(REQUEST, client=client))
    assert [key for _, _, key, _ in counted_by(limiter)] == list("abc"[-most:] if most else "c")


def test_copies_go_apart_and_values_come_back():
    limiter = RateLimiter()
    assert allowed(SLIDING, 0, limiter=limiter) == [True]
    twin, again = limiter.copy(), RateLimiter.of_kept(loads(limiter.kept()))
    for each in (twin, again):
        assert allowed(SLIDING, 1, 1, limiter=each) == [True, False]
    assert allowed(SLIDING, 2, limiter=limiter) == [True]


def test_a_mock_that_is_gone_starts_anew_when_it_comes_back():
    limiter = RateLimiter()
    for name in "abc":
        limiter.take(SLIDING, name, REQUEST)
    assert limiter.kept() == limiter.kept()
    limiter.forget("a")
    assert [name for name, *_ in counted_by(limiter)] == ["b", "c"]
    limiter.forget_others([{"a"}, {"c"}])
    assert [name for name, *_ in counted_by(limiter)] == ["c"]


def test_beyond_it_the_mock_is_not_used():
    mock = Mock("m", Fixed(Response(200)), times=3, rate_limit=RateLimit(1, 10))
    engine = Engine(Session(SessionFacts("s", "s", 0.0)))
    engine.replace_files([mock])
    within, beyond = engine.decide(REQUEST), engine.decide(REQUEST)
    assert isinstance(within, Answer)
    assert isinstance(beyond, Answer)
    assert within.reservation.headers.get("RateLimit-Remaining") == "0"
    assert (within.trace.is_beyond_limit, beyond.trace.is_beyond_limit) == (False, True)
    assert (beyond.response.status, beyond.trace.winner, engine.session.uses(mock)) == (429, mock, 1)
    later = engine.decide(replace(REQUEST, received_at=NOW + 10))
    assert isinstance(later, Answer)
    assert (later.response.status, engine.session.uses(mock)) == (200, 2)


def test_a_rehearsal_takes_nothing():
    mock = Mock("m", Fixed(Response(200)), rate_limit=RateLimit(1, 10))
    engine = Engine(Session(SessionFacts("s", "s", 0.0)))
    engine.replace_files([mock])
    engine.rehearsal().decide(REQUEST)
    assert not engine.decide(REQUEST).trace.is_beyond_limit


def test_counts_that_are_put_back_take_the_limits_with_them():
    mock = Mock("m", Fixed(Response(200)), rate_limit=RateLimit(1, 10))
    engine = Engine(Session(SessionFacts("s", "s", 0.0)))
    engine.replace_files([mock])
    engine.decide(REQUEST)
    engine.session.restart_counts(NOW)
    assert not engine.decide(REQUEST).trace.is_beyond_limit
