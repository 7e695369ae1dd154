"""What a decorator says → the tree of a mock, as a file of mocks would have it.

In the place of the function there is a response with its text, so that another text is another mock.
"""

from collections.abc import Iterator
from dataclasses import replace
from json import dumps
from typing import Any
from urllib.parse import urlsplit

from smockproxy.core.problem import did_you_mean
from smockproxy.files import planned
from smockproxy.files.complaints import UNKNOWN_KEY, not_supported
from smockproxy.files.reading import Complaint, Declaration
from smockproxy.files.scalars import Mapping, quoted
from smockproxy.files.wire import ContextWire, RequestWire
from smockproxy.files.yamltext import parse_yaml

OF_MOCK = frozenset({"id", "name", "description", "tags", "enabled", "priority", "scenario", "callbacks"})
OF_RESPONSE = frozenset({"delay"})
SPELLED = {"not_": "not"}
"""Words of Python → the keys that they stand for."""
BLOCKS = {
    **dict.fromkeys(OF_MOCK, ""),
    **dict.fromkeys(OF_RESPONSE, "response"),
    **dict.fromkeys(ContextWire.keys(), "context"),
    **dict.fromkeys(RequestWire.keys() - {"not"}, "request"),
    **dict.fromkeys(SPELLED, "request"),
}
"""What a decorator can say, and where it stands in a mock; empty: in the mock itself."""
PLANNED = planned.MOCK | planned.REQUEST | planned.CONTEXT | planned.RESPONSE
_PYTHON_WORDS = {key: word for word, key in SPELLED.items()}


def tree_of(declaration: Declaration) -> tuple[Mapping, list[Complaint]]:
    """The tree of a mock, and what is wrong with the decorator itself."""
    complaints: list[Complaint] = []
    if declaration.complaint:
        complaints.append(Complaint(message=declaration.complaint, hint=declaration.hint))
    blocks: dict[str, dict[str, Any]] = {"": {}, "request": {}, "context": {}, "response": {}}
    for word, value in declaration.said.items():
        if word in BLOCKS:
            blocks[BLOCKS[word]][SPELLED.get(word, word)] = value
        else:
            complaints.append(_unknown(word))
    by_url, wrong = _where(declaration.where)
    if declaration.method:
        by_url["method"] = declaration.method
    complaints += wrong
    complaints += _twice(by_url, blocks["request"])
    blocks["request"] = by_url | blocks["request"]
    written = {
        **blocks.pop(""),
        **blocks,
        "response": {**blocks["response"], "body": declaration.code},
    }
    return _as_read(written, declaration.line), complaints


def _as_read(written: dict[str, Any], line: int) -> Mapping:
    """The tree that the same text in JSON would give: the type of a field decides what a number is there."""
    tree: Mapping = parse_yaml(dumps(written)).tree
    tree.line = line
    return tree


def blocks_away(complaint: Complaint) -> Complaint:
    """A complaint on a mock's tree, at the path that a decorator has."""
    steps = complaint.steps
    if steps and BLOCKS.get(_word(steps[-1 if len(steps) == 1 else 1])) == steps[0]:
        steps = (_word(steps[1]), *steps[2:])
    return replace(complaint, steps=steps)


def _word(step: object) -> str:
    return _PYTHON_WORDS.get(str(step), str(step))


def _unknown(word: str) -> Complaint:
    if word in PLANNED:
        return not_supported(word, (word,))
    hint = did_you_mean(word, BLOCKS) or f"known: {', '.join(sorted(BLOCKS))}"
    return Complaint(message=f"unknown keyword {quoted(word)}", steps=(word,), hint=hint, code=UNKNOWN_KEY)


def _where(where: str) -> tuple[dict[str, Any], list[Complaint]]:
    """The conditions that a URL or a path stands for, and what is wrong with it."""
    if not where:
        return {}, []
    if not where.startswith("/") and "://" not in where:
        message = f'expected a path that begins with "/", or a URL, found {quoted(where)}'
        return {}, [Complaint(message=message)]
    try:
        url = urlsplit(where if "://" in where else f"//x{where}")
        authority = {"scheme": url.scheme, "host": url.hostname, "port": url.port}
    except ValueError as error:
        return {}, [Complaint(message=f"{quoted(where)} is no URL: {error}")]
    if where.startswith("/"):
        authority = {}
    path = {"path_template" if "{" in url.path else "path": url.path} if url.path else {}
    said = {key: value for key, value in authority.items() if value}
    return said | path, list(_misused(where, url.netloc, url.query))


def _misused(where: str, authority: str, query: str) -> Iterator[Complaint]:
    if query or where.endswith("?"):
        yield Complaint(
            message=f"{quoted(where)} has a query",
            hint='a query is said by names: query_params={"page": "2"}',
        )
    if "{" in authority:
        yield Complaint(
            message="a host has no {…} in it",
            hint='host={"matcher": "ShouldEndWith", "value": ".api.test"} matches many',
        )


def _twice(by_url: dict[str, Any], said: dict[str, Any]) -> Iterator[Complaint]:
    """What the decorator's name or its URL says, and a keyword as well."""
    for key in by_url.keys() & said.keys():
        yield Complaint(message=f"{key} is said twice", steps=(key,), hint="say it once")
