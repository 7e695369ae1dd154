"""The layers of settings that are variables: the environment, and `.env` in the working directory.

Source of the grammar of `.env`: python-dotenv. Nothing in it is expanded: a value is taken as it stands.
"""

from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

from smockproxy.app.settings.origin import Layer, Origin, Source, Written
from smockproxy.app.settings.rows import BY_SMOCKERS_VARIABLE, BY_VARIABLE, OTHER_VARIABLES, PREFIX, Row
from smockproxy.app.settings.values import split_list
from smockproxy.core.problem import Problem, Severity, did_you_mean

type Variable = tuple[str, str, Origin]
"""Name, value, where."""


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """What the variables of the environment say. An empty variable is none; an unknown one is a warning.

    Smocker's count too; those that it does not know are left alone, as it does.
    """
    return _layer((name, text, Origin(Source.VARIABLE, name)) for name, text in sorted(environ.items()))


def dotenv_layer(folder: Path) -> Layer:
    """What `.env` in a folder says; variables that are not ours are left alone."""
    file = folder / ".env"
    if not file.is_file():
        return Layer()
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Layer(problems=(Problem(file=".env", message=f"cannot be read: {error}"),))
    return _layer(_dotenv_variables(text))


def _dotenv_variables(text: str) -> Iterable[Variable]:
    from dotenv.parser import parse_stream  # noqa: PLC0415  only who has a .env pays for it

    for binding in parse_stream(StringIO(text)):
        written = binding.original.string
        blank_lines = written[: len(written) - len(written.lstrip())].count("\n")
        name = binding.key or ""
        yield (
            name,
            binding.value or "",
            Origin(Source.DOTENV, name, ".env", binding.original.line + blank_lines),
        )


def _layer(variables: Iterable[Variable]) -> Layer:
    written: dict[str, Written] = {}
    smockers: dict[str, Written] = {}
    problems: list[Problem] = []
    for name, text, origin in variables:
        if not text or name in OTHER_VARIABLES:
            continue
        if (row := BY_VARIABLE.get(name)) is not None:
            written[row.name] = Written(_value(row, text), origin)
        elif (row := BY_SMOCKERS_VARIABLE.get(name)) is not None:
            smockers[row.name] = Written(_value(row, text), origin, is_lenient=True)
        elif name.startswith(PREFIX):
            problems.append(_unknown(name, origin))
    return Layer(written, smockers, tuple(problems))


def _value(row: Row, text: str) -> object:
    return split_list(text) if row.is_list else text


def _unknown(name: str, origin: Origin) -> Problem:
    return Problem(
        file=str(origin),
        message="there is no such setting; it is ignored",
        hint=did_you_mean(name, (*BY_VARIABLE, *OTHER_VARIABLES)),
        severity=Severity.WARNING,
        code="unknown-variable",
    )
