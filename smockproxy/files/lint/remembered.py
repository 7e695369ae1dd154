"""Names of remembered values that nothing keeps, and kept ones that nothing asks for."""

from collections.abc import Iterator, Sequence

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import Conditions
from smockproxy.core.memory import REMEMBERED
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity, did_you_mean
from smockproxy.core.recalled import OnRemembered
from smockproxy.core.recollection import kept_by, names_asked, state_keys
from smockproxy.files.lint.places import place_of
from smockproxy.files.scripts import scripts_of

UNKNOWN, UNUSED = "unknown_name", "unused_name"


def remembered_names(mocks: Sequence[Mock]) -> Iterator[Problem]:
    """Warnings where a name is kept by no answer, and notes where nothing asks for what an answer keeps.

    Where no mock keeps anything, `${name}` is text, and nothing is said.
    """
    kept = frozenset[str]().union(*map(kept_by, mocks))
    if not kept:
        return
    for mock in mocks:
        for name in sorted(_needed(mock.conditions) - kept):
            yield _unknown(mock, name, kept)
    asked = frozenset[str]().union(*(names_asked(mock.conditions) for mock in mocks))
    if any(REMEMBERED in key for mock in mocks for key in state_keys(mock.conditions)):
        return  # a condition on the state asks for it by a path
    texts = [
        script.text for mock in mocks for script in scripts_of(mock.responder) if REMEMBERED in script.text
    ]
    for mock in mocks:
        for name in sorted(kept_by(mock) - asked):
            if not any(name in text for text in texts):
                yield _unused(mock, name)


def _needed(conditions: Conditions) -> frozenset[str]:
    """The names that stand for a value; one that stands for itself is known by its second sign."""
    found: set[str] = set()
    for condition in conditions.all_of:
        match condition:
            case OnRemembered(_, _, needed):
                found |= needed
            case AnyOf(blocks) | AllOf(blocks):
                found |= frozenset[str]().union(*map(_needed, blocks))
            case Not(block):
                found |= _needed(block)
            case _:
                pass
    return frozenset(found)


def _unknown(mock: Mock, name: str, kept: frozenset[str]) -> Problem:
    hint = did_you_mean(name, sorted(kept)) or f"an answer keeps it that says remember: {{{name}: …}}"
    return Problem(
        **place_of(mock),
        path="request",
        message=f"no answer keeps {name}, so ${{{name}}} is text",
        hint=hint,
        severity=Severity.WARNING,
        code=UNKNOWN,
    )


def _unused(mock: Mock, name: str) -> Problem:
    return Problem(
        **place_of(mock),
        message=f"nothing asks for {name}, which its answer keeps",
        hint=f"a condition asks for it by ${{{name}}}, a template by {{{{ {REMEMBERED}.{name} }}}}",
        severity=Severity.NOTE,
        code=UNUSED,
    )
