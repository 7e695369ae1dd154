"""TLS to servers as the options want it, and failures in mitmproxy's words."""

import ssl

import pytest
from mitmproxy import options
from mitmproxy.addons.tlsconfig import TlsConfig
from mitmproxy.test import taddons

from smockproxy.proxy.lane.trust import Trust, failure_text


@pytest.fixture
def chosen():
    with taddons.context(TlsConfig()) as context:
        yield context.options


def failed(reason: str) -> str:
    error = ssl.SSLError(1, "what")
    error.reason = reason
    return failure_text(error)


def test_servers_are_verified_and_a_protocol_is_offered_if_the_client_has_one(
    chosen: options.Options,
) -> None:
    trust = Trust(chosen)
    context = trust.context(b"http/1.1")
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert trust.context(b"http/1.1") is context
    assert trust.context(b"") is not context


def test_ssl_insecure_trusts_everybody_from_then_on(chosen: options.Options) -> None:
    told: list[bool] = []
    trust = Trust(chosen, lambda: told.append(True))
    before = trust.context(b"")
    chosen.ssl_insecure = True
    after = trust.context(b"")
    assert after is not before
    assert (after.verify_mode, after.check_hostname) == (ssl.CERT_NONE, False)
    assert told


def test_versions_follow_the_options(chosen: options.Options) -> None:
    chosen.update(tls_version_server_min="TLS1_3", tls_version_server_max="TLS1_3")
    context = Trust(chosen).context(b"")
    assert (context.minimum_version, context.maximum_version) == (ssl.TLSVersion.TLSv1_3,) * 2


@pytest.mark.parametrize("name", ["client_certs", "tls_ecdh_curve_server"])
def test_some_options_only_mitmproxy_follows(chosen: options.Options, name: str) -> None:
    trust = Trust(chosen)
    assert trust.is_ours
    chosen.update(**{name: "/tmp" if name == "client_certs" else "secp256r1"})
    assert not trust.is_ours


def test_a_certificate_that_is_not_trusted() -> None:
    error = ssl.SSLCertVerificationError(1, "what")
    error.verify_code = 18
    assert failure_text(error) == "Certificate verify failed: self-signed certificate"


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("WRONG_VERSION_NUMBER", "The remote server does not speak TLS."),
        ("TLSV1_ALERT_UNKNOWN_CA", "tlsv1 alert unknown ca"),
        ("UNSUPPORTED_PROTOCOL", "OpenSSL Error([('SSL routines', '', 'unsupported protocol')])"),
        ("TLSV1_ALERT_INTERNAL_ERROR", "OpenSSL Error([('SSL routines', '', 'tlsv1 alert internal error')])"),
    ],
)
def test_other_failures(reason: str, text: str) -> None:
    assert failed(reason) == text


def test_versions_that_do_not_meet() -> None:
    assert "cannot agree on a TLS version" in failed("TLSV1_ALERT_PROTOCOL_VERSION")


@pytest.mark.parametrize("error", [ConnectionResetError(), ssl.SSLEOFError(8, "eof"), TimeoutError()])
def test_a_server_that_leaves(error: OSError) -> None:
    assert failure_text(error) == "connection closed"
