"""What is said of an admin API that gives no answer: errors only, whoever talks to it."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException

from smockproxy.testing.address import ADMIN_VARIABLE, Address
from smockproxy.testing.errors import ClientError, NotReachableError, RefusedError, StrangerError

LEAST_OF_PROXY = 600
"""From here on statuses are the proxy's own: the URL names its port, not the admin API's."""
SPEAKS_TLS = b"Client sent an HTTP request to an HTTPS server"
"""How a listener with TLS answers those without."""


class NoAnswerError(HTTPException):
    """What came is not HTTP."""


def stranger(address: Address) -> StrangerError:
    """Somebody else is there."""
    return StrangerError(f"What answers at {address.url} is not smockproxy's admin API.")


def refusal(address: Address, status: int, body: bytes) -> ClientError:
    """What an answer says that is not the one that was asked for."""
    if status >= LEAST_OF_PROXY:
        return stranger(address)
    if body.startswith(SPEAKS_TLS):
        return StrangerError(f"{address.url} speaks TLS: begin the URL with https://.")
    try:
        told = json.loads(body)
        return RefusedError(str(told["message"]), status, told.get("problems", ()))
    except (ValueError, KeyError, TypeError, AttributeError):
        return stranger(address)


@contextmanager
def while_connecting(address: Address) -> Iterator[None]:
    """Say what it means that there is no connection."""
    try:
        yield
    except ssl.SSLError as error:
        raise _distrust(address, error) from None
    except OSError as error:
        reason = error.strerror or str(error) or "timed out"
        raise NotReachableError(
            f"Nothing answers at {address.url} ({reason}): start smockproxy with `smockproxy serve`, or say "
            f"where it is with --admin URL or {ADMIN_VARIABLE}."
        ) from None


def _distrust(address: Address, error: ssl.SSLError) -> StrangerError:
    if isinstance(error, ssl.SSLCertVerificationError):
        return StrangerError(
            f"The certificate of {address.url} is not trusted ({error.verify_message}): name it, or the "
            "authority that it is from, in the variable SSL_CERT_FILE."
        )
    return StrangerError(
        f"TLS with {address.url} failed ({error.reason}); if it speaks none, begin the URL with http://."
    )


@contextmanager
def while_reading(address: Address) -> Iterator[None]:
    """Say what it means that an answer does not come, or ends too early."""
    try:
        yield
    except NoAnswerError:
        raise stranger(address) from None
    except (HTTPException, EOFError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise NotReachableError(f"{address.url} broke off in the middle of its answer: {reason}.") from None


def secure_context() -> ssl.SSLContext:
    """TLS as the variable SSL_CERT_FILE, or the machine, trusts it."""
    context = ssl.create_default_context()
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # to trust it, its own certificate is enough
    return context
