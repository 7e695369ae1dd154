from smockproxy.core.blocks import AllOf
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.responders import ForwardTo
from smockproxy.files.lint.hosts import hostless
from tests.unit.files.reads import mocks_of

WITH = "- request: {host: a.test}\n  response: {}\n"
WITHOUT = "- request: {path: /a}\n  response: {}\n"


def told(mocks):
    return [f"{problem.place}: {problem.message}" for problem in hostless(mocks)]


def test_one_note_a_file():
    assert told(mocks_of(WITH + WITHOUT)) == [
        "mocks/a.yml:3:1: this mock has no host: it answers whatever host is asked for"
    ]
    assert told([*mocks_of(WITHOUT * 3), *mocks_of(WITHOUT, "mocks/b.yml")]) == [
        (
            "mocks/a.yml:1:1: this mock and 2 more of this file have no host: "
            "they answer whatever host is asked for"
        ),
        "mocks/b.yml:1:1: this mock has no host: it answers whatever host is asked for",
    ]


def test_a_host_is_a_host_wherever_it_stands():
    assert told(mocks_of(WITH)) == []
    inside = Conditions((AllOf((Conditions((OnField("url", equal("http://a.test/")),)),)),))
    assert told([Mock("id", ForwardTo(), inside)]) == []
    assert len(told([Mock("id", ForwardTo())])) == 1
