"""The clients that real applications use, each set up to go through the proxy."""

import base64
import fcntl
import json
import shutil
import ssl
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import requests

from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.paths import NODE, clean_environment
from tests.acceptance.harness.process import Smockproxy

SECONDS = 30


@dataclass(frozen=True)
class Answer:
    """What a client got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class CurlError(AssertionError):
    """curl gave up; `code` is its exit code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"curl ended with {code}: {message}")
        self.code = code


def run_curl(*arguments: str, stdin: bytes | None = None) -> Answer:
    """The final answer that curl got; raises `CurlError` when it got none."""
    command = ["curl", "-sS", "--max-time", str(SECONDS), "-D", "/dev/stderr", *arguments]
    done = subprocess.run(
        command, capture_output=True, input=stdin, env=clean_environment(), timeout=SECONDS + 5, check=False
    )
    head = done.stderr.decode("latin-1")
    if done.returncode:
        raise CurlError(done.returncode, head)
    blocks = [block for block in head.replace("\r\n", "\n").split("\n\n") if block.startswith("HTTP/")]
    lines = blocks[-1].split("\n")
    headers = {line.partition(":")[0]: line.partition(":")[2].strip() for line in lines[1:] if line}
    return Answer(int(lines[0].split(" ")[1]), headers, done.stdout)


def curl(smockproxy: Smockproxy, url: str, *arguments: str, stdin: bytes | None = None) -> Answer:
    """Ask through the proxy."""
    proxied = ["-x", smockproxy.proxy, "--noproxy", "", "--cacert", str(smockproxy.ca)]
    return run_curl(*proxied, *arguments, url, stdin=stdin)


class Http2FirstContext(ssl.SSLContext):
    """Offers h2 first: through a proxy httpx offers it last, and mitmproxy takes what a client likes best."""

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        """Offer these protocols, h2 before all."""
        super().set_alpn_protocols(sorted(alpn_protocols, key=lambda protocol: protocol != "h2"))


def requests_session(smockproxy: Smockproxy) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.proxies = {"http": smockproxy.proxy, "https": smockproxy.proxy}
    session.verify = str(smockproxy.ca)
    return session


def httpx_client(smockproxy: Smockproxy, *, http2: bool = False, session: str = "") -> httpx.Client:
    proxy = smockproxy.proxy.replace("://", f"://{session}:x@") if session else smockproxy.proxy
    context = Http2FirstContext(ssl.PROTOCOL_TLS_CLIENT) if http2 else client_context(smockproxy.ca)
    context.load_verify_locations(smockproxy.ca)
    limits = httpx.Limits(max_keepalive_connections=20)
    return httpx.Client(
        proxy=proxy, verify=context, http2=http2, trust_env=False, timeout=SECONDS, limits=limits
    )


def install_node_packages() -> None:
    """`npm install` once, whoever of several test processes comes first."""
    packages = NODE / "node_modules"
    packages.mkdir(exist_ok=True)
    with (packages / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (packages / "undici").exists():
            command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(command, cwd=NODE, check=True, timeout=100)


def has_node() -> bool:
    return shutil.which("node") is not None


def node_fetch(url: str, *, proxy: str = "", ca: Path | None = None, **wish: Any) -> Answer:
    """Node's fetch; with `proxy` undici's fetch through its ProxyAgent."""
    asked = {"url": url, **wish} | ({"proxy": proxy} if proxy else {}) | ({"ca": str(ca)} if ca else {})
    done = subprocess.run(
        ["node", "fetch.mjs", json.dumps(asked)],
        cwd=NODE,
        env=clean_environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    got = json.loads(done.stdout)
    return Answer(got["status"], dict(got["headers"]), base64.b64decode(got["body"]))
