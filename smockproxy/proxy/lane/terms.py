"""Whether TLS of the lane's would be as mitmproxy's options want it, and what it needs of mitmproxy."""

from mitmproxy.addonmanager import AddonManager
from mitmproxy.certs import CertStore
from mitmproxy.net import tls
from mitmproxy.options import Options

ORDINARY: dict[str, object] = {
    "tls_version_client_min": "TLS1_2",
    "tls_version_client_max": "UNBOUNDED",
    "tls_ecdh_curve_client": None,
    "ciphers_client": None,
    "request_client_cert": False,
    "add_upstream_certs_to_client_chain": False,
    "upstream_cert": False,
    "connection_strategy": "lazy",
    "ignore_hosts": [],
    "allow_hosts": [],
    "tcp_hosts": [],
    "rawtcp": True,
}
"""The options that say how mitmproxy treats TLS of clients, and at which values the lane does the same."""


class Terms:
    """What the options say now."""

    def __init__(self, options: Options, addons: AddonManager) -> None:
        self._options = options
        self._addons = addons
        self.may_shake_hands = False
        """Whether the lane may do the handshakes of tunnels."""
        self.takes_http_2 = True
        options.changed.connect(self._look)
        self._look()

    def _look(self, updated: object = None) -> None:  # noqa: ARG002 - mitmproxy's signature
        options = self._options
        is_ordinary = all(getattr(options, name, value) == value for name, value in ORDINARY.items())
        self.may_shake_hands = is_ordinary and tls.log_master_secret is None
        self.takes_http_2 = bool(options.http2)

    @property
    def authority(self) -> CertStore:
        """mitmproxy's certificates, and its authority for new ones."""
        store: CertStore = self._addons.get("tlsconfig").certstore
        return store
