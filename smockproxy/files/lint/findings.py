"""What is odd about one condition of a mock, and where the conditions are."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from smockproxy.core.blocks import AllOf, AnyOf
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.documents import OnJson, OnJsonPaths
from smockproxy.core.named import OnCookies, OnExactQuery, OnForm
from smockproxy.core.problem import Severity
from smockproxy.files.places import Step


@dataclass(frozen=True, slots=True)
class Placed:
    """A condition, and the steps from its mock to it."""

    steps: tuple[Step, ...]
    condition: Condition


@dataclass(frozen=True, slots=True)
class Finding:
    """A condition that never holds; or one that hardly ever does, which is a note."""

    steps: tuple[Step, ...]
    message: str
    hint: str
    conditions: tuple[Condition, ...] = field(default=(), repr=False)
    """Those that no request fulfils, all together."""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Block:
    """Conditions that must hold together: those of a block, and those that hold around it."""

    own: tuple[Placed, ...]
    around: tuple[Placed, ...] = ()


_KEYS = {
    OnPathTemplate: "path_template",
    OnQuery: "query_params",
    OnExactQuery: "query_exact",
    OnHeaders: "headers",
    OnCookies: "cookies",
    OnForm: "form",
    OnBody: "body",
    OnBodyPaths: "body",
    OnJson: "json",
    OnJsonPaths: "json",
}


def blocks_of(
    conditions: Conditions, steps: tuple[Step, ...] = ("request",), around: tuple[Placed, ...] = ()
) -> Iterator[Block]:
    """The blocks that a mock's conditions are made of; those under `not` are left out."""
    own = tuple(_own(conditions, steps))
    yield Block(own, around)
    for condition in conditions.all_of:
        if isinstance(condition, AnyOf):
            for at, block in enumerate(condition.blocks):
                yield from blocks_of(block, (*steps, "any_of", at), (*around, *own))


def _own(conditions: Conditions, steps: tuple[Step, ...]) -> Iterator[Placed]:
    """The conditions of a block, with those of `all_of`, which hold beside them."""
    for condition in conditions.all_of:
        if isinstance(condition, AllOf):
            for at, block in enumerate(condition.blocks):
                yield from _own(block, (*steps, "all_of", at))
        elif isinstance(condition, OnField):
            yield Placed((*steps, condition.field), condition)
        elif (key := _KEYS.get(type(condition))) is not None:
            yield Placed((*steps, key), condition)
