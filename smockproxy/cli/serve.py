"""`smockproxy serve`: the proxy and its admin API, until they are stopped.

The options are made from the settings table. Their values are checked together with those of variables and
files, so that all that is wrong is said at once.
"""

import gc
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Never

import click

from smockproxy.app.settings.rows import BY_ALIAS, ROWS, Row
from smockproxy.cli.goflags import spelt_out
from smockproxy.cli.keptcode import KEPT
from smockproxy.files.unplugged import unplugged

if TYPE_CHECKING:
    from smockproxy.app.settings.sources import Resolved

BAD_SETTINGS = 2
"""Exit code when a setting is wrong, wherever it was written; click's for a wrong flag."""

EXAMPLES = """\b
Examples:
  smockproxy serve
  smockproxy serve mocks/ more.yml --port 9000 --unmatched refuse
  curl --proxy http://127.0.0.1:8080 http://hello.test/

\b
Every setting has a variable too, such as SMOCKPROXY_PORT, also in .env, and a key in
smockproxy.toml or in [tool.smockproxy] of pyproject.toml. Flags win over variables,
these over .env, this over the file; --print-config shows what came from where.
Smocker's flags are taken as well, also with one dash, and its variables.

\b
Exit codes: 0 stopped by SIGTERM, 1 first mocks or TLS files that cannot be used,
2 wrong flag or setting, 3 could not start for another reason, 130 stopped by Ctrl-C."""


class ServeCommand(click.Command):
    """`serve`, which also takes Smocker's flags as Go writes them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Raises `click.UsageError`."""
        with click.core.augment_usage_errors(ctx):
            spelt = spelt_out(args)
        return super().parse_args(ctx, spelt)


def parameter_of(row: Row) -> click.Parameter:
    """A setting as an argument or an option."""
    if not row.flags:
        return click.Argument([row.name], nargs=-1, metavar=f"[{row.metavar}]...")
    if row.is_switch:
        return click.Option([f"{row.flag}/{row.off_flag}", row.name], default=None, help=_help(row))
    return click.Option(
        [*row.flags, row.name], multiple=row.is_list, default=None, metavar=row.metavar, help=_help(row)
    )


def _alias(row: Row) -> click.Parameter:
    """Smocker's flag; apart from ours, so that two values are noticed."""
    return click.Option(
        [row.alias_flag, row.alias],
        default=None,
        metavar=row.metavar,
        help=f"{row.flag}, by the name that Smocker has for it.",
    )


def _help(row: Row) -> str:
    if row.is_list or row.default == "":
        return row.summary
    default = str(row.default).lower() if row.is_switch else getattr(row.default, "value", row.default)
    return f"{row.summary} [default: {default}]"


def _serve(*, print_config: bool, **flags: object) -> None:
    """Serve mocks to any program: answer what they match, forward the rest, keep a history.

    PATH is a file or a folder of mocks; without one it is mocks/, if there is one.
    """
    resolved = resolved_of(flags)
    if print_config:
        from smockproxy.app.settings.print_config import print_config as as_text  # noqa: PLC0415  the same

        click.echo(as_text(resolved), nl=False)
        return
    run_until_stopped(resolved)


def resolved_of(flags: Mapping[str, object]) -> "Resolved":
    """The settings of a run; what is wrong with them ends the command, what is odd is told."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # or every package is looked at for some
    from smockproxy.app.settings.sources import SettingsError, resolve  # noqa: PLC0415  needs pydantic

    given = {name: value for name, value in flags.items() if value not in (None, ())}
    try:
        with unplugged():
            resolved = resolve(given, os.environ, Path.cwd())
    except SettingsError as error:
        if given:
            click.echo(click.get_current_context().get_usage(), err=True)
        click.echo(error, err=True)
        raise SystemExit(BAD_SETTINGS) from error
    if not resolved.settings.quiet:
        for warning in resolved.warnings:
            click.echo(f"warning: {warning}", err=True)
    return resolved


def run_until_stopped(resolved: "Resolved") -> Never:
    """Serve, and end with the exit code that follows."""
    gc.disable()  # until all is loaded
    try:
        with unplugged():
            from smockproxy.assembly import serve as serve_until_stopped  # noqa: PLC0415  imports mitmproxy

        KEPT.save()
        raise SystemExit(serve_until_stopped(resolved))
    finally:
        gc.enable()
        KEPT.save()


serve = ServeCommand(
    "serve",
    callback=_serve,
    params=[
        *map(parameter_of, ROWS),
        *map(_alias, BY_ALIAS.values()),
        click.Option(["--print-config"], is_flag=True, help="Print every setting and where it came from."),
    ],
    help=_serve.__doc__,
    epilog=EXAMPLES,
)
