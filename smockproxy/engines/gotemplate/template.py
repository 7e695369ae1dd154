"""A Go template, parsed once and rendered any number of times."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from smockproxy.engines.gotemplate.budget import Budget, Meter, OverrunError
from smockproxy.engines.gotemplate.errors import BudgetError
from smockproxy.engines.gotemplate.evaluation import Evaluation, Source
from smockproxy.engines.gotemplate.functions import BUILTINS
from smockproxy.engines.gotemplate.nodes import Block
from smockproxy.engines.gotemplate.octets import as_unicode
from smockproxy.engines.gotemplate.parser import parse_blocks
from smockproxy.engines.gotemplate.rendering import Rendering

Functions = Mapping[str, Callable[..., Any]]
DEFAULT_BUDGET = Budget()


@dataclass(frozen=True, slots=True)
class Template:
    """What `parse` gives."""

    name: str
    text: str
    blocks: Mapping[str, Block]
    """The templates that it defines, its own among them."""
    functions: Functions

    def render(self, data: Any, budget: Budget = DEFAULT_BUDGET, functions: Functions | None = None) -> str:
        """The text that it makes of a value; `functions` take the place of those it was parsed with.

        Raises `TemplateError`; its kind `BudgetError` for what takes too long or makes too much.
        """
        known = self.functions if functions is None else functions
        evaluation = Evaluation(Source(self.name, self.text), known, Meter(budget))
        try:
            return as_unicode(Rendering(self.blocks, evaluation).run(self.name, data))
        except OverrunError as error:
            raise evaluation.fail(str(error), BudgetError) from None
        except RecursionError:
            raise evaluation.fail("too many calls within calls") from None


def parse(text: str, name: str = "", functions: Functions | None = None) -> Template:
    """Parse a template; it may call Go's own functions and those given. Raises `TemplateError`."""
    known = functions or {}
    return Template(name, text, parse_blocks(text, name, BUILTINS.keys() | known.keys()), known)
