"""Conditions that never hold, or hardly ever: each with what was found and what to write."""

from collections.abc import Callable, Iterable, Iterator

from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.files.lint.bodypaths import foreign_paths
from smockproxy.files.lint.contradictions import contradictions
from smockproxy.files.lint.findings import Block, Finding, blocks_of
from smockproxy.files.lint.methods import unsent_methods
from smockproxy.files.lint.names import impossible_names
from smockproxy.files.lint.origins import impossible_origins
from smockproxy.files.lint.paths import impossible_paths
from smockproxy.files.lint.places import place_of
from smockproxy.files.places import path_text

RULES: tuple[Callable[[Block], Iterator[Finding]], ...] = (
    unsent_methods,
    impossible_origins,
    impossible_paths,
    impossible_names,
    foreign_paths,
)
"""What is looked for in a block, condition by condition."""
_CODES = {Severity.WARNING: "never_holds", Severity.NOTE: "hardly_holds"}
CODES = frozenset(_CODES.values())
_WORDS = {Severity.WARNING: "this never holds", Severity.NOTE: "this hardly ever holds"}


def futile(mocks: Iterable[Mock]) -> Iterator[Problem]:
    """A warning for each condition that no request fulfils, a note for one that hardly any does."""
    for mock in mocks:
        for finding in findings_of(mock):
            yield Problem(
                **place_of(mock),
                path=path_text(finding.steps),
                message=f"{_WORDS[finding.severity]}: {finding.message}",
                hint=finding.hint,
                severity=finding.severity,
                code=_CODES[finding.severity],
            )


def findings_of(mock: Mock) -> Iterator[Finding]:
    """What is found in each block; contradictions of what is impossible by itself are left out."""
    blocks = list(blocks_of(mock.conditions))
    found = [[finding for rule in RULES for finding in rule(block)] for block in blocks]
    hopeless = [condition for findings in found for finding in findings for condition in finding.conditions]
    for block, findings in zip(blocks, found, strict=True):
        yield from findings
        for finding in contradictions(block):
            if not any(condition in hopeless for condition in finding.conditions):
                yield finding
