"""What a run tells when everything listens."""

from dataclasses import replace

import pytest

from smockproxy.app.admintoken import AdminToken
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.sources import resolve
from smockproxy.app.settings.table import Settings
from smockproxy.assembly.announcing import Places, facts_of, is_plain, url_of
from smockproxy.core.duration import Delay
from smockproxy.core.responders import Fixed
from tests.unit.proxy.mocked_edge import mock, response

PLACES = Places(("0.0.0.0", 8080), ("127.0.0.1", 8081), {"a": 9001})


@pytest.mark.parametrize(
    ("host", "is_tls", "url"),
    [
        ("127.0.0.1", False, "http://127.0.0.1:80"),
        ("0.0.0.0", True, "https://127.0.0.1:80"),
        ("::", False, "http://[::1]:80"),
        ("mocks.test", False, "http://mocks.test:80"),
    ],
)
def test_urls_can_be_used_on_this_machine(host, is_tls, url):
    assert url_of(host, 80, is_tls=is_tls) == url


def test_a_mock_that_always_gives_the_same_answer_at_once():
    plain = mock("/x")
    assert is_plain(plain)
    assert not is_plain(replace(plain, times=1))
    assert not is_plain(mock("/x", Fixed(response(), Delay(1, 1))))


def test_the_facts(tmp_path):
    settings = Settings(host="0.0.0.0", confdir=str(tmp_path), redact=False)
    instance = Instance.begin(settings, lambda: 0.0, lambda: "id")
    resolved = resolve({}, {}, tmp_path)
    facts = facts_of(instance, PLACES, AdminToken("made", is_made=True), resolved)
    assert (facts.proxy, facts.named) == ("http://127.0.0.1:8080", {"a": "http://127.0.0.1:9001"})
    assert facts.ca == str(tmp_path / "mitmproxy-ca-cert.pem")
    assert (facts.token, facts.is_open, facts.is_redacting) == ("made", False, False)
    waived = facts_of(instance, PLACES, AdminToken(is_waived=True), resolved)
    assert (waived.token, waived.is_open) == ("", True)
