"""Which session a request belongs to."""

from base64 import b64encode

import pytest
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context
from mitmproxy.test import tflow, tutils

from smockproxy.core.http import Form
from smockproxy.proxy.sessionnames import BadNameError, SessionNames, proxy_user


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


def request(method: str = "GET", user: str = "", header: str = ""):
    made = tutils.treq(method=method.encode())
    if user:
        made.headers["Proxy-Authorization"] = basic(user)
    if header:
        made.headers["X-Smockproxy-Session"] = header
    return made


def context(port: int = 8080) -> Context:
    made = Context(tflow.tclient_conn(), Options())
    made.client.sockname = ("127.0.0.1", port)
    return made


@pytest.mark.parametrize(
    ("user", "port", "header", "name"),
    [
        ("", 8080, "", ""),
        ("u:secret", 8080, "", "u"),
        ("u:", 9001, "h", "u"),
        ("", 9001, "h", "p"),
        ("", 8080, "h", "h"),
        (":password-only", 8080, "h", "h"),
    ],
)
def test_user_before_port_before_header(user, port, header, name):
    names, asked = SessionNames({9001: "p"}), request(user=user, header=header)
    assert names.take(asked, Form.ABSOLUTE, context(port)) == name
    assert not {"proxy-authorization", "x-smockproxy-session"} & {key.lower() for key in asked.headers}


def test_a_tunnel_keeps_its_name():
    names, tunnel = SessionNames(), context()
    assert names.take(request("CONNECT", "u:"), Form.ABSOLUTE, tunnel) == "u"
    assert names.take(request(header="h"), Form.TUNNEL, tunnel) == "u"
    assert names.of_client(tunnel.client) == "u"
    assert names.of_client(context().client) == ""


def test_a_plain_request_has_no_proxy_user():
    asked = request(user="u:")
    assert SessionNames().take(asked, Form.ORIGIN, context()) == ""
    assert "Proxy-Authorization" in asked.headers


def test_mitmproxy_sees_the_credentials_that_it_is_to_check():
    asked, where = request(user="u:pw"), context()
    where.options.add_option("proxyauth", str, "", "")
    where.options.proxyauth = "any"
    assert SessionNames().take(asked, Form.ABSOLUTE, where) == "u"
    assert "Proxy-Authorization" in asked.headers


@pytest.mark.parametrize(
    ("credentials", "complaint"),
    [
        (basic("a b:"), "the proxy user, who names the session, has ' ' in it"),
        ("Basic !!!", "the header Proxy-Authorization cannot be read"),
        ("Basic /w==", "the header Proxy-Authorization cannot be read"),
    ],
)
def test_users_that_are_no_names(credentials, complaint):
    with pytest.raises(BadNameError, match=complaint):
        proxy_user(credentials)


def test_other_schemes_name_nobody():
    assert proxy_user("Bearer abc") == ""
    assert proxy_user("") == ""


def test_a_bad_header():
    with pytest.raises(BadNameError, match="the header X-Smockproxy-Session has"):
        SessionNames().take(request(header="a/b"), Form.ABSOLUTE, context())
