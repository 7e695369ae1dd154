"""What smockproxy is compared with: the least that makes mitmdump answer. The folder has the body."""

from pathlib import Path

from mitmproxy import http

BODY = Path("body.json").read_bytes()


def request(flow: http.HTTPFlow) -> None:
    flow.response = http.Response.make(200, BODY, {"Content-Type": "application/json"})
