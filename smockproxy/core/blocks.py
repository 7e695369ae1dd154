"""Conditions made of further blocks of conditions: `any_of`, `all_of`, `not`."""

from dataclasses import dataclass, replace

from smockproxy.core.conditions import HOLDS, Condition, Conditions
from smockproxy.core.http import Request
from smockproxy.core.mismatch import Mismatch


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one block must hold."""

    blocks: tuple[Conditions, ...]

    @property
    def needs_body(self) -> bool:
        """Whether any block can only be answered with the body."""
        return any(block.need_body for block in self.blocks)

    def holds(self, request: Request) -> bool:
        """Whether one block holds."""
        return any(block.first_failure(request) == HOLDS for block in self.blocks)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why no block holds, said of the one of which most holds."""
        if self.holds(request):
            return None
        if not self.blocks:
            return Mismatch("any_of", "a block that holds", "no blocks")
        nearest = min(range(len(self.blocks)), key=lambda at: _failures(self.blocks[at], request))
        return _inside(f"any_of[{nearest}]", self.blocks[nearest], request)


def _failures(block: Conditions, request: Request) -> int:
    return sum(not condition.holds(request) for condition in block.all_of)


def _inside(where: str, block: Conditions, request: Request) -> Mismatch | None:
    found = block.mismatch(request)
    return found and replace(found, field=f"{where}.{found.field}")


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every block must hold."""

    blocks: tuple[Conditions, ...]

    @property
    def needs_body(self) -> bool:
        """Whether any block can only be answered with the body."""
        return any(block.need_body for block in self.blocks)

    def holds(self, request: Request) -> bool:
        """Whether all blocks hold."""
        return all(block.first_failure(request) == HOLDS for block in self.blocks)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why the first block that fails does."""
        for at, block in enumerate(self.blocks):
            if (found := _inside(f"all_of[{at}]", block, request)) is not None:
                return found
        return None


@dataclass(frozen=True, slots=True)
class Not:
    """The block must not hold. What a body would decide that was not read does not hold either."""

    block: Conditions

    @property
    def needs_body(self) -> bool:
        """Whether the block can only be answered with the body."""
        return self.block.need_body

    def holds(self, request: Request) -> bool:
        """Whether something in the block does not hold."""
        if request.body is None and self.needs_body:
            return not self.block.head_holds(request)
        return self.block.first_failure(request) != HOLDS

    def mismatch(self, request: Request) -> Mismatch | None:
        """That all of the block holds."""
        if self.holds(request):
            return None
        return Mismatch("not", "at least one that does not hold", _names(self.block.all_of))


def _names(conditions: tuple[Condition, ...]) -> str:
    return f"all {len(conditions)} hold" if len(conditions) != 1 else "it holds"
