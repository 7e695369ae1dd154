"""Runs of a client, as exchanges; and the drafts that generalising makes of them."""

import json

from smockproxy.record.drafting import drafts_of
from smockproxy.record.generalising import infer
from tests.unit.record.made import JSON, exchange, request, response

URL = "https://api.shop.test"
ONE, TWO = "9b2f1c1e-5d6a-4f0b-8a44-1c2d3e4f5a6b", "12345678-1234-4123-8123-456789abcdef"
TOKEN, OTHER = "tok-4711-abcd", "tok-4712-efgh"
FORM = "application/x-www-form-urlencoded"


def sent(method, path, body=None, *, kind=JSON, **headers):
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    raw = b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return request(method, URL + path, raw, [*lines, *([("Content-Type", kind)] if raw else [])])


def got(body=None, status=200, **headers):
    lines = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return response(b"" if body is None else json.dumps(body).encode(), status=status, headers=lines)


def run(*pairs):
    return [exchange(asked, answer, at=1_795_000_000.0 + at) for at, (asked, answer) in enumerate(pairs)]


def drafts(*pairs):
    exchanges = run(*pairs)
    trees = [dict(draft.tree) for draft in drafts_of(exchanges, inferred=infer(exchanges))]
    return [(tree["request"], tree.get("response") or tree["responses"]) for tree in trees]


def only(*pairs):
    (found,) = drafts(*pairs)
    return found
