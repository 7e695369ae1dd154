"""Keys in the wrong mapping."""

import pytest

from smockproxy.files.misplaced import where_it_belongs, where_it_belongs_in_a_file


@pytest.mark.parametrize(
    ("steps", "hint"),
    [
        (("request", "priority"), 'one level up: "priority" belongs to the mock, beside "request"'),
        (("response", "enabled"), 'one level up: "enabled" belongs to the mock, beside "response"'),
        (("request", "scenario"), 'one level up: "scenario" belongs to the mock, beside "request"'),
        (("request", "any_of", 0, "id"), 'further up: "id" belongs to the mock, beside "request"'),
        (("request", "request"), 'it stands in "request" already: move what it has one level up'),
        (("path",), 'it belongs under "request"'),
        (("delay",), 'it belongs under "response" or "proxy"'),
        (("headers",), 'it belongs under "request", "response" or "proxy"'),
        (("request", "status"), 'it belongs under "response"'),
        (("response", "times"), 'it belongs under "context"'),
        (("verify",), 'it belongs under "context"'),
        (("context", "at_least"), 'it belongs under "verify"'),
        (("context", "verify", "times"), 'it belongs under "context"'),
        (("pth",), ""),
        (("request", "pth"), ""),
    ],
)
def test_where_it_belongs(steps, hint):
    assert where_it_belongs(str(steps[-1]), steps) == hint


def test_beside_mocks():
    assert where_it_belongs_in_a_file("request") == 'it belongs to a mock, or under "defaults" to all of them'
    assert where_it_belongs_in_a_file("path") == ""
