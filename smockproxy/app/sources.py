"""The settings of a run, and where each came from.

Flags win over the environment, this over `.env` in the working directory, this over `smockproxy.toml` or
`[tool.smockproxy]` in `pyproject.toml`, this over the defaults. Imported late: it needs pydantic.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smockproxy.app.configfile import file_layer
from smockproxy.app.environment import dotenv_layer, environment_layer
from smockproxy.app.origin import DEFAULT, Layer, Origin, Source, Written
from smockproxy.app.rows import BY_NAME, ROWS, Row
from smockproxy.app.settings import Settings
from smockproxy.app.values import BadValueError, anchor, parse_value
from smockproxy.core.problem import Problem, Severity, did_you_mean


class SettingsError(Exception):
    """Settings that cannot be used; its text is all the problems, one after the other."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Resolved:
    """The settings of a run."""

    settings: Settings
    origins: Mapping[str, Origin]
    """Where each value came from, by name of the setting."""
    warnings: tuple[Problem, ...] = ()

    def is_chosen(self, name: str) -> bool:
        """Whether somebody wrote the value of a setting, so that it is not just the default."""
        return self.origins[name] != DEFAULT


def resolve(flags: Mapping[str, object], environ: Mapping[str, str], folder: Path) -> Resolved:
    """The settings of a run that is started in a folder. Flags are by name of the setting, only those given.

    Raises `SettingsError` with every problem of every source, also of values that another source overrides.
    """
    layers = (_flag_layer(flags), environment_layer(environ), dotenv_layer(folder), file_layer(folder))
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = dict.fromkeys(BY_NAME, DEFAULT)
    problems: list[Problem] = []
    for layer in layers:
        problems += layer.problems
        for row, written in _rows_of(layer):
            try:
                value = anchor(row, parse_value(row, written.value), layer.folder)
            except BadValueError as error:
                problems.append(_problem(row, written, error))
                continue
            if row.name not in values:
                values[row.name], origins[row.name] = value, written.origin
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise SettingsError(tuple(problems))
    return Resolved(Settings(**values), origins, tuple(problems))


def _flag_layer(flags: Mapping[str, object]) -> Layer:
    return Layer({name: Written(value, _given(BY_NAME[name], value)) for name, value in flags.items()})


def _given(row: Row, value: object) -> Origin:
    if not row.flags:
        return Origin(Source.ARGUMENT, row.flag)
    return Origin(Source.FLAG, row.off_flag if value is False else row.flag)


def _rows_of(layer: Layer) -> Iterable[tuple[Row, Written]]:
    return ((row, layer.written[row.name]) for row in ROWS if row.name in layer.written)


def _problem(row: Row, written: Written, error: BadValueError) -> Problem:
    hint = did_you_mean(str(written.value), row.choices) if row.choices else ""
    return Problem(file=str(written.origin), message=str(error), hint=hint, code="bad-setting")
