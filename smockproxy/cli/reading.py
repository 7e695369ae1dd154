"""What commands share that read files of other programs."""

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smockproxy.cli.written import STANDARD

if TYPE_CHECKING:
    from smockproxy.app.interchange.sources import Source
    from smockproxy.app.settings.table import Settings

READABLE = ("auto", "har", "jsonl", "mitm", "smocker", "vcr")
"""What may be read; `auto` is whatever a file looks like."""


def settings_here(**given: object) -> "Settings":
    """The settings of a command that asks no server. Raises `SystemExit` when they are wrong."""
    from smockproxy.app.settings.sources import SettingsError, resolve  # noqa: PLC0415  needs pydantic

    flags = {name: value for name, value in given.items() if value is not None}
    try:
        return resolve(flags, os.environ, Path.cwd()).settings
    except SettingsError as error:
        click.echo(error, err=True)
        raise SystemExit(2) from error


def sources_in(files: Sequence[str], format_name: str, settings: "Settings") -> tuple["Source", ...]:
    """What files hold, without secrets if the settings say so. Raises `click.ClickException`."""
    from smockproxy.app.interchange.sources import BadSourceError, sources_of  # noqa: PLC0415
    from smockproxy.app.redaction import redaction_of, shown_by, start_redaction  # noqa: PLC0415
    from smockproxy.assembly.interchange import READABLE as FORMATS  # noqa: PLC0415

    if warning := start_redaction(settings):
        click.echo(warning, err=True)
    if not settings.redact:
        click.echo("Warning: secrets are written as they were sent (--no-redact).", err=True)
    try:
        found = sources_of(_contents(files), format_name, FORMATS)
    except BadSourceError as error:
        raise click.ClickException(f"Nothing was read.\n{error}") from None
    shown = shown_by(redaction_of(settings))
    return tuple(source.shown_by(shown) for source in found)


def _contents(files: Sequence[str]) -> Iterator[tuple[str, bytes | Path]]:
    for name in files:
        path = Path(name)
        try:
            if name == STANDARD:
                yield "standard input", sys.stdin.buffer.read()
            else:
                yield name, path if path.is_dir() else path.read_bytes()
        except OSError as error:
            raise click.ClickException(f"Cannot read {name}: {error.strerror or error}.") from None
