"""What commands print and write: JSON, tables, files."""

import json
import os
import sys
from collections.abc import Iterable, Sequence, Set
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

STANDARD = "-"
NONE: Set[str] = frozenset()


def as_json_text(value: Any) -> str:
    """A document for people and programs."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def columns(headings: Sequence[str], rows: Iterable[Sequence[str]], to_the_right: Set[str] = NONE) -> str:
    """A table: one line a row, below the headings; some columns stand to the right."""
    lines = [headings, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(f"{_line(cells, widths, headings, to_the_right)}\n" for cells in lines)


def _line(
    cells: Sequence[str], widths: Sequence[int], headings: Sequence[str], to_the_right: Set[str]
) -> str:
    padded = (
        cell.rjust(width) if heading in to_the_right else cell.ljust(width)
        for cell, width, heading in zip(cells, widths, headings, strict=True)
    )
    return "  ".join(padded).rstrip()


def write_out(output: str, pieces: Iterable[bytes]) -> None:
    """Write to a file, or to standard output for `-`. Raises `click.ClickException`."""
    if output == STANDARD:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.buffer.flush()
    else:
        write_whole(Path(output), pieces)


def write_whole(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file that has its name only once all of it is there. Raises `click.ClickException`."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            file.writelines(pieces)
        unfinished.replace(path)
    except OSError as error:
        raise click.ClickException(f"Cannot write {path}: {error.strerror or error}.") from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def read_text(name: str) -> str:
    """A file's text, or that of standard input for `-`. Raises `click.ClickException`."""
    try:
        raw = sys.stdin.buffer.read() if name == STANDARD else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise click.ClickException(f"Cannot read {name}: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise click.ClickException(f"Cannot read {name}: byte {error.start} is not UTF-8.") from None
