import asyncio
import json
from base64 import b64encode
from dataclasses import replace

import pytest

from smockproxy.admin.guard import Guard, Rules, refusal_of
from smockproxy.app.admintoken import AdminToken
from smockproxy.app.hostnames import HostNames
from smockproxy.app.settings.table import Settings
from tests.golden_files import assert_golden

TOKEN = "correct-horse-battery"
NAMES = HostNames.of(["box.corp.test"], ["ui.test"])
OPEN = Rules(AdminToken(), NAMES)
WANTED = Rules(AdminToken(TOKEN), NAMES)
WAIVED = Rules(AdminToken(is_waived=True), NAMES)


def scope_of(method="GET", path="/mocks", client="127.0.0.1", **headers):
    named = {"host": "127.0.0.1:8081"} | {name.replace("_", "-"): text for name, text in headers.items()}
    lines = [(name.encode(), text.encode("latin-1")) for name, text in named.items() if text is not None]
    peer = (client, 50_000) if client else None
    return {"type": "http", "method": method, "path": path, "headers": lines, "client": peer}


def status_of(rules, **facts):
    refusal = refusal_of(scope_of(**facts), rules)
    return refusal.status if refusal else 200


def basic(text):
    return f"Basic {b64encode(text.encode()).decode()}"


# -- the token ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": f"Bearer {TOKEN}"},
        {"authorization": f"bearer  {TOKEN} "},
        {"authorization": basic(f"anybody:{TOKEN}")},
        {"authorization": basic(f":{TOKEN}")},
        {"x_smockproxy_token": TOKEN},
    ],
)
def test_the_token_lets_in_by_any_name_and_from_anywhere(headers):
    assert status_of(WANTED, client="192.0.2.7", host="any.test", **headers) == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": TOKEN},
        {"authorization": "Bearer"},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"authorization": f"Digest {TOKEN}"},
        {"authorization": basic(TOKEN)},
        {"authorization": basic(f"{TOKEN}:")},
        {"authorization": "Basic !!!"},
        {"authorization": "Basic /w=="},
        {"x_smockproxy_token": ""},
        {"x_smockproxy_token": "é" * 20},
        {"cookie": f"token={TOKEN}"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/mocks", "/sessions", "/api/v1/history", "/healthz/", "//healthz"])
def test_without_the_token_there_is_nothing(path, headers):
    assert status_of(WANTED, path=path, **headers) == 401


def test_a_401_says_how_to_show_the_token():
    refusal = refusal_of(scope_of(), WANTED)
    assert refusal.headers == {"WWW-Authenticate": 'Bearer realm="smockproxy", Basic realm="smockproxy"'}
    assert TOKEN not in refusal.message


def test_whether_we_are_alive_is_no_secret():
    assert status_of(WANTED, path="/healthz", host="any.test") == 200
    assert status_of(WANTED, path="/healthz", method="POST") == 401


# -- without one: names, peers ----------------------------------------------------------------


@pytest.mark.parametrize("rules", [OPEN, WAIVED])
@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8081",
        "[::1]:8081",
        "localhost",
        "smockproxy:8081",
        "box.corp.test",
        "ui.test:443",
        None,
    ],
)
def test_names_that_are_ours(rules, host):
    assert status_of(rules, host=host) == 200


@pytest.mark.parametrize("rules", [OPEN, WAIVED])
@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test:8081", "", "a/b", "127.0.0.1@evil.test"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_names_that_a_page_can_forge(rules, host, method):
    assert status_of(rules, host=host, method=method) == 403


def test_each_of_several_hosts_has_to_be_ours():
    scope = scope_of()
    scope["headers"].append((b"host", b"evil.test"))
    assert refusal_of(scope, OPEN).status == 403


@pytest.mark.parametrize(
    ("client", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 403), ("", 403)]
)
def test_without_a_token_only_this_machine_is_let_in(client, status):
    assert status_of(OPEN, client=client) == status


def test_unless_somebody_said_that_no_token_is_wanted():
    assert status_of(WAIVED, client="192.0.2.7") == 200


# -- pages of other sites ---------------------------------------------------------------------

