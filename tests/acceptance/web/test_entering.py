"""Who gets into mitmweb's page, and where it listens."""

import http.client
import socket
from urllib.parse import urlsplit

import pytest

from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.process import StartError

MOCKS = "- request: {path: /hello}\n  response: {body: hello}\n"


@pytest.fixture(scope="module")
def smockproxy(start_for_module):
    return start_for_module(MOCKS, "--web", "--web-port", "0", "--allowed-host", "dev.box.test")


def ask(smockproxy, path, method="GET", **headers):
    """Status and body of the page's answer."""
    address = urlsplit(smockproxy.ready["web"])
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    try:
        connection.request(
            method, path, headers={name.replace("_", "-"): text for name, text in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def token_of(smockproxy):
    return urlsplit(smockproxy.ready["web"]).query.removeprefix("token=")


@pytest.mark.parametrize("path", ["/", "/flows", "/flows/dump", "/options", "/commands", "/events", "/state"])
def test_the_token_is_wanted_and_the_right_one(smockproxy, path):
    assert ask(smockproxy, path)[0] == 403
    assert ask(smockproxy, path, Authorization="Bearer 0123456789abcdef")[0] == 403
    assert ask(smockproxy, f"{path}?token={token_of(smockproxy)}")[0] == 200
    assert ask(smockproxy, path, Authorization=f"Bearer {token_of(smockproxy)}")[0] == 200


def test_the_web_socket_wants_it_too(smockproxy):
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    assert ask(smockproxy, "/updates", **upgrade)[0] == 403
    bearer = {"Authorization": f"Bearer {token_of(smockproxy)}"}
    assert ask(smockproxy, "/updates", **upgrade, **bearer, Origin="http://evil.test")[0] == 403


def test_another_sites_page_changes_nothing(smockproxy):
    bearer = {"Authorization": f"Bearer {token_of(smockproxy)}"}
    strange = {"Origin": "http://evil.test", "Sec-Fetch-Site": "cross-site"}
    assert ask(smockproxy, "/clear", method="POST", **bearer, **strange)[0] == 403
    assert ask(smockproxy, "/options", method="PUT", **bearer)[0] == 403


def test_the_banner_and_the_ready_file_say_the_same_url(smockproxy):
    assert f"mitmweb    {smockproxy.ready['web']}" in smockproxy.log()
    assert urlsplit(smockproxy.ready["web"]).hostname == "127.0.0.1"
    assert len(token_of(smockproxy)) >= 32


@pytest.mark.parametrize("path", ["/", "/flows", "/static/vendor.css", "/updates"])
def test_a_name_that_a_web_page_could_have_point_here_is_refused(smockproxy, path):
    status, text = ask(smockproxy, f"{path}?token={token_of(smockproxy)}", Host="evil.test")
    assert status == 403
    assert text == (
        'mitmweb does not go by the name "evil.test", which a web page could have point here: use an '
        "address, or allow the name with --allowed-host NAME.\n"
    )


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "[::1]:8082", "web", "dev.box.test:8082"])
def test_names_that_nobody_else_can_point_here_are_let_in(smockproxy, host):
    assert ask(smockproxy, f"/flows?token={token_of(smockproxy)}", Host=host)[0] == 200


def test_the_proxy_does_not_lead_to_the_page(smockproxy):
    answer = curl(smockproxy, smockproxy.ready["web"])
    assert answer.status == 666
    assert "mitmweb" not in answer.text


def test_a_port_that_is_taken_is_one_line(start):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError) as caught:
            start("", "--web", "--web-port", str(port))
    _, line = str(caught.value).strip().splitlines()
    assert line == (
        f"smockproxy: can't listen on 127.0.0.1:{port}: Address already in use. "
        "Choose another port with --web-port; 0 takes a free one."
    )


def test_mitmproxys_options_for_it_are_ours_here(start):
    with pytest.raises(StartError) as caught:
        start("", "--web", "--web-port", "0", "--set", "web_port=9")
    assert str(caught.value).strip().splitlines()[1:] == [
        "smockproxy: mitmproxy's option web_port is --web-port here: use that in place of --set web_port=…"
    ]


def test_a_filter_that_is_none_is_one_line(start):
    with pytest.raises(StartError) as caught:
        start("", "--web", "--web-port", "0", "--set", "intercept=~nothing")
    _, line = str(caught.value).strip().splitlines()
    assert line.startswith("smockproxy: mitmproxy: ")


def test_a_password_of_ones_own_takes_the_place_of_the_token(start):
    smockproxy = start(MOCKS, "--web", "--web-port", "0", "--set", "web_password=chosen")
    assert urlsplit(smockproxy.ready["web"]).query == ""
    assert ask(smockproxy, "/flows")[0] == 403
    assert ask(smockproxy, "/flows", Authorization="Bearer chosen")[0] == 200


def test_without_web_nothing_of_it_is_there(start):
    smockproxy = start(MOCKS)
    assert smockproxy.ready["web"] == ""
    assert "mitmweb" not in smockproxy.log()
