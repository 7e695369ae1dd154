"""`smockproxy record`: `serve`, recording what no mock answers unless another mode is asked for."""

from dataclasses import replace

from smockproxy.app.settings.rows import ROWS
from smockproxy.cli.serve import ServeCommand, parameter_of, resolved_of, run_until_stopped
from smockproxy.core.recordmode import RecordMode

EXAMPLES = """\b
Examples:
  smockproxy record
  smockproxy record --record all --record-host '*.shop.test'
  smockproxy record mocks/ --record-dir mocks/recorded --exact

\b
Every other option is one of `smockproxy serve`, and so are the exit codes."""


def _record(**flags: object) -> None:
    """Serve mocks, forward the rest, and write what real servers answer as mocks.

    PATH is a file or a folder of mocks; without one it is mocks/, if there is one. Recordings are in
    `recorded` in that folder. Ctrl-C ends it, and a summary says what was written.
    """
    resolved = resolved_of(flags)
    if not resolved.is_chosen("record"):
        settings = replace(resolved.settings, record=RecordMode.NEW)
        resolved = replace(resolved, settings=settings)
    run_until_stopped(resolved)


record = ServeCommand(
    "record",
    callback=_record,
    params=[parameter_of(row) for row in ROWS if row.name != "offline"],
    help=_record.__doc__,
    epilog=EXAMPLES,
)
