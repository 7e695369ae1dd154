"""What a web page can make a browser send: names that it made point here, and requests across sites."""

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.raw import RawConnection
from tests.acceptance.security.asking import ask


@pytest.fixture(scope="module")
def local(start_for_module: Start) -> Smockproxy:
    return start_for_module("", "--allowed-host", "*.ci.test")


@pytest.mark.parametrize("path", ["/history", "/api/v1/history", "/", "/sessions"])
def test_a_name_that_was_made_to_point_here_gets_nothing(local: Smockproxy, path: str) -> None:
    told = ask(local, "GET", path, Host="evil.test:8081")
    assert told.status == 403
    assert '"evil.test:8081"' in told.message
    assert "--allowed-host" in told.message


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8081", "localhost:8081", "[::1]:8081", "smockproxy:8081", "build-7.ci.test"]
)
def test_names_of_ours_are_answered(local: Smockproxy, host: str) -> None:
    assert ask(local, "GET", "/mocks", Host=host).status == 200


def test_a_second_host_line_does_not_help(local: Smockproxy) -> None:
    with RawConnection(local.admin) as connection:
        connection.ask("GET /mocks HTTP/1.1\nHost: 127.0.0.1\nHost: evil.test")
        assert connection.read_answer().status in {400, 403}


def test_an_absolute_target_does_not_help(local: Smockproxy) -> None:
    with RawConnection(local.admin) as connection:
        connection.ask("GET http://127.0.0.1/mocks HTTP/1.1\nHost: evil.test")
        assert connection.read_answer().status == 403


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://localhost:3000"])
@pytest.mark.parametrize(("method", "path"), [("POST", "/reset"), ("POST", "/mocks"), ("DELETE", "/history")])
def test_no_page_of_another_site_changes_anything(
    local: Smockproxy, method: str, path: str, origin: str
) -> None:
    assert ask(local, method, path, Origin=origin, Content_Type="text/plain").status == 403


def test_a_page_of_ours_and_one_that_is_allowed_do(local: Smockproxy) -> None:
    assert ask(local, "POST", "/reset", Origin=local.admin).status == 200
    assert ask(local, "POST", "/reset", Origin="https://ui.ci.test").status == 200


def test_nothing_is_shared_across_origins(local: Smockproxy) -> None:
    told = ask(local, "GET", "/history", Origin="http://evil.test")
    assert not [name for name in told.headers if name.startswith("access-control-")]
    fetched = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "script"}
    assert ask(local, "GET", "/history", **fetched).status == 403
