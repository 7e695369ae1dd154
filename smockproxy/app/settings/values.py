"""One value of a setting, as it was written → as the program uses it.

Imported late: it needs pydantic.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from smockproxy.app.settings.rows import Row

SHOWN = 60
"""How many characters of a bad value a message shows."""


class BadValueError(ValueError):
    """A value that the setting does not take."""


def parse_value(row: Row, written: object) -> Any:
    """The value of a setting. Raises `BadValueError`, whose text says what was expected and what was found.

    A text stands for what it spells (`"8080"`, `"yes"`); anything else has to be of the right type already.
    """
    found = _as_spelt(row, written)
    kind: TypeAdapter[Any] = TypeAdapter(Annotated[row.type, Field(ge=row.low, le=row.high)])
    try:
        value = kind.validate_python(found, strict=not isinstance(found, str))
    except ValidationError as error:
        raise BadValueError(f"expected {row.expected}, found {shown(written)}") from error
    if row.choices and found not in row.choices:
        raise BadValueError(f"expected {row.expected}, found {shown(written)}")
    if row.flaw_of is not None:
        _check_each(row.flaw_of, value if row.is_list else (value,))
    return value


def _check_each(flaw_of: Callable[[str], str], texts: Iterable[str]) -> None:
    for text in texts:
        if flaw := flaw_of(text):
            raise BadValueError(f"{shown(text)} {flaw}")


def _as_spelt(row: Row, written: object) -> object:
    if row.is_list and isinstance(written, (list, tuple)):
        return tuple(written)
    return written.lower() if row.folds_case and isinstance(written, str) else written


def split_list(text: str) -> object:
    """A list in one variable: JSON if it begins with `[`, else parted by `os.pathsep`, as PATH is.

    JSON that cannot be read stays a text, which no list takes.
    """
    if not text.lstrip().startswith("["):
        return [part for part in text.split(os.pathsep) if part]
    try:
        return json.loads(text)
    except ValueError:
        return text


def anchor(row: Row, value: Any, folder: Path | None) -> Any:
    """The value with its paths put under a folder; `~/` is the home folder. Other values stay."""
    if not row.path:
        return value
    if isinstance(value, tuple):
        return tuple(_anchored(path, folder) for path in value)
    return _anchored(value, folder)


def _anchored(path: str, folder: Path | None) -> str:
    if path.startswith("~/"):
        return str(Path.home() / path[2:])
    return str(folder / path) if folder and path else path


def shown(written: object) -> str:
    """A value in a message: quoted if it is a text, and not too long."""
    text = json.dumps(written, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
