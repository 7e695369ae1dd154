"""The settings of a run, and where each came from.

Flags win over the environment, this over `.env` in the working directory, this over `smockproxy.toml` or
`[tool.smockproxy]` in `pyproject.toml`, this over the defaults. In each of them a setting may also have the
name that Smocker has for it, but not two values. Imported late: it needs pydantic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smockproxy.app.settings.configfile import file_layer
from smockproxy.app.settings.environment import dotenv_layer, environment_layer
from smockproxy.app.settings.origin import DEFAULT, Layer, Origin, Source, Written
from smockproxy.app.settings.rows import BY_ALIAS, BY_NAME, ROWS, Row
from smockproxy.app.settings.table import Settings
from smockproxy.app.settings.values import BadValueError, anchor, parse_value, shown
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
    """The settings of a run that is started in a folder.

    Flags are by name of the setting, or of Smocker's flag for it; only those given.

    Raises `SettingsError` with every problem of every source, also of values that another source overrides.
    """
    layers = (_flag_layer(flags), environment_layer(environ), dotenv_layer(folder), file_layer(folder))
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = dict.fromkeys(BY_NAME, DEFAULT)
    problems: list[Problem] = []
    for layer in layers:
        problems += layer.problems
        for row in ROWS:
            readings, wrong = _read(row, layer)
            problems += wrong
            if readings and row.name not in values:
                values[row.name], origins[row.name] = readings[0].value, readings[0].origin
    problems += (_without_effect(row, origins[row.name]) for row in ROWS if row.inert and row.name in values)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise SettingsError(tuple(problems))
    return Resolved(Settings(**values), origins, tuple(problems))


def _flag_layer(flags: Mapping[str, object]) -> Layer:
    return Layer(
        {
            name: Written(value, _given(BY_NAME[name], value), BY_NAME[name].lenient_flag)
            for name, value in flags.items()
            if name in BY_NAME
        },
        {
            BY_ALIAS[name].name: Written(value, Origin(Source.FLAG, BY_ALIAS[name].alias_flag))
            for name, value in flags.items()
            if name in BY_ALIAS
        },
    )


def _given(row: Row, value: object) -> Origin:
    if not row.flags:
        return Origin(Source.ARGUMENT, row.flag)
    return Origin(Source.FLAG, row.off_flag if value is False else row.flag)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A value that a setting takes."""

    value: Any
    written: Written

    @property
    def origin(self) -> Origin:
        return self.written.origin


def _read(row: Row, layer: Layer) -> tuple[list[_Reading], list[Problem]]:
    """What a layer says of a setting, by our name before Smocker's, and what is wrong with it."""
    readings: list[_Reading] = []
    problems: list[Problem] = []
    for by_name in (layer.written, layer.smockers):
        if (written := by_name.get(row.name)) is None:
            continue
        try:
            value = anchor(row, parse_value(row, written.value), layer.folder)
        except BadValueError as error:
            problems.append(_problem(row, written, error))
        else:
            readings.append(_Reading(value, written))
    if len(readings) > 1 and readings[0].value != readings[1].value:
        problems.append(_contradiction(*readings))
    return readings, problems


def _problem(row: Row, written: Written, error: BadValueError) -> Problem:
    hint = did_you_mean(str(written.value), row.choices) if row.choices else ""
    return Problem(
        file=str(written.origin),
        message=f"{error}; it is ignored" if written.is_lenient else str(error),
        hint=hint,
        severity=Severity.WARNING if written.is_lenient else Severity.ERROR,
        code="bad-setting",
    )


def _contradiction(ours: _Reading, smockers: _Reading) -> Problem:
    said = f"{shown(ours.written.value)}, which {ours.origin} says of the same setting"
    return Problem(
        file=str(smockers.origin),
        message=f"expected {said}, found {shown(smockers.written.value)}",
        hint="give one of the two",
        code="bad-setting",
    )


def _without_effect(row: Row, origin: Origin) -> Problem:
    return Problem(file=str(origin), message=row.inert, severity=Severity.WARNING, code="no-effect")
