"""`smockproxy check`: every problem of the files of mocks at once, without serving them."""

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from smockproxy.core.problem import Problem

BAD_USAGE = 2
"""Exit code when a flag or a setting is wrong, a path is not there, or there is nothing to check."""
FAILED = 1
FORMATS = ("text", "json", "github")
FAIL_ON = ("error", "warning")

EXAMPLES = """\b
Examples:
  smockproxy check
  smockproxy check mocks/ more.yml --fail-on warning
  smockproxy check --format github      annotations in a workflow of GitHub

\b
Exit codes: 0 fine, 1 an error (or a warning, with --fail-on warning), 2 wrong flag or
setting, a path that is not there, or nothing to check."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Text for people, one JSON document, or annotations for GitHub.",
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="The mildest problem for which the exit code is 1.",
)
@click.option(
    "--run-python",
    is_flag=True,
    help="Run modules of mocks (*.py), as the server does, to see what they declare.",
)
@click.option(
    "--longest-delay",
    metavar="N",
    default=None,
    help="As for serve: the longest delay, in milliseconds, that an answer may have; 0 is any.",
)
def check(
    paths: tuple[str, ...], format_name: str, fail_on: str, longest_delay: str | None, *, run_python: bool
) -> None:
    """Report every problem of mock files, without serving them.

    PATH is a file or a folder of mocks; without one they are those that `serve` would read.
    """
    from smockproxy.app.mocks.check import FailOn, paths_of  # noqa: PLC0415  needs pydantic
    from smockproxy.app.mocks.check import check as check_files  # noqa: PLC0415
    from smockproxy.app.mocks.checktext import FORMATS as WRITTEN  # noqa: PLC0415
    from smockproxy.app.scripts.inspection import inspector  # noqa: PLC0415
    from smockproxy.app.settings.sources import SettingsError, resolve  # noqa: PLC0415
    from smockproxy.engines.inspection import Inspection  # noqa: PLC0415

    given = {"mocks": paths, "longest_delay": longest_delay}
    try:
        resolved = resolve(
            {name: value for name, value in given.items() if value not in (None, ())}, os.environ, Path.cwd()
        )
    except SettingsError as error:
        click.echo(error, err=True)
        raise SystemExit(BAD_USAGE) from error
    chosen = paths_of(resolved.settings.mocks, Path.cwd())
    if not chosen:
        raise click.UsageError("There is no mocks/ here, and no path was given.")
    with closing(Inspection()) as inspection:
        bound = resolved.settings.delay_bound
        checked = check_files(chosen, inspector(inspection, reads_modules=run_python, longest_delay=bound))
    if checked.missing:
        raise click.UsageError("\n".join(map(_missing, checked.missing)))
    if not checked.files and not checked.problems:
        raise click.UsageError(f"There are no files of mocks in {', '.join(chosen)}.")
    click.echo(WRITTEN[format_name](checked), nl=False)
    if checked.fails(FailOn(fail_on)):
        raise SystemExit(FAILED)


def _missing(problem: "Problem") -> str:
    return f"There is no {problem.file}. {problem.hint[:1].upper()}{problem.hint[1:]}".rstrip()
