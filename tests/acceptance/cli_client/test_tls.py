"""The clients with an admin API that speaks TLS."""

from pathlib import Path

import pytest

from smockproxy.testing import AsyncClient, Client, StrangerError
from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import Trust
from tests.acceptance.smocker_flags.conftest import write_pair


async def test_its_certificate_is_checked(
    start: Start, trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = write_pair(tmp_path, trust)
    files = ("--tls-cert-file", str(certificate), "--tls-private-key-file", str(key))
    admin = start("", "--tls-enable", *files).admin
    assert admin.startswith("https://")
    monkeypatch.setenv("SSL_CERT_FILE", str(trust.ca_file))
    assert Client(admin).list_mocks() == {"mocks": []}
    assert await AsyncClient(admin).list_mocks() == {"mocks": []}
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(StrangerError, match="SSL_CERT_FILE"):
        Client(admin).list_mocks()
    with pytest.raises(StrangerError, match="SSL_CERT_FILE"):
        await AsyncClient(admin).list_mocks()
    plain = admin.replace("https:", "http:")
    with pytest.raises(StrangerError, match="begin the URL with https://"):
        Client(plain).list_mocks()
    with pytest.raises(StrangerError, match="begin the URL with https://"):
        await AsyncClient(plain).list_mocks()
