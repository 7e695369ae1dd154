"""Walks a parsed template and prints it, as Go's text/template/exec does."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.evaluation import Evaluation
from smockproxy.engines.gotemplate.literals import quote
from smockproxy.engines.gotemplate.nodes import (
    Action,
    Block,
    Break,
    Continue,
    If,
    Invocation,
    Range,
    Text,
    With,
)
from smockproxy.engines.gotemplate.printing import plain
from smockproxy.engines.gotemplate.values import MISSING, in_key_order, is_function, truth, type_name

DEEPEST = 100
"""Templates that call templates; Go allows 100,000."""
DEEPEST_BLOCK = 200
"""Blocks around a place, through all templates that led there."""


class Jump(Enum):
    """How a block ended before its end."""

    BREAK = "break"
    CONTINUE = "continue"


class Rendering:
    """One rendering: what is printed so far."""

    def __init__(self, blocks: Mapping[str, Block], evaluation: Evaluation) -> None:
        self.blocks, self.evaluation, self.meter = blocks, evaluation, evaluation.meter
        self.parts: list[str] = []
        self.templates = 0
        """How many are around this place."""
        self.level = 0

    def run(self, name: str, data: Any) -> str:
        """The text that a template makes. Raises `TemplateError`, `OverrunError`."""
        self._enter(name, MISSING if data is None else data)
        return "".join(self.parts)

    def _enter(self, name: str, dot: Any) -> None:
        evaluation = self.evaluation
        kept = evaluation.template, evaluation.dot, evaluation.variables
        evaluation.template, evaluation.dot, evaluation.variables = name, dot, [("$", dot)]
        self._block(self.blocks[name])
        evaluation.template, evaluation.dot, evaluation.variables = kept

    def _block(self, block: Block) -> Jump | None:
        self.level += 1
        if self.level > DEEPEST_BLOCK:
            raise self.evaluation.fail(f"exceeded maximum depth of blocks ({DEEPEST_BLOCK})")
        jump = None
        for node in block.nodes:
            self.meter.spend()
            self.evaluation.node = node
            jump = STATEMENTS[type(node)](self, node)
            if jump:
                break
        self.level -= 1
        return jump

    def _print(self, text: str) -> None:
        self.meter.write(len(text))
        self.parts.append(text)

    def _text(self, node: Text) -> None:
        self._print(node.text)

    def _action(self, node: Action) -> None:
        value = self.evaluation.pipe(node.pipe)
        if node.pipe.variables:
            return
        self.evaluation.node = node
        if value is MISSING:
            self._print(MISSING.value)
        elif is_function(value):
            raise self.evaluation.fail(f"can't print {node} of type {type_name(value)}")
        else:
            self._print(self._shown(value))

    def _shown(self, value: Any) -> str:
        try:
            return plain(value, self.meter)
        except FunctionError as error:
            raise self.evaluation.fail(str(error)) from None

    def _if(self, node: If | With) -> Jump | None:
        evaluation = self.evaluation
        known, dot = len(evaluation.variables), evaluation.dot
        value = evaluation.pipe(node.pipe)
        jump = None
        if truth(value):
            evaluation.dot = value if isinstance(node, With) else dot
            jump = self._block(node.body)
            evaluation.dot = dot
        elif node.otherwise is not None:
            jump = self._block(node.otherwise)
        del evaluation.variables[known:]
        return jump

    def _range(self, node: Range) -> Jump | None:
        evaluation = self.evaluation
        known, dot = len(evaluation.variables), evaluation.dot
        value = evaluation.pipe(node.pipe)
        members = self._members(value, len(node.pipe.variables))
        jump, is_empty = None, True
        for index, element in members:
            is_empty = False
            if self._iteration(node, index, element) is Jump.BREAK:
                break
        evaluation.dot = dot
        if is_empty and node.otherwise is not None:
            jump = self._block(node.otherwise)
        del evaluation.variables[known:]
        return jump

    def _members(self, value: Any, variables: int) -> Iterable[tuple[Any, Any]]:
        """Index or key, and element. Raises `TemplateError` for what has none."""
        match value:
            case bool():
                pass
            case int():
                if variables > 1:
                    shown = self._shown(value)
                    raise self.evaluation.fail(f"can't use {shown} to iterate over more than one variable")
                return ((MISSING, number) for number in range(value))
            case list():
                return enumerate(value)
            case dict():
                self.meter.spend(len(value))
                return in_key_order(value)
            case _:
                pass
        if value is MISSING or value is None:
            return ()
        raise self.evaluation.fail(f"range can't iterate over {self._shown(value)}")

    def _iteration(self, node: Range, index: Any, element: Any) -> Jump | None:
        evaluation, names = self.evaluation, node.pipe.variables
        self.meter.spend()
        values = (index, element) if len(names) > 1 else (element,)
        if node.pipe.is_assignment:
            for name, value in zip(names, values, strict=False):
                evaluation.assign(name, value)
        elif names:
            evaluation.variables[-len(names) :] = zip(names, values, strict=True)
        known = len(evaluation.variables)
        evaluation.dot = element
        jump = self._block(node.body)
        del evaluation.variables[known:]
        return jump

    def _jump(self, node: Break | Continue) -> Jump:
        return Jump.BREAK if isinstance(node, Break) else Jump.CONTINUE

    def _invocation(self, node: Invocation) -> None:
        if node.name not in self.blocks:
            raise self.evaluation.fail(f"template {quote(node.name)} not defined")
        if self.templates == DEEPEST:
            raise self.evaluation.fail(f"exceeded maximum template depth ({DEEPEST})")
        dot = self.evaluation.pipe(node.pipe) if node.pipe else MISSING
        self.templates += 1
        self._enter(node.name, dot)
        self.templates -= 1


STATEMENTS: dict[type, Callable[[Rendering, Any], Jump | None]] = {
    Text: Rendering._text,  # noqa: SLF001 - its own methods
    Action: Rendering._action,  # noqa: SLF001
    If: Rendering._if,  # noqa: SLF001
    With: Rendering._if,  # noqa: SLF001
    Range: Rendering._range,  # noqa: SLF001
    Break: Rendering._jump,  # noqa: SLF001
    Continue: Rendering._jump,  # noqa: SLF001
    Invocation: Rendering._invocation,  # noqa: SLF001
}
