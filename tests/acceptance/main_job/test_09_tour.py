"""Point 9: `mocks/` in this checkout answers to the very commands that its comments show."""

import shlex
import time
from pathlib import Path

import pytest
import yaml

from tests.acceptance.conftest import Start
from tests.acceptance.harness.clients import Answer, curl, run_curl
from tests.acceptance.harness.paths import ROOT
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream

TOUR = ROOT / "mocks"
FILES = sorted(TOUR.rglob("*.yml"))
STEPS = sorted(TOUR.glob("*.yml"))
"""What the README walks through; the bank below has tests of its own."""
REAL_SERVER = "http://127.0.0.1:9000"
OUR_PORT = "http://127.0.0.1:8080"


def commands() -> list[str]:
    """Every curl command in a comment of the tour; what stands in brackets after it is for people."""
    lines = [line for path in STEPS for line in path.read_text().splitlines()]
    shown = [line.removeprefix("#").strip() for line in lines if line.startswith("#   curl ")]
    return [line.partition("   (")[0] for line in shown]


@pytest.fixture(scope="module")
def shared(start_for_module: Start) -> Smockproxy:
    files = {str(path.relative_to(TOUR)): path.read_text() for path in FILES}
    return start_for_module(files, "--unmatched", "refuse")


@pytest.fixture
def smockproxy(shared: Smockproxy) -> Smockproxy:
    shared.reset()
    return shared


def run(smockproxy: Smockproxy, command: str) -> Answer:
    """Run a command as a reader of the tour would, through the proxy (which `http_proxy` names for them)."""
    program, *arguments = shlex.split(command)
    assert program == "curl"
    if any(argument.startswith(OUR_PORT) for argument in arguments):
        return run_curl(*[argument.replace(OUR_PORT, smockproxy.proxy) for argument in arguments])
    ca = ["certs/mitmproxy-ca-cert.pem", str(smockproxy.ca)]
    return curl(smockproxy, arguments[-1], *[argument.replace(*ca) for argument in arguments[:-1]])


EXPECTED: dict[str, tuple[int, object]] = {
    "curl http://slow.test/half-a-second": (200, "worth the wait\n"),
    "curl http://slow.test/sometimes": (200, "it depends\n"),
    "curl http://127.0.0.1:8080/orders/42": (200, {"id": 42, "state": "shipped"}),
    "curl http://hello.test/": (200, "Hello from smockproxy!\n"),
    "curl http://lamp.test/": (200, "dark\n"),
    "curl http://lamp.test/switch": (200, "on\n"),
    "curl --cacert certs/mitmproxy-ca-cert.pem https://payments.test/charges/ch_1": (
        200,
        {"id": "ch_1", "amount": 1999, "currency": "EUR", "status": "succeeded"},
    ),
    "curl http://search.test/search": (200, {"page": 1, "results": []}),
    "curl 'http://search.test/search?q=books&page=2'": (200, {"page": 2, "results": ["Dune", "Emma"]}),
    "curl -H 'Authorization: Bearer abc' http://search.test/me": (200, {"name": "Ada"}),
    """curl --json '{"user": {"name": "ada"}}' http://search.test/users""": (201, {"created": True}),
    "curl -i http://flaky.test/": (503, "try again\n"),
}
NEEDS_A_SERVER = {"curl http://docs.test/"}


def test_every_command_of_the_tour_is_known() -> None:
    assert set(commands()) == set(EXPECTED) | NEEDS_A_SERVER


@pytest.mark.parametrize("command", EXPECTED)
def test_a_command_of_the_tour(smockproxy: Smockproxy, command: str) -> None:
    status, expected = EXPECTED[command]
    answer = run(smockproxy, command.replace(" -i ", " "))

    assert answer.status == status
    assert (answer.text if isinstance(expected, str) else answer.json) == expected


def test_the_delay(smockproxy: Smockproxy) -> None:
    start = time.monotonic()
    run(smockproxy, "curl http://slow.test/half-a-second")
    assert time.monotonic() - start >= 0.5


def test_what_fails_twice_recovers(smockproxy: Smockproxy) -> None:
    answers = [run(smockproxy, "curl http://flaky.test/") for _ in range(3)]

    assert [answer.status for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "1"
    assert answers[2].text == "recovered\n"


def test_what_is_not_there(smockproxy: Smockproxy) -> None:
    assert run(smockproxy, "curl http://search.test/elsewhere").json == {"error": "nothing here"}
    assert run(smockproxy, "curl http://search.test/me").status == 404
    assert run(smockproxy, "curl http://payments.test/charges/ch_1").status == 666
    assert run(smockproxy, "curl -X POST http://127.0.0.1:8080/orders").status == 201


def test_what_is_sent_on(start: Start, upstream: HttpUpstream) -> None:
    text = (TOUR / "proxy.yml").read_text()
    assert REAL_SERVER in text
    smockproxy = start(text.replace(REAL_SERVER, upstream.url))
    account = run(smockproxy, "curl http://docs.test/").json

    assert account["request_line"] == "GET / HTTP/1.1"
    assert ["X-Sent-By", "smockproxy"] in account["headers"]
    assert ["Host", upstream.authority] in account["headers"]


def hosts_in(tree: object) -> list[str]:
    """Every `host` in a file."""
    match tree:
        case dict():
            own = [str(value) for key, value in tree.items() if key == "host"]
            return own + [host for value in tree.values() for host in hosts_in(value)]
        case list():
            return [host for value in tree for host in hosts_in(value)]
        case _:
            return []


def test_the_tour_shows_all_that_it_should() -> None:
    names = {path.stem for path in FILES}
    assert {"hello", "matchers", "delay", "times", "proxy", "https"} <= names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_all_hosts_end_in_test(path: Path) -> None:
    hosts = [host for host in hosts_in(yaml.safe_load(path.read_text())) if host != REAL_SERVER]

    assert all(host.endswith(".test") for host in hosts), hosts
