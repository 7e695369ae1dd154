"""Was this called: questions, and what is wrong with them."""

import json

import pytest

from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.app.verdicts.called import MOST, USUALLY, Asked, asked_of, called, conditions_of
from smockproxy.core.bounds import Bounds, VerdictOutcome
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from tests.golden_files import assert_golden
from tests.unit.exchanges import exchange

MOCKS = (
    Mock("pay", Fixed(Response()), source=Source("mocks/pay.yml", 3)),
    Mock("KlB4HECXnTeo", Fixed(Response())),
)
PAID = {"method": "POST", "path": "/pay", "body": {"amount": {"matcher": "ShouldEqual", "value": "99.99"}}}


def posted(body: bytes, path: str = "/pay") -> Request:
    return Request("POST", "http", "api.test", 80, path, body=body)


def test_a_question_is_read() -> None:
    asked = asked_of({"request": {}, "mock": "pay", "at_least": 2, "at_most": 3, "limit": 0}, MOCKS)
    assert (asked.calls.mock_id, asked.bounds, asked.most) == ("pay", Bounds(2, 3), 0)
    asked = asked_of({"mock": "mocks/pay.yml:3", "exactly": 0}, MOCKS)
    assert asked == Asked(asked.calls, Bounds(0, 0), USUALLY)
    assert asked.calls.mock_id == "pay"
    assert asked.calls.session_name is None
    assert asked_of({"request": {}}, MOCKS, "worker-3").calls.session_name == "worker-3"


def test_a_block_is_read_as_in_a_file() -> None:
    as_json = conditions_of({"path": "/pay", "query_params": {"v": 1.5}, "any_of": [{"method": "POST"}]})
    as_yaml = conditions_of("path: /pay\nquery_params: {v: 1.5}\nany_of:\n- method: POST")
    assert as_json == as_yaml
    assert conditions_of({}) == conditions_of("") == conditions_of("{}")


async def test_calls_are_counted() -> None:
    entries = [
        exchange(posted(b'{"amount": 99.99}')),
        exchange(posted(b'{"amount": 99.98}'), id="2"),
        exchange(posted(b'{"amount": 99.99}'), id="3"),
    ]
    asked = asked_of({"request": PAID, "at_least": 3}, ())
    counted = await called(asked, entries)
    assert (counted.count, counted.outcome) == (2, VerdictOutcome.FAILED)
    assert [near.entry.id for near in counted.nearest] == ["2"]
    assert (await called(asked, entries, lambda: 1)).outcome is VerdictOutcome.INCOMPLETE


QUESTIONS = {
    "no object": [],
    "nothing": {},
    "null": {"request": None, "mock": None},
    "unknown key": {"requst": {}},
    "unknown key, far": {"zzz": {}},
    "no block": {"request": 7},
    "bad block": {"request": {"pth": "/a", "method": {"matcher": "ShouldEqul", "value": "x"}}},
    "bad pattern": {"request": {"path": {"matcher": "ShouldMatch", "value": "("}}},
    "more than a block": {"request": "path: /a\n- nonsense"},
    "planned key": {"request": {"graphql": {}}},
    "no mock": {"mock": 3},
    "unknown mock": {"mock": "mocks/pay.yml:4"},
    "unknown mock, far": {"mock": "zzz"},
    "negative": {"mock": "pay", "at_least": -1},
    "no number": {"mock": "pay", "at_most": True},
    "long": {"mock": "pay", "exactly": "x" * 1000},
    "contradiction": {"mock": "pay", "at_least": 3, "at_most": 2},
    "too much said": {"mock": "pay", "at_least": 3, "exactly": 2},
    "limit": {"mock": "pay", "limit": MOST + 1},
}


def test_what_is_wrong_with_a_question() -> None:
    told = []
    for name, question in QUESTIONS.items():
        with pytest.raises(UsageError) as error:
            asked_of(question, MOCKS)
        told.append(f"{name}: {json.dumps(question)[:100]}\n{error.value}\n")
    assert_golden("verify/called-questions.txt", "\n".join(told))


def test_a_mock_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        asked_of({"mock": "KlB4HECXnTex"}, MOCKS)


def test_deep_blocks_are_refused() -> None:
    block: dict = {}
    for _ in range(100_000):
        block = {"not": block}
    with pytest.raises(UsageError):
        asked_of({"request": block}, ())
    with pytest.raises(UsageError):
        asked_of({"request": "{not: " * 5_000 + "}" * 5_000}, ())
