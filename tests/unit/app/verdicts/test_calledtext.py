"""Answers to "was this called" and to a wait, as text."""

import pytest

from smockproxy.app.verdicts.called import asked_of
from smockproxy.app.verdicts.calledshape import called_shape
from smockproxy.app.verdicts.calledtext import called_text, waited_text
from smockproxy.core.calls import count_calls
from smockproxy.core.http import Request
from tests.golden_files import assert_golden
from tests.unit.exchanges import exchange

BLOCK = {"path": "/pay", "body": {"amount": "99.99"}}


def posted(number: int, body: bytes, **facts):
    request = Request("POST", "http", "api.test", 80, "/pay", body=body)
    return exchange(request, id=str(number), **facts)


ENTRIES = [
    posted(1, b'{"amount": 99.99}'),
    posted(2, b'{"amount": "9\\u001b"}'),
    posted(3, b'{"amount": 99.99}', unanswered=True),
    posted(4, b'{"am', request_size=50),
]


def text_of(evicted: int = 0, **asked) -> str:
    question = asked_of({"request": BLOCK, **asked}, ())
    calls, bounds = question.calls, question.bounds
    return called_text(called_shape(count_calls(ENTRIES, calls, bounds, most=question.most, evicted=evicted)))


def test_it_was_called():
    assert text_of(limit=1) == (
        "PASSED: 2 calls\n"
        "of 1 further exchange it cannot be told, since bodies are not kept whole (--history-body-limit)\n"
        "\n"
        "Calls:\n"
        "  1 before these\n"
        "  3: POST http://api.test/pay (mocked)\n"
    )


def test_it_was_called_too_seldom():
    assert_golden("verify/called.txt", text_of(at_least=5))


def test_it_may_have_been_called():
    assert text_of(evicted=2, at_least=4).startswith(
        "INCOMPLETE: 2 calls, expected at least 4\n"
        "of 1 further exchange it cannot be told, since bodies are not kept whole (--history-body-limit)\n"
        "2 older exchanges made room for others\n"
    )


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ({"fulfilled": True, "exchanges": ["3"], "at_least": 1}, "PASSED: 1 of 1 call: exchange 3\n"),
        ({"fulfilled": False, "exchanges": [], "at_least": 2}, "FAILED: 0 of 2 calls in 1.5 s\n"),
        (
            {"fulfilled": False, "exchanges": ["3", "4"], "at_least": 3},
            "FAILED: 2 of 3 calls in 1.5 s: exchange 3, 4\n",
        ),
        (
            {"fulfilled": True, "exchanges": list("abcdefghijk"), "at_least": 11},
            "PASSED: 11 of 11 calls: exchange a, b, c, d, e, f, g, h, i, j, …\n",
        ),
    ],
)
def test_how_a_wait_ended(shape, text):
    assert waited_text({"timeout": 1.5, "count": len(shape["exchanges"]), **shape}) == text
