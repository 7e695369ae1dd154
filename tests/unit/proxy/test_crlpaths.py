from types import SimpleNamespace

import pytest
from mitmproxy.addons.tlsconfig import TlsConfig

from smockproxy.proxy import crlpaths

OWN = TlsConfig.crl_path


class Authority:
    """One whose serial number is asked for."""

    def __init__(self, serial: int) -> None:
        self._serial, self.asked = serial, 0

    @property
    def serial(self) -> int:
        self.asked += 1
        return self._serial


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(TlsConfig, "crl_path", OWN)
    crlpaths.quicken.cache_clear()
    crlpaths.quicken()
    crlpaths.quicken()


def test_the_path_is_mitmproxys_and_follows_the_authority():
    tls, first, second = TlsConfig(), Authority(7), Authority(8)
    for authority in (first, second, first):
        tls.certstore = SimpleNamespace(default_ca=authority)
        assert [tls.crl_path(), tls.crl_path()] == [OWN(tls)] * 2
    assert (first.asked, second.asked) == (4, 2)  # ours each time that it changes, and mitmproxy's above
