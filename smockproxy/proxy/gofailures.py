"""What mitmproxy says of a server that could not be asked, in the words that Go has for it.

Source: the messages of mitmproxy 12.2, asyncio, uvloop, OpenSSL; those of Go's net, crypto/tls, net/http.
"""

import os
from ast import literal_eval
from errno import ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT

_REFUSED = "Connect call failed "
_SEVERAL = "Multiple exceptions: "
_UNREACHED = frozenset(map(str, (ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT)))
_UNKNOWN = "[Errno -"
_DISTRUSTED = "Certificate verify failed: "
_MALFORMED = "unexpected server response: "
_NO_SUCH_HOST = ("name or service not known", "no address associated with hostname")
_AUTHORITIES = ("self-signed", "self signed", "issuer")
_SAYINGS = {
    "does not speak TLS": "http: server gave HTTP response to HTTPS client",
    "server closed connection": "EOF",
    "connection closed": "EOF",
    "without sending complete message body": "unexpected EOF",
}


def as_go_says(error: str, host: str, port: int) -> str:
    """Go's words for an error on the way to a server; the error itself if it has none that we know."""
    if _REFUSED in error:
        return _dialled(error)
    if (number := error.removeprefix(_SEVERAL).removeprefix("[Errno ").partition("]")[0]) in _UNREACHED:
        return _unreached(int(number), host, port)  # uvloop does not say which address
    if error.startswith(_UNKNOWN):
        return _looked_up(error.partition("] ")[2].lower(), host)
    if error.startswith(_DISTRUSTED):
        return _distrusted(error.removeprefix(_DISTRUSTED).lower(), host)
    if error.startswith(_MALFORMED):
        first = error.removeprefix(_MALFORMED)[2:-1].partition("\\r")[0].partition("\\n")[0]
        return f'net/http: HTTP/1.x transport connection broken: malformed HTTP response "{first}"'
    return next((said for part, said in _SAYINGS.items() if part in error), error)


def _dialled(error: str) -> str:
    """Of several addresses that were tried, the first one is told."""
    before, _, after = error.partition(_REFUSED)
    number = before.rpartition("[Errno ")[2].partition("]")[0]
    try:
        address, port, *_ = literal_eval(after.partition(")")[0] + ")")
        int(number)
    except (ValueError, SyntaxError):
        return error
    return _unreached(int(number), str(address), int(port))


def _unreached(number: int, address: str, port: int) -> str:
    place = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return f"dial tcp {place}: connect: {os.strerror(number).lower()}"


def _looked_up(reason: str, host: str) -> str:
    return f"dial tcp: lookup {host}: {'no such host' if reason in _NO_SUCH_HOST else reason}"


def _distrusted(reason: str, host: str) -> str:
    if any(word in reason for word in _AUTHORITIES):
        reason = "certificate signed by unknown authority"
    elif "mismatch" in reason:
        reason = f"certificate is not valid for {host}"
    elif "expired" in reason or "not yet valid" in reason:
        reason = "certificate has expired or is not yet valid"
    return f"tls: failed to verify certificate: x509: {reason}"
