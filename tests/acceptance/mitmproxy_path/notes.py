"""A script of a user's: notes which hooks were called, and answers one request itself."""

import asyncio
import os
from pathlib import Path

from mitmproxy import http
from mitmproxy.exceptions import AddonHalt

NOTES = Path(os.environ["NOTES"])
HOOKS = """
client_connected client_disconnected server_connect server_connected server_disconnected server_connect_error
next_layer tls_clienthello tls_start_client tls_start_server tls_established_client tls_established_server
tls_failed_client tls_failed_server http_connect http_connect_upstream http_connected http_connect_error
requestheaders request responseheaders response error update websocket_start websocket_message websocket_end
tcp_start tcp_message tcp_end tcp_error
""".split()  # noqa: SIM905 - a list of them would be three times as long


def note(text: str) -> None:
    with NOTES.open("a") as file:
        file.write(text + "\n")


def told_of(hook: str, subject: object) -> str:
    if isinstance(subject, list):
        return f"{hook} of {len(subject)}"
    if not isinstance(subject, http.HTTPFlow):
        return hook
    status = subject.response.status_code if subject.response else "-"
    size = len(subject.request.raw_content or b"")
    return f"{hook} {subject.request.method} {subject.request.path} {size} {status} {bool(subject.error)}"


def noting(hook: str):
    def called(subject: object) -> None:
        note(told_of(hook, subject))

    return called


globals().update({hook: noting(hook) for hook in HOOKS})


class Answering:
    """Has handlers of its own below the script's: one waits, one ends the hook, one is broken."""

    async def request(self, flow: http.HTTPFlow) -> None:
        await asyncio.sleep(0)
        note(f"waited for {flow.request.path}")
        if flow.request.path == "/own":
            flow.response = http.Response.make(202, b"own", {"Content-Type": "text/plain"})

    def response(self, flow: http.HTTPFlow) -> None:
        flow.response.headers["X-Seen"] = "1"
        if flow.request.path == "/broken":
            raise ValueError("broken")
        if flow.request.path == "/halt":
            raise AddonHalt


class Later:
    """Comes after it in the chain."""

    def response(self, flow: http.HTTPFlow) -> None:
        note(f"later {flow.request.path}")


addons = [Answering(), Later()]
