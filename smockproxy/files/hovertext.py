"""What an editor shows for each key of a mock file."""

from collections.abc import Mapping

HOVER_TEXT: Mapping[str, Mapping[str, str]] = {
    "file": {
        "defaults": "Put under every mock of this file; what the mock itself says wins.",
        "mocks": "The mocks of this file.",
    },
    "mock": {
        "id": "Its identity: use counts belong to it. Left out: made of the file's path and the mock.",
        "name": "For people.",
        "description": "For people.",
        "tags": "For people.",
        "enabled": "`false` leaves the mock out.",
        "priority": "Higher is asked first; 0 unless given. Among equals the last declared is asked first.",
        "request": "What a request must look like: all of it must hold. Left out: any request.",
        "context": "How often the mock may answer, and when.",
        "response": "What is answered. A mock has exactly one of `response` and `proxy`.",
        "proxy": "Where the request is sent on to. A mock has exactly one of `response` and `proxy`.",
        "state": "Thrown away, so that what `GET /mocks` gives can be saved as a file.",
    },
    "request": {
        "method": "The method as it was sent: `get` does not match `GET`.",
        "scheme": "`http` or `https`.",
        "host": "The host without its port, compared in lower case. Left out: every host.",
        "port": "The port, as text.",
        "path": "The path as it was sent, still percent-encoded, without the query.",
        "query_params": "Name → matcher or list of matchers. Further parameters are fine.",
        "headers": "Name → matcher or list of matchers. Names are compared without case.",
        "body": "A matcher on the whole text, or a mapping of JSON path (`a.b[0]`) → matcher.",
        "url": "The whole URL with its query, as it was sent.",
        "path_template": "A path with parameters: `/charges/{id}`, `{id:int}`, `{rest:path}`.",
        "query_exact": "Name → matcher or list of matchers. There must be no further parameters.",
        "cookies": "Name of a cookie → matcher or list of matchers.",
        "form": "Name of a form's field → matcher or list of matchers.",
        "json": "What the body must contain, a matcher, or a mapping of JSONPath (`$.a.b`) → matcher.",
        "client": "The address of whoever sent the request.",
        "session": "The name of the session.",
        "any_of": "Blocks of conditions, one of which must hold.",
        "all_of": "Blocks of conditions, all of which must hold.",
        "not": "A block of conditions that must not hold.",
    },
    "context": {
        "times": "How often the mock may answer; then it is passed over. 0 is without limit.",
        "after": "How many matching requests it lets pass before it answers.",
        "probability": "How likely it is to answer a matching request, from 0 to 1.",
        "ttl": "For how long it answers from its coming into force: `10m`.",
    },
    "response": {
        "status": "200 unless given; any number from 100 to 999 but 101.",
        "headers": "Name → value or list of values, sent with this casing.",
        "body": "The body as text. Either `body` or `json`.",
        "json": "Any value, sent as JSON with `Content-Type: application/json` unless the headers have one.",
        "delay": "How long to wait: `300ms`, or `{min: 10ms, max: 200ms}`, drawn anew for each answer.",
    },
    "proxy": {
        "host": "The server, with a path prefix if need be. Left out: where the request was going.",
        "keep_host": "Send the client's Host header; otherwise it is the upstream's.",
        "headers": "Put in place of the request's headers of the same names.",
        "delay": "On top of the time that the real server takes.",
    },
    "matcher": {
        "matcher": "How the value is compared.",
        "value": "What it is compared with.",
        "file": "A file with the value, relative to this one.",
        "delta": "How far apart almost equal numbers may be.",
        "extra": "`false`: objects may have no further keys.",
        "order": "`false`: lists may be in any order.",
    },
    "delay": {"min": "The shortest delay.", "max": "The longest delay."},
}
"""Name of a part of the format → its keys → their texts."""
