"""A process with many clients of one kind: each asks for its own URLs, one after the other, all at once.

Reads an `Order` as JSON from standard input; prints what each client got, by its session's name.
"""

import asyncio
import json
import ssl
import subprocess
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field

import aiohttp
import httpx
import requests

from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.clients import Http2FirstContext
from tests.acceptance.harness.paths import clean_environment

SECONDS = 240

type Got = tuple[int, str, str]
"""Status, body, and the version of HTTP as the client has it, if it says."""


@dataclass(frozen=True)
class Client:
    """What one client asks for."""

    session: str
    proxy: str
    """With user and password, if these name the session."""
    urls: list[str]
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """What the process does."""

    kind: str
    ca: str
    clients: list[Client]

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def read_order(text: str) -> Order:
    facts = json.loads(text)
    return Order(facts["kind"], facts["ca"], [Client(**client) for client in facts["clients"]])


def in_threads(one: Callable[[Client, str], list[Got]], order: Order) -> list[list[Got]]:
    with ThreadPoolExecutor(len(order.clients)) as threads:
        return list(threads.map(lambda client: one(client, order.ca), order.clients))


def in_tasks(one: Callable[[Client, str], Awaitable[list[Got]]], order: Order) -> list[list[Got]]:
    async def all_of_them() -> list[list[Got]]:
        return await asyncio.gather(*(one(client, order.ca) for client in order.clients))

    return asyncio.run(all_of_them())


def by_curl(client: Client, ca: str) -> list[Got]:
    lines = [f'url = "{url}"' for url in client.urls]
    lines += [f'header = "{name}: {value}"' for name, value in client.headers.items()]
    lines += [f'proxy = "{client.proxy}"', f'cacert = "{ca}"', 'noproxy = ""', f"max-time = {SECONDS}"]
    lines += ["silent", "show-error", 'write-out = "\\t%{http_code}\\t%{http_version}\\n"']
    done = subprocess.run(
        ["curl", "-q", "-K", "-"],
        input="\n".join(lines).encode(),
        capture_output=True,
        env=clean_environment(),
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    answers = [line.split("\t") for line in done.stdout.decode().splitlines()]
    return [(int(status), body, version) for body, status, version in answers]


def by_requests(client: Client, ca: str) -> list[Got]:
    with requests.Session() as session:
        session.trust_env = False
        session.proxies = {"http": client.proxy, "https": client.proxy}
        session.verify = ca
        answers = [session.get(url, headers=client.headers, timeout=SECONDS) for url in client.urls]
    return [(answer.status_code, answer.text, "") for answer in answers]


async def by_httpx(client: Client, ca: str) -> list[Got]:
    context = Http2FirstContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(ca)
    async with httpx.AsyncClient(
        proxy=client.proxy, verify=context, http2=True, trust_env=False, timeout=SECONDS
    ) as http:
        answers = [await http.get(url, headers=client.headers) for url in client.urls]
    return [(answer.status_code, answer.text, answer.http_version) for answer in answers]


async def by_aiohttp(client: Client, ca: str) -> list[Got]:
    context = client_context(ca)
    answers: list[Got] = []
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    async with aiohttp.ClientSession(trust_env=False, timeout=timeout, headers=client.headers) as http:
        for url in client.urls:
            async with http.get(url, proxy=client.proxy, ssl=context) as answer:
                answers.append((answer.status, await answer.text(), ""))
    return answers


def ask(order: Order) -> list[list[Got]]:
    match order.kind:
        case "curl":
            return in_threads(by_curl, order)
        case "requests":
            return in_threads(by_requests, order)
        case "httpx":
            return in_tasks(by_httpx, order)
        case "aiohttp":
            return in_tasks(by_aiohttp, order)
    raise ValueError(order.kind)


if __name__ == "__main__":
    order = read_order(sys.stdin.read())
    answers = zip(order.clients, ask(order), strict=True)
    json.dump({client.session: got for client, got in answers}, sys.stdout)