WITH_TOKEN = {"authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(("rules", "shown"), [(OPEN, {}), (WANTED, WITH_TOKEN)])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.test",
        "null",
        "http://127.0.0.1:3000",
        "http://localhost:8081",
        "https://127.0.0.1",
        "chrome-extension://abc",
        "http://ui.test.evil.test",
    ],
)
def test_no_page_of_another_site_changes_anything(rules, shown, method, origin):
    assert status_of(rules, method=method, origin=origin, **shown) == 403


@pytest.mark.parametrize("rules", [OPEN, WAIVED])
@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:8081", "127.0.0.1:8081"),
        ("http://localhost", "localhost"),
        ("https://box.corp.test", "box.corp.test"),
        ("https://ui.test", "127.0.0.1:8081"),
    ],
)
def test_our_own_pages_do(rules, origin, host):
    assert status_of(rules, method="POST", origin=origin, host=host, sec_fetch_site="cross-site") == 200


def test_what_is_no_browser_says_nothing_of_origins():
    assert status_of(OPEN, method="POST") == 200
    assert status_of(OPEN, method="POST", sec_fetch_mode="cors") == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize(
    ("method", "mode", "dest", "status"),
    [
        ("GET", "navigate", "document", 200),
        ("GET", "navigate", "iframe", 403),
        ("GET", "no-cors", "script", 403),
        ("GET", "cors", "empty", 403),
        ("POST", "navigate", "document", 403),
    ],
)
def test_a_link_may_lead_to_us_but_no_page_takes_us_in(site, method, mode, dest, status):
    fetch = {"sec_fetch_site": site, "sec_fetch_mode": mode, "sec_fetch_dest": dest}
    assert status_of(OPEN, method=method, **fetch) == status


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_our_own_page_and_what_is_typed_are_no_other_site(site):
    assert status_of(OPEN, sec_fetch_site=site, sec_fetch_mode="cors", sec_fetch_dest="empty") == 200


def test_a_get_with_a_strange_origin_changes_nothing_and_cannot_be_read():
    assert status_of(OPEN, origin="http://evil.test") == 200


# -- of a run ---------------------------------------------------------------------------------


def test_the_rules_of_a_run_know_its_names():
    settings = Settings(host="mocks.lan", allowed_hosts=("*.ci.test",))
    rules = Rules.of(settings, AdminToken(), "box.lan")
    for host in ("mocks.lan:8081", "box.lan", "a.ci.test", "smock.proxy"):
        assert status_of(rules, host=host) == 200
    assert status_of(rules, host="evil.test") == 403
    without = Rules.of(replace(settings, magic_host=False), AdminToken(), "box.lan")
    assert status_of(without, host="smock.proxy") == 403


# -- in front of an application ---------------------------------------------------------------


async def ask(rules, scope):
    sent = []

    async def app(_scope, _receive, _send):
        sent.append("the application")

    async def receive():
        raise AssertionError("a refused request's body was read")

    async def send(message):
        sent.append(message)

    await Guard(app, rules)(scope, receive, send)
    return sent


def test_what_is_let_in_reaches_the_application():
    assert asyncio.run(ask(OPEN, scope_of())) == ["the application"]
    assert asyncio.run(ask(WANTED, {"type": "lifespan"})) == ["the application"]


def test_what_is_refused_is_answered_without_its_body_being_read():
    start, body = asyncio.run(ask(WANTED, scope_of(method="POST")))
    headers = dict(start["headers"])
    assert (start["status"], headers[b"content-type"]) == (401, b"application/json")
    assert headers[b"www-authenticate"].startswith(b"Bearer ")
    assert json.loads(body["body"])["message"].startswith("This admin API wants its token")


REFUSED = {
    "no token": (WANTED, {}),
    "a wrong token": (WANTED, {"authorization": "Bearer guess"}),
    "from afar": (OPEN, {"client": "192.0.2.7"}),
    "a strange name": (OPEN, {"host": "evil.test"}),
    "a long name": (OPEN, {"host": "evil." * 40 + "test"}),
    "a page of another site": (OPEN, {"method": "POST", "origin": "http://evil.test"}),
    "an image of another site": (OPEN, {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}),
}


def test_golden_refusals():
    told = [
        f"{name}\n  {refusal_of(scope_of(**facts), rules).message}\n"
        for name, (rules, facts) in REFUSED.items()
    ]
    assert_golden("admin/refusals.txt", "\n".join(told))
