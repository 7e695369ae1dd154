"""`smockproxy replay`: the server, with nothing behind it but a recording."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from smockproxy.app.settings.rows import ROWS
from smockproxy.cli.serve import ServeCommand, parameter_of, resolved_of, run_until_stopped
from smockproxy.core.decision import Unmatched

BAD_SOURCE = 1
"""Exit code when there is nothing to replay."""
NOT_HERE = ("mocks", "offline", "unmatched", "ageing", "report")
"""Settings that a replay settles."""
EXAMPLES = """\b
Examples:
  smockproxy replay mocks/recorded
  smockproxy replay yesterday.har flows.mitm --timing recorded
  smockproxy replay checkout --sessions-dir .smockproxy --fail-under 95

\b
Exit codes: those of `smockproxy serve`, and 1 for what can't be replayed or
when mocks answered less than --fail-under says."""


def _replay(*, source: tuple[str, ...], freeze: bool, **flags: object) -> None:
    """Answer offline with recordings, as of today, and tell how much of the requests they answered.

    SOURCE is a folder or a file of mocks, a HAR, a flow file of mitmproxy, JSON lines of `history export`, a
    cassette of VCR.py, sessions of Smocker, or the name of a session in --sessions-dir. Whatever no mock
    answers is refused.
    """
    from smockproxy.assembly.replaying import SourceError, gathered  # noqa: PLC0415  imports every layer

    resolved = resolved_of(flags)
    with TemporaryDirectory(prefix="smockproxy-replay-") as folder:
        try:
            found = gathered(source, resolved.settings, Path(folder))
        except SourceError as error:
            click.echo(f"smockproxy: {error}", err=True)
            raise SystemExit(BAD_SOURCE) from error
        if not resolved.settings.quiet:
            for remark in found.remarks:
                click.echo(remark, err=True)
        settings = replace(
            resolved.settings,
            mocks=tuple(found.mocks),
            sessions_dir="",
            offline=True,
            unmatched=Unmatched.REFUSE,
            ageing=not freeze,
            report=True,
        )
        run_until_stopped(replace(resolved, settings=settings))


replay = ServeCommand(
    "replay",
    callback=_replay,
    params=[
        click.Argument(["source"], nargs=-1, required=True, metavar="SOURCE..."),
        click.Option(["--freeze"], is_flag=True, help="Leave dates and tokens as they were recorded."),
        *(
            parameter_of(row)
            for row in ROWS
            if row.name not in NOT_HERE and not row.name.startswith("record")
        ),
    ],
    help=_replay.__doc__,
    epilog=EXAMPLES,
)
