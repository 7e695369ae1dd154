"""The command line: one module a command, imported when its command is.

Rules of this package: at import, the standard library, click and the settings table only, so that `--help` is
quick; that of the whole group imports no command at all.
"""

import gc
from importlib import import_module
from typing import Any, Never

import click

from smockproxy.cli.keptcode import keep
from smockproxy.version import VERSION

COMMANDS = {
    "serve": "Serve mocks to any program: answer what they match, forward the rest, keep a history.",
    "record": "Serve mocks, forward the rest, and write what real servers answer as mocks.",
    "replay": "Answer offline with recordings, as of today, and tell how much of the requests they answered.",
    "history": "Look at the exchanges of a running smockproxy, export or forget them.",
    "mocks": "List the mocks of a running smockproxy, add some, change them, switch them off and on.",
    "sessions": "List sessions of a running smockproxy, set them up, put them back, forget them.",
    "verify": "Say whether every mock was used as it says, and what went wrong.",
    "usage": "Show how often each mock was used, when last, and how long its answers took.",
    "report": "Tell which part of the requests mocks answered, host by host.",
    "why": "Say which mock answers a request and why the others don't, and what would make one match.",
    "state": "Show, set or clear what the scripts of a running smockproxy remember.",
    "chaos": "Disturb what mocks and real servers answer: errors, delays, dropped connections.",
    "clock": "Show the clock of a session, set it, put it forward, freeze it.",
    "resources": "List the resources of a running smockproxy, show their rows, put them back.",
    "route": "Let hosts be real or mocked, wholly or in part, while requests come.",
    "scenarios": "List the scenarios of a session, set them, put them back.",
    "import": "Make mocks of what others recorded: HARs, mitmproxy's flows, cassettes, Smocker's sessions.",
    "export": "Write exchanges as FORMAT: har, mitm (mitmproxy's flows), jsonl, or smocker (its sessions).",
    "check": "Report every problem of mock files, without serving them.",
    "init": "Write a first mock, and what an editor needs to check mocks, into DIR/mocks/.",
    "schema": "Print the JSON Schema of mock files, for editors.",
}
"""Name of the command, which is mostly that of its module → the first line of its help."""

MODULES = {"import": "importing"}
"""Modules of commands whose names are words of Python's."""

INTERRUPTED = 130
"""Exit code of a command that Ctrl-C ended: 128 + SIGINT, as shells count."""


class LazyGroup(click.Group):
    """The group of the commands in `COMMANDS`; without one, `serve` is meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The commands' names, in the order of the table."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """The command of a name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        keep()
        gc.disable()  # what is imported stays: a look through it for garbage finds none, and takes time
        try:
            module = MODULES.get(cmd_name, cmd_name)
            command: click.Command = getattr(import_module(f"{__name__}.{module}"), module)
        finally:
            gc.enable()
        return command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002  click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `smockproxy` and `smockproxy --port 0` for `smockproxy serve …`."""
        own = {flag for parameter in self.get_params(ctx) for flag in parameter.opts}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["serve", *args]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant. Raises `click.UsageError`, with the nearest name, when there is none."""
        if args[0] not in COMMANDS:
            from smockproxy.core.problem import did_you_mean  # noqa: PLC0415  only a wrong word pays for it

            hint = did_you_mean(args[0], COMMANDS) or f"the commands are {', '.join(COMMANDS)}"
            ctx.fail(f'There is no command "{args[0]}": {hint}')
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends it quietly."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _interrupted(ctx)


def _interrupted(ctx: click.Context) -> Never:
    ctx.exit(INTERRUPTED)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`smockproxy` alone is `smockproxy serve`. `smockproxy COMMAND --help` has examples.",
)
@click.version_option(VERSION, "--version", message="%(prog)s %(version)s", prog_name="smockproxy")
def main() -> None:
    """Run any program against mocked HTTP dependencies, without a changed line of code."""
