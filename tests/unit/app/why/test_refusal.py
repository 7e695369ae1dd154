"""What a refusal says to people."""

import pytest

from smockproxy.app.why.refusal import refusal_text, remark_on, wants_text
from smockproxy.core.conditions import Conditions, Mismatch
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.nearmiss import NearMiss
from smockproxy.core.responders import Fixed
from smockproxy.core.trace import HeldBack
from tests.golden_files import assert_golden

MOCK = Mock("m", Fixed(Response()), Conditions(), source=Source("mocks/a.yml", 3))
MISSES = (
    NearMiss(MOCK, 0.0, (), HeldBack.EXPIRED),
    NearMiss(
        MOCK,
        0.25,
        (
            Mismatch("path", "ShouldEqual '/b'", "/a\x1b[31m"),
            Mismatch("headers.X-A", "present", "absent"),
            Mismatch("body", "ShouldEqual 'x'", "y" * 600),
        ),
    ),
)


def asking(*accepted: str) -> Request:
    headers = Headers.of(("Accept", line) for line in accepted)
    return Request("GET", "http", "a.test", 80, "/a?b=\udce9", headers)


@pytest.mark.parametrize(
    ("accepted", "is_text"),
    [
        ((), False),
        (("*/*",), False),
        (("text/plain",), True),
        (("text/html, Text/Plain;q=0.5",), True),
        (("text/html", "text/plain"), True),
        (("application/json, text/plain, */*",), False),
    ],
)
def test_who_wants_text(accepted, is_text):
    assert wants_text(asking(*accepted)) is is_text


def test_the_text():
    assert_golden("why/refusal.txt", refusal_text(asking(), MISSES))
    assert_golden("why/refusal-without-mocks.txt", refusal_text(asking(), ()))


def test_the_remark():
    assert remark_on(MISSES) == "mocks/a.yml:3 expired"
    assert remark_on(MISSES[1:]) == "mocks/a.yml:3 path, headers.X-A, body"
    assert remark_on(()) == ""
