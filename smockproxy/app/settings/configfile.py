"""The layer of settings that is a file: `smockproxy.toml`, or `[tool.smockproxy]` in `pyproject.toml`."""

import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from smockproxy.app.settings.origin import Layer, Origin, Source, Written
from smockproxy.app.settings.rows import BY_NAME
from smockproxy.app.settings.values import shown
from smockproxy.core.problem import Problem, did_you_mean

OWN_FILE = "smockproxy.toml"
PROJECT_FILE = "pyproject.toml"


class BadFileError(Exception):
    """A file that is there but does not hold settings; its text says why."""


def file_layer(folder: Path) -> Layer:
    """What the nearest file says: of the working directory, else of the nearest parent that has one."""
    for candidate in _candidates(folder):
        file = candidate.name if candidate.parent == folder else str(candidate)
        try:
            table = _table(candidate)
        except BadFileError as error:
            return Layer(problems=(Problem(file=file, message=str(error)),))
        if table is not None:
            return _layer(table, file, None if candidate.parent == folder else candidate.parent)
    return Layer()


def _candidates(folder: Path) -> Iterator[Path]:
    for place in (folder, *folder.parents):
        if place == folder or not _is_open_to_all(place):
            yield from (file for name in (OWN_FILE, PROJECT_FILE) if (file := place / name).is_file())


def _is_open_to_all(folder: Path) -> bool:
    """Whether it is a folder such as /tmp, where a stranger's file must not choose the scripts we load."""
    return bool(folder.stat().st_mode & stat.S_ISVTX)


def _table(file: Path) -> Mapping[str, Any] | None:
    """Our table in a file, or None when the file has none."""
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadFileError(f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFileError(f"is not TOML: {error}") from error
    if file.name == OWN_FILE:
        return document
    tools = document.get("tool")
    table = tools.get("smockproxy") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise BadFileError(f"[tool.smockproxy]: expected a table, found {shown(table)}")
    return table


def _layer(table: Mapping[str, Any], file: str, folder: Path | None) -> Layer:
    written = {
        name: Written(value, Origin(Source.FILE, name, file))
        for name, value in table.items()
        if name in BY_NAME
    }
    unknown = (
        Problem(
            file=file,
            path=name,
            message="there is no such setting",
            hint=did_you_mean(name, BY_NAME),
            code="unknown-setting",
        )
        for name in table
        if name not in BY_NAME
    )
    return Layer(written, problems=tuple(unknown), folder=folder)
