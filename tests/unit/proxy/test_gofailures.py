import pytest

from smockproxy.proxy.gofailures import as_go_says

MULTIPLE = (
    "Multiple exceptions: [Errno 111] Connect call failed ('::1', 1, 0, 0), "
    "[Errno 111] Connect call failed ('127.0.0.1', 1)"
)
DISTRUSTED = "tls: failed to verify certificate: x509: "


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("[Errno 111] Connection refused", "dial tcp up.test:81: connect: connection refused"),
        (
            "Multiple exceptions: [Errno 111] Connection refused, [Errno 111] Connection refused",
            "dial tcp up.test:81: connect: connection refused",
        ),
        (
            "[Errno 111] Connect call failed ('127.0.0.1', 1)",
            "dial tcp 127.0.0.1:1: connect: connection refused",
        ),
        (MULTIPLE, "dial tcp [::1]:1: connect: connection refused"),
        (
            "[Errno 113] Connect call failed ('192.0.2.1', 80)",
            "dial tcp 192.0.2.1:80: connect: no route to host",
        ),
        (
            "[Errno x] Connect call failed ('192.0.2.1', 80)",
            "[Errno x] Connect call failed ('192.0.2.1', 80)",
        ),
        ("[Errno 1] Connect call failed nowhere", "[Errno 1] Connect call failed nowhere"),
        ("[Errno -2] Name or service not known", "dial tcp: lookup up.test: no such host"),
        ("[Errno -5] No address associated with hostname", "dial tcp: lookup up.test: no such host"),
        (
            "[Errno -3] Temporary failure in name resolution",
            "dial tcp: lookup up.test: temporary failure in name resolution",
        ),
        (
            "Certificate verify failed: self-signed certificate in certificate chain",
            f"{DISTRUSTED}certificate signed by unknown authority",
        ),
        (
            "Certificate verify failed: unable to get local issuer certificate",
            f"{DISTRUSTED}certificate signed by unknown authority",
        ),
        ("Certificate verify failed: hostname mismatch", f"{DISTRUSTED}certificate is not valid for up.test"),
        (
            "Certificate verify failed: IP address mismatch",
            f"{DISTRUSTED}certificate is not valid for up.test",
        ),
        (
            "Certificate verify failed: certificate has expired",
            f"{DISTRUSTED}certificate has expired or is not yet valid",
        ),
        ("Certificate verify failed: certificate revoked", f"{DISTRUSTED}certificate revoked"),
        ("The remote server does not speak TLS.", "http: server gave HTTP response to HTTPS client"),
        ("server closed connection", "EOF"),
        (
            "HTTP/1 protocol error: peer closed connection without sending complete message body",
            "unexpected EOF",
        ),
        (
            r"unexpected server response: b'SSH-2.0-x\r\nmore'",
            'net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0-x"',
        ),
        ("something else", "something else"),
    ],
)
def test_gos_words(error: str, said: str) -> None:
    assert as_go_says(error, "up.test", 81) == said
