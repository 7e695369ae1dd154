import pytest

from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Form, Headers, Request
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import ForwardTo
from smockproxy.core.routing import PRIORITY, OnProxied, OnShare


def request(client: str = "10.0.0.1", form: Form = Form.ABSOLUTE, **headers: str) -> Request:
    lines = Headers.of((name.replace("_", "-"), line) for name, line in headers.items())
    return Request("GET", "http", "a.test", 80, "/", lines, form=form, client=client)


def test_how_a_request_came():
    assert OnProxied(wanted=True).holds(request())
    assert OnProxied(wanted=True).mismatch(request()) is None
    assert not OnProxied(wanted=False).holds(request(form=Form.TUNNEL))
    told = OnProxied(wanted=True).mismatch(request(form=Form.ORIGIN))
    assert told is not None
    assert (told.field, told.expected, told.actual) == ("proxied", "true", "false")


@pytest.mark.parametrize("by", ["header:X-User", "cookie:user", "ip"])
def test_a_share_is_a_part_of_the_clients_and_always_the_same_one(by):
    def meant(percent: float) -> set[int]:
        share = OnShare(by, percent)
        return {
            user
            for user in range(500)
            if share.holds(request(str(user), X_User=str(user), Cookie=f"user={user}"))
        }

    assert 100 < len(meant(30)) < 200
    assert meant(30) == meant(30) < meant(60) < meant(100)
    assert len(meant(100)) == 500
    assert meant(0) == set()


def test_who_does_not_say_who_it_is_is_not_meant():
    assert not OnShare("header:X-User", 100).holds(request())
    assert not OnShare("cookie:user", 100).holds(request())
    assert not OnShare("ip", 100).holds(request(""))


def test_why_a_client_is_not_meant():
    share = OnShare("header:X-User", 0)
    assert OnShare("ip", 100).mismatch(request()) is None
    told = share.mismatch(request(X_User="ada"))
    assert told is not None
    assert (told.field, told.expected, told.actual) == ("share", "one of the 0 % by header:X-User", "ada")


def named(*conditions, mock_id: str = "route-a.test", **facts) -> str:
    host = OnField("host", equal("a.test"))
    conditions = (OnProxied(wanted=True), host, *conditions)
    return Mock(mock_id, ForwardTo(), Conditions(conditions), **{"priority": PRIORITY, **facts}).label


def test_what_people_know_a_route_by():
    assert named() == "route: a.test real"
    assert named(probability=0.3) == "route: a.test real (30 %)"
    assert named(OnShare("ip", 12.5)) == "route: a.test real (12.5 % by ip)"
    assert named(OnField("path", equal("/x"))) == "route: a.test real"
    assert named(mock_id="other") == "other"
    assert named(priority=0) == "route-a.test"
    assert named(source=Source("m.yml", 3)) == "m.yml:3"
