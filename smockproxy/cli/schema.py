"""`smockproxy schema`: the JSON Schema of mock files, for editors."""

from importlib.resources import files
from pathlib import Path

import click

NAME = "mocks.schema.json"
EXAMPLES = """\b
Examples:
  smockproxy schema -o mocks/.smockproxy.schema.json

\b
and in the first line of a file of mocks, for editors with yaml-language-server:
  # yaml-language-server: $schema=.smockproxy.schema.json"""


@click.command(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.option("-o", "--output", metavar="FILE", default="-", help="Write here instead of to standard output.")
def schema(output: str) -> None:
    """Print the JSON Schema of mock files, for editors."""
    text = shipped_schema()
    if output == "-":
        click.echo(text, nl=False)
    else:
        from smockproxy.cli.written import write_whole  # noqa: PLC0415  only when it is needed

        write_whole(Path(output), [text.encode()])


def shipped_schema() -> str:
    """The schema, as it was made from the models."""
    return (files("smockproxy.files") / NAME).read_text(encoding="utf-8")
