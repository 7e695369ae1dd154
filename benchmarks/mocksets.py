"""Sets of mocks of every size, as the engine has them and as files, and requests that they answer or not."""

import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from smockproxy.core.conditions import Condition, Conditions, OnField, OnPathTemplate
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.responders import Fixed
from smockproxy.matching import MATCHERS

HOST = "bench.test"
HEADERS = Headers.of([("Host", HOST), ("User-Agent", "bench"), ("Accept", "*/*")])
MIX = ("template",) * 3 + ("regexp",) * 3 + ("host",) + ("literal",) * 3
"""What ten mocks of the mix are."""


def _literal(number: int) -> tuple[Condition, ...]:
    return OnField("host", equal(HOST)), OnField("path", equal(f"/payments/{number}"))


def _template(number: int) -> tuple[Condition, ...]:
    template = PathTemplate.parse(f"/customers/{{id:int}}/orders-{number}/{{line}}")
    return OnField("host", equal(HOST)), OnPathTemplate(template)


def _regexp(number: int) -> tuple[Condition, ...]:
    pattern = (rf"^/v\d+/accounts/{number}/.*$", rf"/reports/\d{{4}}/{number}\.(pdf|csv)$")[number % 2]
    return OnField("host", equal(HOST)), OnField("path", MATCHERS["ShouldMatch"](pattern))


def _host(number: int) -> tuple[Condition, ...]:
    return (OnField("host", equal(f"host-{number}.test")),)


KINDS: Mapping[str, Callable[[int], tuple[Condition, ...]]] = {
    "literal": _literal,
    "template": _template,
    "regexp": _regexp,
    "host": _host,
}


def kind_of(number: int, kinds: Sequence[str]) -> str:
    """What the mock of a number is."""
    return kinds[number % len(kinds)]


def mocks_of(many: int, kinds: Sequence[str]) -> list[Mock]:
    """So many mocks, of these kinds in turn."""
    answer = Fixed(Response(200))
    get = OnField("method", equal("GET"))
    return [
        Mock(str(number), answer, Conditions((get, *KINDS[kind_of(number, kinds)](number))))
        for number in range(many)
    ]


def _address(number: int, kind: str, chance: random.Random) -> tuple[str, str]:
    """A host and a path that one mock answers, another one each time where its conditions leave room."""
    any_number = chance.randrange(1, 1_000)
    match kind:
        case "template":
            return HOST, f"/customers/{any_number}/orders-{number}/{any_number}"
        case "regexp" if number % 2 == 0:
            return HOST, f"/v{any_number % 9}/accounts/{number}/{any_number}"
        case "regexp":
            return HOST, f"/reports/{1_000 + any_number}/{number}.pdf"
        case "host":
            return f"host-{number}.test", f"/{any_number}"
        case _:
            return HOST, f"/payments/{number}"


def hits(count: int, many: int, kinds: Sequence[str], chance: random.Random) -> list[Request]:
    """Requests that mocks drawn among so many answer."""
    numbers = [chance.randrange(many) for _ in range(count)]
    return [_request(*_address(number, kind_of(number, kinds), chance)) for number in numbers]


def misses(count: int, kinds: Sequence[str], chance: random.Random) -> list[Request]:
    """Requests much like those that are answered, for numbers that no mock has."""
    numbers = [chance.randrange(10**6, 10**7) for _ in range(count)]
    return [_request(*_address(number, kind_of(number, kinds), chance)) for number in numbers]


def _request(host: str, path: str) -> Request:
    return Request("GET", "http", host, 80, path, HEADERS)


def write_files(folder: Path, files: int, each: int, says: str) -> None:
    """So many files of so many mocks each, whose answers begin with a text."""
    for file in range(files):
        (folder / f"{file:03}.yml").write_text(
            "".join(_as_yaml(file * each + at, says) for at in range(each))
        )


def _as_yaml(number: int, says: str) -> str:
    return f"""\
- request:
    method: GET
    host: {HOST}
    path: /payments/{number}
    query_params: {{currency: EUR}}
    headers: {{Accept: {{matcher: ShouldMatch, value: "json|\\\\*/\\\\*"}}}}
  response:
    status: 200
    headers: {{Content-Type: application/json}}
    body: '{{"says": "{says}", "id": {number}, "state": "settled"}}'
"""
