"""Talks to the admin API of a running smockproxy, with the standard library only.

Variables such as `http_proxy` are not looked at: in the shell of whoever tries this out they name the proxy
itself.
"""

import json
import os
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, unquote, urlencode, urlsplit

import click

DEFAULT_ADMIN = "http://127.0.0.1:8081"
ADMIN_VARIABLE = "SMOCKPROXY_ADMIN_URL"
TOKEN_VARIABLE = "SMOCKPROXY_ADMIN_TOKEN"  # noqa: S105 - its name
NO_TOKEN = "none"  # noqa: S105
LEAST_OF_PROXY = 600
"""From here on statuses are the proxy's own: the URL names its port, not the admin API's."""
TIMEOUT = 30.0
"""Seconds to wait for a connection, and for each part of an answer."""
PIECE = 64 * 1024
"""Bytes of an answer that are read at a time."""


EVENT_STREAM = "text/event-stream"
NO_HEADERS: Mapping[str, str] = {}
SPEAKS_TLS = b"Client sent an HTTP request to an HTTPS server"
"""How a listener with TLS answers those without."""


class AdminError(click.ClickException):
    """What the admin API cannot give, in one line; the command exits with 1."""


class GoneError(AdminError):
    """Nothing answers, or not to the end: a while later it may."""


@dataclass(frozen=True, slots=True)
class AdminClient:
    """The admin API at one address."""

    address: SplitResult
    token: str = field(default="", repr=False)
    """What it is shown; empty for nothing."""

    @classmethod
    def at(cls, url: str) -> "AdminClient":
        """The admin API at a URL; its token is the URL's password, else in a variable.

        Raises `click.BadParameter`.
        """
        try:
            address = urlsplit(url)
            is_whole = address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
        except ValueError:
            address, is_whole = urlsplit(""), False
        if not is_whole:
            raise click.BadParameter(f'"{url}" is no URL such as {DEFAULT_ADMIN}.', param_hint="--admin")
        chosen = unquote(address.password or "") or os.environ.get(TOKEN_VARIABLE, "")
        shown = address._replace(netloc=address.netloc.rpartition("@")[2])
        return cls(shown, "" if chosen == NO_TOKEN else chosen)

    def document(self, path: str, **query: str) -> Any:
        """A JSON document. Raises `AdminError`."""
        try:
            return json.loads(b"".join(self.pieces(path, **query)))
        except ValueError:
            raise self._stranger() from None

    def pieces(self, path: str, **query: str) -> Iterator[bytes]:
        """An answer, piece by piece. Raises `AdminError`, also when it breaks off."""
        encoded = f"?{urlencode(query)}" if query else ""
        return self._answered("GET", f"{path}{encoded}")

    def live(self, path: str, last_event: str = "", **query: str) -> Iterator[bytes]:
        """Server-sent events after that one, as they come. Raises `AdminError`, or `GoneError`."""
        encoded = f"?{urlencode(query)}" if query else ""
        headers = {"Accept": EVENT_STREAM} | ({"Last-Event-ID": last_event} if last_event else {})
        return self._answered("GET", f"{path}{encoded}", headers=headers)

    def told(self, path: str, question: Any, method: str = "POST") -> Any:
        """What the admin API answers to a question, both JSON. Raises `AdminError`."""
        body = None if question is None else json.dumps(question).encode()
        try:
            return json.loads(b"".join(self._answered(method, path, body)))
        except ValueError:
            raise self._stranger() from None

    def _answered(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = NO_HEADERS
    ) -> Iterator[bytes]:
        connection = self._connection()
        try:
            target = f"{self.address.path.rstrip('/')}{path}"
            connection.request(method, target, **self._content(body, headers))
            response = self._answer(connection)
            yield from self._read_live(response) if headers else self._read(response)
        except (HTTPException, TimeoutError, ConnectionError) as error:
            reason = str(error) or type(error).__name__
            raise GoneError(
                f"{self.address.geturl()} broke off in the middle of its answer: {reason}."
            ) from None
        finally:
            connection.close()

    def _content(self, body: bytes | None, more: Mapping[str, str]) -> dict[str, Any]:
        kind = {} if body is None else {"Content-Type": "application/json"}
        headers = kind | ({"Authorization": f"Bearer {self.token}"} if self.token else {}) | dict(more)
        return ({} if body is None else {"body": body}) | ({"headers": headers} if headers else {})

    def _connection(self) -> HTTPConnection:
        connection = self._unconnected()
        try:
            connection.connect()
        except ssl.SSLError as error:
            raise self._distrust(error) from None
        except OSError as error:
            raise GoneError(
                f"Nothing answers at {self.address.geturl()} ({error.strerror or error}): start smockproxy "
                f"with `smockproxy serve`, or say where it is with --admin URL or {ADMIN_VARIABLE}."
            ) from None
        return connection

    def _unconnected(self) -> HTTPConnection:
        host, port = self.address.hostname or "", self.address.port
        if self.address.scheme == "http":
            return HTTPConnection(host, port, timeout=TIMEOUT)
        context = ssl.create_default_context()
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # to trust it, its own certificate is enough
        return HTTPSConnection(host, port, timeout=TIMEOUT, context=context)

    def _distrust(self, error: ssl.SSLError) -> AdminError:
        if isinstance(error, ssl.SSLCertVerificationError):
            return AdminError(
                f"The certificate of {self.address.geturl()} is not trusted ({error.verify_message}): "
                "name it, or the authority that it is from, in the variable SSL_CERT_FILE."
            )
        return AdminError(
            f"TLS with {self.address.geturl()} failed ({error.reason}); if it speaks none, "
            "begin the URL with http://."
        )

    def _answer(self, connection: HTTPConnection) -> HTTPResponse:
        try:
            response = connection.getresponse()
        except HTTPException:
            raise self._stranger() from None
        if response.status != 200:
            raise self._refusal(response)
        return response

    def _refusal(self, response: HTTPResponse) -> AdminError:
        if response.status >= LEAST_OF_PROXY:
            return self._stranger()
        body = response.read()
        if body.startswith(SPEAKS_TLS):
            return AdminError(f"{self.address.geturl()} speaks TLS: begin the URL with https://.")
        try:
            message = json.loads(body)["message"]
        except (ValueError, KeyError, TypeError):
            return self._stranger()
        return AdminError(str(message))

    def _stranger(self) -> AdminError:
        return AdminError(f"What answers at {self.address.geturl()} is not smockproxy's admin API.")

    def _read(self, response: HTTPResponse) -> Iterator[bytes]:
        while piece := response.read(PIECE):
            yield piece

    def _read_live(self, response: HTTPResponse) -> Iterator[bytes]:
        while piece := response.read1(PIECE):
            yield piece
