"""sprig's functions that look outside: known, so that a template loads, and refused when they are called."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from smockproxy.engines.gotemplate.errors import FunctionError

REASONS: Mapping[str, str] = {
    "env": "a template cannot read the environment of the proxy",
    "expandenv": "a template cannot read the environment of the proxy",
    "getHostByName": "a template cannot use the network; write the address into the template",
}
"""Why each is refused."""


def _refusing(name: str, reason: str) -> Callable[..., Any]:
    def refuse(_text: str) -> NoReturn:
        raise FunctionError(f"{name} is refused: {reason}")

    return refuse


FUNCTIONS: Mapping[str, Callable[..., Any]] = {name: _refusing(name, why) for name, why in REASONS.items()}
