"""TLS to real servers, verified as mitmproxy is set to; and what is said when it fails, in mitmproxy's words.

Source: mitmproxy 12.2, addons/tlsconfig.py (`tls_start_server`), net/tls.py, proxy/layers/tls.py.
"""

import os
import re  # noqa: TID251 - the pattern is ours
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import certifi
from mitmproxy.addons import tlsconfig
from mitmproxy.net.tls import Version
from mitmproxy.options import Options
from OpenSSL import SSL

LEFT_TO_MITMPROXY = ("client_certs", "tls_ecdh_curve_server")
"""Options that only mitmproxy follows; with one of them set it speaks to the servers itself."""
FOLLOWED = (
    "ssl_insecure",
    "ssl_verify_upstream_trusted_ca",
    "ssl_verify_upstream_trusted_confdir",
    "tls_version_server_min",
    "tls_version_server_max",
    "ciphers_server",
)
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"})
_VERSIONS = {
    "UNBOUNDED": None,
    "SSL3": ssl.TLSVersion.SSLv3,
    "TLS1": ssl.TLSVersion.TLSv1,
    "TLS1_1": ssl.TLSVersion.TLSv1_1,
    "TLS1_2": ssl.TLSVersion.TLSv1_2,
    "TLS1_3": ssl.TLSVersion.TLSv1_3,
}
_BARE = frozenset({"tlsv1 alert unknown ca", "sslv3 alert bad certificate", "ssl/tls alert bad certificate"})
"""What mitmproxy says without more."""
_ALERT = re.compile(r"(?:SSLV3|TLSV1|TLSV13)_(?:ALERT_)?(.+)")
_ALERTS = 20 << 23 | 1000
"""OpenSSL's code of an alert, less its number: the library of TLS, and where the alerts begin."""


class Trust:
    """The contexts for connections to servers, as the options are now."""

    def __init__(self, options: Options, on_change: Callable[[], None] = lambda: None) -> None:
        """`on_change` is told when connections that are open no longer follow the options."""
        self._options = options
        self._contexts: dict[bytes, ssl.SSLContext] = {}
        self._on_change = on_change
        options.subscribe(self._forget, [*FOLLOWED, *LEFT_TO_MITMPROXY])

    def _forget(self, _options: Options, _updated: Iterable[str]) -> None:
        self._contexts.clear()
        self._on_change()

    @property
    def is_ours(self) -> bool:
        """Whether the options ask for nothing that only mitmproxy can do."""
        return not any(getattr(self._options, name) for name in LEFT_TO_MITMPROXY)

    def context(self, alpn: bytes) -> ssl.SSLContext:
        """The context for connections that offer a protocol, or none. Raises `OSError`, `ValueError`."""
        found = self._contexts.get(alpn)
        if found is None:
            found = self._contexts[alpn] = self._made(alpn)
        return found

    def _made(self, alpn: bytes) -> ssl.SSLContext:
        options = self._options
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        lowest, highest = options.tls_version_server_min, options.tls_version_server_max
        context.minimum_version = _VERSIONS[lowest] or ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = _VERSIONS[highest] or ssl.TLSVersion.MAXIMUM_SUPPORTED
        chosen = (options.ciphers_server or "").split(":") if options.ciphers_server else None
        context.set_ciphers(":".join(chosen or tlsconfig._default_ciphers(Version[lowest])))  # noqa: SLF001
        context.hostname_checks_common_name = False
        confdir, file = options.ssl_verify_upstream_trusted_confdir, options.ssl_verify_upstream_trusted_ca
        if options.ssl_insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.options |= ssl.OP_LEGACY_SERVER_CONNECT
        context.load_verify_locations(file if file or confdir else certifi.where(), confdir)
        if alpn:
            context.set_alpn_protocols([alpn.decode("ascii")])
        if log := os.getenv("MITMPROXY_SSLKEYLOGFILE") or os.getenv("SSLKEYLOGFILE"):
            context.keylog_filename = str(Path(log).expanduser())
        return context


def failure_text(error: BaseException) -> str:
    """Why TLS with a server was not established."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"Certificate verify failed: {_verify_text(error.verify_code)}"
    if not isinstance(error, ssl.SSLError) or isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "connection closed"
    reason = error.reason or ""
    if reason in _NO_TLS:
        return "The remote server does not speak TLS."
    if reason == "TLSV1_ALERT_PROTOCOL_VERSION":
        return (
            "The remote server and mitmproxy cannot agree on a TLS version to use. "
            "You may need to adjust mitmproxy's tls_version_server_min option."
        )
    words = _words_of(reason)
    return words if words in _BARE else f"OpenSSL Error([('SSL routines', '', '{words}')])"


def _verify_text(code: int) -> str:
    openssl: Any = SSL  # as mitmproxy does it: the text is that of the library which it uses
    library, words = openssl._lib, openssl._ffi  # noqa: SLF001
    text: bytes = words.string(library.X509_verify_cert_error_string(code))
    return text.decode()


def _words_of(reason: str) -> str:
    """A reason as the library words it that mitmproxy uses; Python has the names of its constants."""
    found = _ALERT.fullmatch(reason)
    number = getattr(ssl, f"ALERT_DESCRIPTION_{found[1]}", None) if found else None
    if number is not None:
        openssl: Any = SSL
        openssl.Context(openssl.TLS_CLIENT_METHOD)  # it has no words before its first use
        library, words = openssl._lib, openssl._ffi  # noqa: SLF001
        text = library.ERR_reason_error_string(_ALERTS + int(number))
        if text != words.NULL:
            return str(words.string(text).decode())
    return reason.lower().replace("_", " ")
