"""`smockproxy report`: which part of the requests mocks answered, host by host."""

import click

from smockproxy.cli.asking import HELP, admin_option, asking, only_session_option
from smockproxy.cli.written import write_out

FORMATS = ("text", "json", "junit")
EXAMPLES = """\b
Examples:
  smockproxy report
  smockproxy report --fail-under 95
  smockproxy report --session worker-1 --format junit -o report.xml

\b
Exit codes: 0 enough requests were matched; 1 fewer than --fail-under says;
2 wrong flag."""


@click.command(context_settings=HELP, epilog=EXAMPLES)
@only_session_option
@click.option(
    "--fail-under",
    metavar="PERCENT",
    type=click.FloatRange(0, 100),
    default=0,
    help="End with status 1 if mocks answered a smaller part of the requests, or none came.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Text for people, one JSON document, or JUnit XML.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("-o", "--output", metavar="FILE", default="-", help="Write here instead of to standard output.")
@admin_option
def report(
    admin: str, session: str | None, fail_under: float, format_name: str, output: str, *, as_json: bool
) -> None:
    """Tell which part of the requests mocks answered, host by host."""
    from smockproxy.app.verdicts.reportformats import FORMATS as WRITTEN  # noqa: PLC0415 - when it runs
    from smockproxy.app.verdicts.reporttext import is_under  # noqa: PLC0415 - when it runs

    with asking(admin) as client:
        told = client.get_report(**({} if session is None else {"session": session}))
    write = WRITTEN["json" if as_json else format_name]
    write_out(output, [write(told, fail_under)])
    if is_under(told, fail_under):
        raise SystemExit(1)
