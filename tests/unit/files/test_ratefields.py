"""Rate limits as they are written."""

import json

import pytest
from pydantic import ValidationError

from smockproxy.core.ratelimit import Algorithm
from smockproxy.files.build import build_mock
from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.ratefields import beyond
from smockproxy.files.reading import Reading
from smockproxy.files.wire import MockWire
from smockproxy.matching import MATCHERS

LIMIT = {"limit": 10, "per": "1m"}


def limit_of(tree):
    return build_mock(MockWire.model_validate(tree, context=Reading(MATCHERS)), "x").rate_limit


@pytest.mark.parametrize(
    "tree",
    [
        {"response": {"rate_limit": LIMIT}},
        {"response": {}, "rate_limit": LIMIT},
        {"proxy": {"host": "http://a.test", "rate_limit": LIMIT}},
        {"dynamic_response": {"engine": "lua", "script": "", "rate_limit": LIMIT}},
    ],
)
def test_where_it_may_stand(tree):
    limit = limit_of(tree)
    assert (limit.limit, limit.per, limit.key, limit.algorithm) == (10, 60.0, "", Algorithm.FIXED)
    assert (limit.response.status, json.loads(limit.response.body)["status"]) == (429, 429)
    assert "retry-after" not in limit.response.headers


def test_all_of_it():
    answer = {"json": {"error": "slow down"}, "headers": {"Retry-After": "5", "X-A": "b"}}
    said = {"key": "header:X-Key", "algorithm": "token_bucket", "burst": 20, "response": answer}
    limit = limit_of({"response": {"rate_limit": LIMIT | said}})
    assert (limit.key, limit.algorithm, limit.burst) == ("header:X-Key", Algorithm.TOKEN_BUCKET, 20)
    assert (limit.response.status, limit.response.body) == (429, b'{"error":"slow down"}')
    assert limit.response.headers.get("retry-after") == "5"


def test_an_answer_may_be_another_preset():
    limit = limit_of({"response": {"rate_limit": LIMIT | {"response": {"preset": 503}}}})
    assert limit.response.status == 503


def test_no_limit_at_all():
    assert limit_of({"response": {}}) is None


@pytest.mark.parametrize("tree", ["503", {"preset": "none such"}])
def test_a_wrong_answer_is_told_by_its_own_field(tree):
    assert beyond(tree) == tree
    with pytest.raises(ValidationError):
        limit_of({"response": {}, "rate_limit": LIMIT | {"response": tree}})


def test_wrong_headers_of_the_answer():
    assert beyond({"headers": "x"})["headers"] == "x"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{limit: 0, per: 1m}", "expected 1 or more", ""),
        ("{limit: 5}", "needs a limit and the time", "rate_limit: {limit: 10, per: 1m}"),
        ("{limit: 5, per: 60}", "the unit is missing", "60s"),
        ("{limit: 5, per: 1m, key: user}", 'no key of a rate limit', "header:X-Api-Key"),
        ("{limit: 5, per: 1m, key: sesion}", 'no key of a rate limit', 'did you mean "session"?'),
        ("{limit: 5, per: 1m, key: 'header:a b'}", "no header name", ""),
        ("{limit: 5, per: 1m, algorithm: tokenbucket}", "no algorithm", 'did you mean "token_bucket"?'),
        ("{limit: 5, per: 1m, algorithm: xx}", "no algorithm", "fixed, sliding"),
        ("{limit: 5, per: 1m, burst: 6}", "burst is what a token bucket holds", "token_bucket"),
        ("{limit: 50000, per: 1m, algorithm: sliding}", "10000 calls at most", ""),
        ("{limt: 5, per: 1m}", 'unknown key "limt"', 'did you mean "limit"?'),
        ("{limit: 5, per: 1m, response: {statsu: 1}}", 'unknown key "statsu"', 'did you mean "status"?'),
        ("{limit: 5, per: 1m, response: {template: true}}", "is no template", ""),
        ("{limit: 5, per: 1m, response: {delay: 1s}}", "comes at once", ""),
        ("{limit: 5, per: 1m, response: {preset: timeout}}", "comes at once", ""),
        ("3", "expected a mapping", ""),
    ],
)  # fmt: skip
def test_problems(text, message, hint):
    for place in ("response: {{rate_limit: {}}}", "response: {{}}\n  rate_limit: {}"):
        read = read_mock_file(f"- {place.format(text)}\n".encode(), "a.yml", MATCHERS)
        problem = next(problem for problem in read.problems if message in problem.message)
        assert hint in problem.hint
        assert problem.line


def test_a_mock_has_one():
    text = b"- response: {rate_limit: {limit: 1, per: 1m}}\n  rate_limit: {limit: 1, per: 1m}\n"
    (problem,) = read_mock_file(text, "a.yml", MATCHERS).problems
    assert problem.message == "a mock has one rate limit"
