"""What is said of an admin API that gives no answer."""

import ssl

import pytest

from smockproxy.testing.address import address_of
from smockproxy.testing.errors import ClientError, NotReachableError, RefusedError, StrangerError
from smockproxy.testing.refusals import (
    NoAnswerError,
    refusal,
    secure_context,
    while_connecting,
    while_reading,
)

ADMIN = address_of("http://:hidden-token@127.0.0.1:8081", None, {})
BROKE_OFF = "http://127.0.0.1:8081 broke off in the middle of its answer"
START = (
    "start smockproxy with `smockproxy serve`, or say where it is with --admin URL or SMOCKPROXY_ADMIN_URL."
)
DISTRUST = (
    "The certificate of http://127.0.0.1:8081 is not trusted (unable to get local issuer certificate): name "
    "it, or the authority that it is from, in the variable SSL_CERT_FILE."
)
NO_TLS = (
    "TLS with http://127.0.0.1:8081 failed (WRONG_VERSION_NUMBER); if it speaks none, begin the URL with "
    "http://."
)
STRANGER = "What answers at http://127.0.0.1:8081 is not smockproxy's admin API."


def test_a_refusal_has_its_status_and_its_problems():
    problem = {"message": "unknown key", "line": 3}
    told = refusal(
        ADMIN, 400, b'{"message": "no mocks", "problems": [{"message": "unknown key", "line": 3}]}'
    )
    assert isinstance(told, RefusedError)
    assert (str(told), told.status, told.problems) == ("no mocks", 400, (problem,))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>", 404),
        (b"[]", 500),
        (b"{}", 500),
        (b"3", 500),
        (b"\xff", 500),
        (b'{"message": "No mock found matching the request"}', 666),
    ],
)
def test_a_stranger(body, status):
    told = refusal(ADMIN, status, body)
    assert isinstance(told, StrangerError)
    assert str(told) == STRANGER


def test_one_that_speaks_tls():
    told = refusal(ADMIN, 400, b"Client sent an HTTP request to an HTTPS server.\n")
    assert str(told) == "http://127.0.0.1:8081 speaks TLS: begin the URL with https://."


def distrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "text")
    error.verify_message = "unable to get local issuer certificate"
    return error


def no_tls() -> ssl.SSLError:
    error = ssl.SSLError(1, "text")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (
            ConnectionRefusedError(111, "Connection refused"),
            NotReachableError,
            f"Nothing answers at http://127.0.0.1:8081 (Connection refused): {START}",
        ),
        (
            TimeoutError(),
            NotReachableError,
            f"Nothing answers at http://127.0.0.1:8081 (timed out): {START}",
        ),
        (
            distrusted(),
            StrangerError,
            DISTRUST,
        ),
        (
            no_tls(),
            StrangerError,
            NO_TLS,
        ),
    ],
)
def test_no_connection(error, kind, message):
    with pytest.raises(ClientError) as caught, while_connecting(ADMIN):
        raise error
    assert (type(caught.value), str(caught.value)) == (kind, message)


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (NoAnswerError(), StrangerError, STRANGER),
        (
            ConnectionResetError(104, "Connection reset by peer"),
            NotReachableError,
            f"{BROKE_OFF}: [Errno 104] Connection reset by peer.",
        ),
        (
            TimeoutError(),
            NotReachableError,
            f"{BROKE_OFF}: TimeoutError.",
        ),
        (
            EOFError("3 bytes are missing"),
            NotReachableError,
            f"{BROKE_OFF}: 3 bytes are missing.",
        ),
    ],
)
def test_no_whole_answer(error, kind, message):
    with pytest.raises(ClientError) as caught, while_reading(ADMIN):
        raise error
    assert (type(caught.value), str(caught.value)) == (kind, message)


def test_a_certificate_itself_can_be_trusted():
    context = secure_context()
    assert context.verify_flags & ssl.VERIFY_X509_PARTIAL_CHAIN
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
