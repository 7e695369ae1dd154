"""Smocker's flags as its users write them: `-tls-enable=false`, `--log-level=debug`, `-init-mocks FILE`.

Only flags that Smocker has are read this way; all others stay as they are. Source: Go's `flag` package, of
which one thing is not followed: here flags may also stand behind the paths.
"""

from collections.abc import Iterator, Mapping, Sequence

import click

from smockproxy.app.settings.rows import ROWS, Row

TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
BY_SMOCKERS_NAME: Mapping[str, Row] = {row.smocker: row for row in ROWS if row.smocker}
TAKING_A_VALUE = frozenset(
    flag for row in ROWS if not row.is_switch for flag in (*row.flags, row.alias_flag) if flag
)


def spelt_out(arguments: Sequence[str]) -> list[str]:
    """The arguments with Smocker's flags as click reads them. Raises `click.UsageError`."""
    spelt: list[str] = []
    left = iter(arguments)
    for argument in left:
        if argument == "--":
            return [*spelt, argument, *left]
        flag = _spelt_out(argument)
        spelt.append(flag)
        if flag in TAKING_A_VALUE:
            spelt += _next_of(left)
    return spelt


def _next_of(arguments: Iterator[str]) -> list[str]:
    """The value that follows, whatever it looks like."""
    return [value for value in [next(arguments, None)] if value is not None]


def _spelt_out(argument: str) -> str:
    if argument == "-help":
        return "--help"
    dashes = len(argument) - len(argument.lstrip("-"))
    name, equals, value = argument[dashes:].partition("=")
    row = BY_SMOCKERS_NAME.get(name) if dashes in {1, 2} else None
    if row is None:
        return argument
    if not row.is_switch:
        return f"--{name}={value}" if equals else f"--{name}"
    if not equals or value in TRUE:
        return row.flag
    if value in FALSE:
        return row.off_flag
    raise click.UsageError(f'-{name}: expected true or false, found "{value}".')
