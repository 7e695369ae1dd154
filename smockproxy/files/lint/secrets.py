"""Secrets in mocks: files in a repository are no place for keys and tokens that are good somewhere.

Only shapes that hardly anything else has are looked for. Sources: RFC 7468 (private keys), RFC 7519 (JWT),
and the prefixes that AWS, GitHub, Stripe, Slack and Google document for their own tokens.
"""

from collections.abc import Iterable, Iterator, Mapping
from json import loads
from typing import Any

import re2

from smockproxy.core.chaos import Chaos
from smockproxy.core.fixtures import Fixtures, OnFixture
from smockproxy.core.http import Headers, text_of
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.resource import Resource
from smockproxy.core.responders import MODULE, TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.files.lint.implication import parts_of
from smockproxy.files.lint.places import place_of

KINDS: Mapping[str, str] = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
    "a GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{36,})",
    "a live Stripe key": r"\b(?:sk|rk)_live_[A-Za-z0-9]{16,}",
    "a Slack token": r"\bxox[abeoprs]-[A-Za-z0-9-]{20,}",
    "a Google API key": r"\bAIza[A-Za-z0-9_-]{35}",
    "a JSON Web Token": r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}",
}
"""What it is called → its shape, for RE2."""
PLACEHOLDER = "EXAMPLE"
"""In tokens that documentation shows (AWS)."""
SHOWN = 4
"""Characters of a secret that a message repeats."""

_ANY = re2.compile("|".join(KINDS.values()))
_EACH = {kind: re2.compile(pattern) for kind, pattern in KINDS.items()}


def exposed_secrets(mocks: Iterable[Mock]) -> Iterator[Problem]:
    """One warning for each kind of secret that a mock has, with as much of it as is safe to show."""
    for mock in mocks:
        told: set[str] = set()
        for path, text in _texts(mock):
            for kind, secret in _secrets_in(text):
                if kind not in told:
                    told.add(kind)
                    yield _warning(mock, path, kind, secret)


def _secrets_in(text: str) -> Iterator[tuple[str, str]]:
    if not _ANY.search(_sound(text)):
        return
    for kind, pattern in _EACH.items():
        found = (match.group() for match in pattern.finditer(_sound(text)))
        if (secret := next((each for each in found if PLACEHOLDER not in each), None)) is not None:
            yield kind, secret


def _sound(text: str) -> str:
    """Text that has a form in UTF-8."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _warning(mock: Mock, path: str, kind: str, secret: str) -> Problem:
    return Problem(
        **place_of(mock),
        path=path,
        message=f"this looks like {kind}: {secret[:SHOWN]}…",
        hint="if it is good anywhere, revoke it; then put a made-up value here",
        severity=Severity.WARNING,
        code="secret",
    )


def _texts(mock: Mock) -> Iterator[tuple[str, str]]:
    """Each text of a mock, with the key under which its author wrote it."""
    for condition in mock.conditions.all_of:
        if not isinstance(condition, OnFixture):
            yield from (("request", text) for text in _texts_inside(condition))
    yield from _texts_of(mock.responder)


def _texts_of(responder: Responder) -> Iterator[tuple[str, str]]:
    match responder:
        case InTurn(items):
            for item in items:
                yield from _texts_of(item)
        case Resource() | Fixtures():
            yield from _in_rows_or_templates(responder)
        case Chaos(faults):
            yield from (("chaos", text) for fault in faults for text in _texts_inside(fault.response))
        case Scripted():
            yield from _in_script(responder)
        case Fixed(response):
            yield from _lines("response", response.headers)
            yield "response.body", text_of(response.body)
        case ForwardTo() as forward:
            yield "proxy.host", forward.host
            yield from _lines("proxy", forward.headers)


def _in_rows_or_templates(responder: Resource | Fixtures) -> Iterator[tuple[str, str]]:
    if isinstance(responder, Fixtures):
        return (("fixtures", text) for text in responder.templates.values())
    return (("resource", text) for text in _texts_inside(responder.rows))


def _in_script(responder: Scripted) -> Iterator[tuple[str, str]]:
    if responder.engine == MODULE:
        yield from _in_module(responder.script)
    else:
        yield "response" if responder.engine == TEMPLATE else "dynamic_response", responder.script


def _in_module(script: str) -> Iterator[tuple[str, str]]:
    """The text of a module, for the first of its mocks: the others have the same."""
    told = loads(script)
    if told["mock"] == 0:
        yield "", told["module"]


def _lines(key: str, headers: Headers) -> Iterator[tuple[str, str]]:
    return ((f"{key}.headers.{name}", value) for name, value in headers)


def _texts_inside(value: Any) -> Iterator[str]:
    """The texts of conditions and matchers, whatever they are made of."""
    if isinstance(value, str):
        yield value
    for part in parts_of(value):
        yield from _texts_inside(part)
