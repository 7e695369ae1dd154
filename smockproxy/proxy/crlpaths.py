"""The path of mitmproxy's list of revoked certificates, made quick: it is compared with that of each request.

Source: mitmproxy 12.2, `addons/tlsconfig.py`, which writes the authority's serial number out each time.
"""

from functools import cache

from mitmproxy.addons.tlsconfig import TlsConfig

_KEPT = "smockproxy_crl_path"


@cache
def quicken() -> None:
    """Remember the path as long as the authority is the same, in this process from now on."""
    written = TlsConfig.crl_path

    def crl_path(self: TlsConfig) -> str:
        authority, path = vars(self).get(_KEPT, (None, ""))
        if authority is not self.certstore.default_ca:
            authority, path = self.certstore.default_ca, written(self)
            vars(self)[_KEPT] = authority, path
        return str(path)

    TlsConfig.crl_path = crl_path  # type: ignore[method-assign]
