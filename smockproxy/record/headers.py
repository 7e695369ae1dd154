"""Headers of real servers that a mock need not repeat, each with its reason."""

import re  # noqa: TID251 - the pattern is ours

from smockproxy.core.http import Headers, text_of

HOP_BY_HOP = "about the connection only (RFC 9110, 7.6.1)"
FRAMING = "follows from the body"
UNPACKED = "bodies are recorded without their coding"
OF_THE_MOMENT = "another each time"
ON_THE_WAY = "of a proxy or cache on the way"
OF_THE_SERVER = "about the server's software, or for who runs it"

VOLATILE = {
    "connection": HOP_BY_HOP,
    "keep-alive": HOP_BY_HOP,
    "proxy-authenticate": HOP_BY_HOP,
    "proxy-connection": HOP_BY_HOP,
    "te": HOP_BY_HOP,
    "trailer": HOP_BY_HOP,
    "transfer-encoding": HOP_BY_HOP,
    "upgrade": HOP_BY_HOP,
    "alt-svc": HOP_BY_HOP,
    "content-length": FRAMING,
    "content-encoding": UNPACKED,
    "date": OF_THE_MOMENT,
    "age": OF_THE_MOMENT,
    "x-request-id": OF_THE_MOMENT,
    "x-correlation-id": OF_THE_MOMENT,
    "x-amzn-requestid": OF_THE_MOMENT,
    "x-amzn-trace-id": OF_THE_MOMENT,
    "x-amz-request-id": OF_THE_MOMENT,
    "x-amz-id-2": OF_THE_MOMENT,
    "x-github-request-id": OF_THE_MOMENT,
    "x-ms-request-id": OF_THE_MOMENT,
    "x-trace-id": OF_THE_MOMENT,
    "traceparent": OF_THE_MOMENT,
    "tracestate": OF_THE_MOMENT,
    "server-timing": OF_THE_MOMENT,
    "x-runtime": OF_THE_MOMENT,
    "x-response-time": OF_THE_MOMENT,
    "via": ON_THE_WAY,
    "x-cache": ON_THE_WAY,
    "x-cache-hits": ON_THE_WAY,
    "x-served-by": ON_THE_WAY,
    "x-timer": ON_THE_WAY,
    "x-varnish": ON_THE_WAY,
    "cf-ray": ON_THE_WAY,
    "cf-cache-status": ON_THE_WAY,
    "x-amz-cf-id": ON_THE_WAY,
    "x-amz-cf-pop": ON_THE_WAY,
    "server": OF_THE_SERVER,
    "x-powered-by": OF_THE_SERVER,
    "nel": OF_THE_SERVER,
    "report-to": OF_THE_SERVER,
}
"""By name in lower case. Source: RFC 9110 and 9111; the names that large hosters document."""

OF_EXACT_BYTES = frozenset(
    {
        "content-md5",
        "digest",
        "content-digest",
        "repr-digest",
        "signature",
        "signature-input",
        "x-signature",
        "x-hub-signature",
        "x-hub-signature-256",
        "x-content-signature",
        "x-amz-checksum-sha256",
        "x-goog-hash",
    }
)
"""Headers that are worked out from the body's bytes: with one of them not even white space may change."""

_HASH = re.compile(r'"?([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})(-[0-9]+)?"?')
"""An `ETag` of an object store is the hash of the bytes, which its clients compare."""

NO_FACTS = frozenset(VOLATILE) - {"date", "x-request-id", "traceparent"} | {"host", "proxy-authorization"}
"""Lines of a request that are no fact to keep."""


def kept_headers(headers: Headers) -> dict[str, str | list[str]]:
    """What a mock repeats: values by name, several lines of one name as a list."""
    return _by_name(headers, frozenset(VOLATILE))


def facts(headers: Headers) -> dict[str, str | list[str]]:
    """The header lines of a request that are kept as facts."""
    return _by_name(headers, NO_FACTS)


def _by_name(headers: Headers, left_out: frozenset[str]) -> dict[str, str | list[str]]:
    values: dict[str, list[str]] = {}
    spelt: dict[str, str] = {}
    for raw_name, raw_value in headers.fields:
        name = text_of(raw_name)
        if (key := name.lower()) not in left_out:
            values.setdefault(spelt.setdefault(key, name), []).append(raw_value.decode("utf-8", "replace"))
    return {name: lines[0] if len(lines) == 1 else lines for name, lines in values.items()}


def has_exact_bytes(headers: Headers) -> bool:
    """Whether somebody may compare the body's bytes with what was worked out from them.

    Most entity tags say nothing to clients (RFC 9110, 8.8.3).
    """
    return any(name.lower() in OF_EXACT_BYTES for name, _ in headers) or (
        _HASH.fullmatch(headers.get("etag")) is not None
    )
