"""`smockproxy verify`: the verdict on a session of a running smockproxy."""

from typing import Any

import click

from smockproxy.cli.asking import HELP, admin_option, asking, given_of, redact_option, session_option
from smockproxy.cli.written import write_out

FORMATS = ("text", "json", "junit")
EXAMPLES = """\b
Examples:
  smockproxy verify
  smockproxy verify --session worker-1 --fail-on unmatched --fail-on unused
  smockproxy verify --format junit -o verify.xml

\b
Exit codes: 0 passed; 1 failed, or incomplete since the history had no room for all;
2 wrong flag."""


@click.command(context_settings=HELP, epilog=EXAMPLES)
@session_option
@click.option(
    "--fail-on",
    multiple=True,
    metavar="WORD",
    help="What it fails on instead of unverified, refused and failed; also unmatched, forwarded, unused. "
    "Several with commas, or by repeating the flag.",
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
@redact_option
@admin_option
def verify(admin: str, session: str | None, output: str, **given: Any) -> None:
    """Say whether every mock was used as it says, and what went wrong."""
    from smockproxy.app.verdicts.formats import FORMATS as WRITTEN  # noqa: PLC0415 - only when the command runs

    words = [word for chosen in given["fail_on"] for word in chosen.split(",") if word]
    with asking(admin, session) as client:
        verdict = client.verify(**given_of(redact=given["redact"], fail_on=words or None))
    write = WRITTEN["json" if given["as_json"] else given["format_name"]]
    write_out(output, [write(verdict)])
    if verdict["outcome"] != "passed":
        raise SystemExit(1)
