"""`follow_redirect`: the client gets what the redirects lead to."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.acceptance.harness.raw import RawAnswer
from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort, get, told
from tests.acceptance.smocker_proxy.redirector import Redirector


def follow(admin: AdminPort, server: Redirector, **more: Any) -> None:
    """One mock that forwards everything and follows redirects."""
    server.forget()
    admin.upload_json([{"proxy": {"host": server.url, "follow_redirect": True, **more}}])


def go(to: str, status: int = 302) -> str:
    return f"/go?status={status}&to={quote(to, safe='')}"


def reason(answer: RawAnswer) -> str:
    assert answer.status == 602, answer.body
    return told(answer)["message"].removeprefix("Error during request redirection: ")


def lines(server: Redirector) -> list[str]:
    return [request["line"].removesuffix(" HTTP/1.1") for request in server.seen.requests]


@pytest.mark.parametrize(
    ("status", "methods", "body"),
    [
        (301, "GET GET", ""),
        (302, "POST GET", ""),
        (303, "PUT GET", ""),
        (302, "HEAD HEAD", ""),
        (307, "POST POST", "payload"),
        (308, "PATCH PATCH", "payload"),
    ],
)
def test_which_requests_are_repeated(
    admin: AdminPort, port: MockPort, redirector: Redirector, status: int, methods: str, body: str
) -> None:
    method, second = methods.split()
    follow(admin, redirector)
    sent = b"" if method in {"GET", "HEAD"} else b"payload"
    assert port.send(Ask(method, go("/end?b=1&a=2", status), (), sent)).status == 200
    assert lines(redirector)[1] == f"{second} /end?b=1&a=2"
    assert redirector.seen.requests[1]["body"] == body
    (entry,) = admin.history(1)
    assert entry["request"]["path"] == "/go"
    assert entry["response"]["status"] == 200
    assert admin.counts() == [1]


def test_without_the_switch_the_client_gets_the_redirect(
    admin: AdminPort, port: MockPort, redirector: Redirector
) -> None:
    follow(admin, redirector, follow_redirect=False)
    answer = port.get(go("/end"))
    assert (answer.status, answer.header("Location"), answer.body) == (302, "/end", b"moved")


def test_several_hops_down_one_connection(admin: AdminPort, port: MockPort, redirector: Redirector) -> None:
    follow(admin, redirector)
    with port.connection() as connection:
        for _ in range(3):
            port.write(connection, get(go(go(go("end")))))
            assert told(connection.read_answer())["line"] == "GET /end HTTP/1.1"
    assert len(lines(redirector)) == 12
    assert redirector.seen.connections == 1


def test_to_another_server_secrets_stay_behind(
    admin: AdminPort, port: MockPort, redirector: Redirector, elsewhere: Redirector
) -> None:
    follow(admin, redirector)
    secrets = ("Cookie: a=b", "Authorization: Basic eA==", "X-Other: goes along")
    account = told(port.get(go(f"{elsewhere.url}/end"), *secrets))
    assert account["headers"]["host"] == elsewhere.authority
    assert not {"cookie", "authorization"} & set(account["headers"])
    assert account["headers"]["x-other"] == "goes along"
    assert {"cookie", "authorization"} <= set(redirector.seen.requests[0]["headers"])
    same = told(port.get(go(f"{redirector.url}/end"), *secrets))
    assert {"cookie", "authorization"} <= set(same["headers"])


def test_a_loop_ends_after_ten_requests_and_does_not_count(
    admin: AdminPort, port: MockPort, redirector: Redirector
) -> None:
    follow(admin, redirector)
    assert reason(port.get("/loop")) == 'Get "/loop": stopped after 10 redirects'
    assert lines(redirector) == ["GET /loop"] * 10
    assert admin.counts() == [0]
    assert admin.history(1)[0]["response"]["status"] == 602


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("ftp://up.test/x", 'Get "ftp://up.test/x": unsupported protocol scheme "ftp"'),
        (
            "http://127.0.0.1:1/x",
            'Get "http://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused',
        ),
        ("http://127.0.0.1:x/", ""),
    ],
)
def test_where_nobody_can_follow(
    admin: AdminPort, port: MockPort, redirector: Redirector, to: str, expected: str
) -> None:
    follow(admin, redirector)
    told_reason = reason(port.get(go(to)))
    if expected:
        assert told_reason == expected
    else:
        assert "failed to parse Location header" in told_reason
    assert admin.counts() == [0]
    assert admin.history(1)[0]["response"]["status"] == 602


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_redirect_to_ourselves_is_refused_as_a_loop(
    admin: AdminPort, port: MockPort, redirector: Redirector, name: str
) -> None:
    follow(admin, redirector)
    answer = port.get(go(f"http://{name}:{port.smockproxy.port}/end"))
    assert answer.status == 666
    assert "lead back to this proxy" in told(answer)["message"]
    assert admin.counts() == [0]


def test_a_delay_comes_on_top(admin: AdminPort, port: MockPort, redirector: Redirector) -> None:
    follow(admin, redirector, delay="120ms")
    assert port.get(go("/end")).status == 200
    assert admin.history(1)[0]["context"]["delay"] == "120ms"


def test_the_switches_are_shown_when_they_are_on(admin: AdminPort, redirector: Redirector) -> None:
    follow(admin, redirector, skip_verify_tls=True, keep_host=False)
    (mock,) = admin.mocks()
    assert mock["proxy"] == {
        "host": redirector.url,
        "delay": {},
        "follow_redirect": True,
        "skip_verify_tls": True,
    }
    assert json.dumps(mock["proxy"]).index("follow_redirect") < json.dumps(mock["proxy"]).index("skip_verify")
