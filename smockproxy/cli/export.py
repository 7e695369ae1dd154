"""`smockproxy export`: the history of a running smockproxy, or a file, in another format."""

import click

from smockproxy.app.api.parameters import FORMATS
from smockproxy.cli.asking import admin_option, asking, given_of
from smockproxy.cli.reading import READABLE, settings_here, sources_in
from smockproxy.cli.written import write_out

SERVER = "server"

EXAMPLES = """\b
Examples:
  smockproxy export har -o today.har
  smockproxy export har --from flows.mitm -o flows.har
  smockproxy export mitm --from shop.har -o shop.mitm"""


@click.command(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.argument("format_name", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option(
    "--from",
    "origin",
    metavar="FILE|server",
    default=SERVER,
    show_default=True,
    help="Where the exchanges come from: a running smockproxy, or a file of any format that import knows.",
)
@click.option(
    "--from-format",
    type=click.Choice(READABLE),
    default="auto",
    show_default=True,
    help="The format of that file.",
)
@click.option("-o", "--output", metavar="FILE", default="-", help="Write here instead of to standard output.")
@click.option(
    "--redact/--no-redact",
    default=None,
    help="Write pseudonyms for secrets, or what was sent.  [default: as the settings say]",
)
@admin_option
def export(
    format_name: str, origin: str, from_format: str, output: str, admin: str, *, redact: bool | None
) -> None:
    """Write exchanges as FORMAT: har, mitm (mitmproxy's flows), jsonl, or smocker (its sessions).

    `smockproxy history export` has filters as well.
    """
    if origin == SERVER:
        with asking(admin) as client:
            write_out(output, client.export_history(**given_of(format=format_name, redact=redact)))
        return
    from smockproxy.app.interchange.importtext import losses_text  # noqa: PLC0415
    from smockproxy.assembly.interchange import WRITABLE  # noqa: PLC0415

    (source,) = sources_in([origin], from_format, settings_here(redact=redact))
    write_out(output, WRITABLE[format_name](source.read))
    click.echo(losses_text(source.name, source.read.losses), err=True, nl=False)
