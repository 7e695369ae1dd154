"""Functions that say themselves how many arguments they take, in words that hold in every language."""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import Parameter, signature

from smockproxy.engines.contract import ScriptError

LISTS = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


def counted[**P, R](name: str, function: Callable[P, R], hidden: int = 0) -> Callable[P, R]:
    """The function under the name that scripts have for it; its first, hidden arguments are not theirs.

    Called with arguments that it does not take it raises `ScriptError`. It has no name or text of its own:
    most are made anew for each run of a script.
    """

    def call(*given: P.args, **named: P.kwargs) -> R:
        try:
            return function(*given, **named)
        except TypeError as error:
            if flaw := _flaw(function, given, named.keys(), hidden):
                raise ScriptError(f"{name}: {flaw}") from error
            raise

    return call


def counted_method[**P, R](level: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a method `counted`, by its own name on a level: `state.get`."""

    def decorate(method: Callable[P, R]) -> Callable[P, R]:
        return wraps(method)(counted(f"{level}.{method.__name__}", method, hidden=1))

    return decorate


def _flaw(function: Callable[..., object], given: Sequence[object], named: Iterable[str], hidden: int) -> str:
    """What is wrong with the arguments of a call; nothing if the function takes them."""
    shape = signature(function)
    try:
        shape.bind(*given, **dict.fromkeys(named))
    except TypeError:
        return _expected(list(shape.parameters.values())[hidden:], len([*given, *named]) - hidden)
    return ""


def _expected(parameters: Sequence[Parameter], found: int) -> str:
    own = [each for each in parameters if each.kind not in LISTS]
    least = sum(each.default is Parameter.empty for each in own)
    is_open = any(each.kind is Parameter.VAR_POSITIONAL for each in parameters)
    if least <= found and (is_open or found <= len(own)):
        return f"expected the arguments {', '.join(each.name for each in own)}, each once"
    if is_open:
        return f"expected at least {_many(least)}, found {found}"
    return f"expected {_range(least, len(own))}, found {found}"


def _range(least: int, most: int) -> str:
    if least == most:
        return _many(most)
    return f"{least} {'or' if most == least + 1 else 'to'} {_many(most)}"


def _many(number: int) -> str:
    return f"{number or 'no'} argument{'' if number == 1 else 's'}"
