"""`smockproxy import`: what other programs recorded becomes mocks."""

from pathlib import Path

import click

from smockproxy.cli.reading import READABLE, settings_here, sources_in

LOST = 1
"""Exit code with --strict when not all was carried over."""

EXAMPLES = """\b
Examples:
  smockproxy import auto shop.har
  smockproxy import mitm flows.mitm --dry-run
  smockproxy import vcr tests/cassettes/*.yaml -o mocks --strict
  smockproxy import smocker sessions.json

\b
Exit codes: 0 fine, 1 a file that cannot be read, or (with --strict) something was not
carried over, 2 wrong flag or setting."""


@click.command("import", context_settings={"help_option_names": ["-h", "--help"]}, epilog=EXAMPLES)
@click.argument("format_name", metavar="FORMAT", type=click.Choice(READABLE))
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    default="mocks",
    show_default=True,
    help="The folder of mocks; recorded ones are written into DIR/recorded/HOST/.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--strict", is_flag=True, help="End with status 1 if something could not be carried over.")
@click.option(
    "--redact/--no-redact", default=None, help="Replace secrets by pseudonyms.  [default: --redact]"
)
def importing(
    format_name: str, files: tuple[str, ...], output: str, *, dry_run: bool, strict: bool, redact: bool | None
) -> None:
    """Make mocks of what others recorded: HARs, mitmproxy's flows, cassettes, Smocker's sessions.

    FORMAT is har, mitm, vcr, smocker or jsonl, or auto for what each file looks like. FILE is "-" for
    standard input. What a file has that mocks can't hold is told, with its place.
    """
    from smockproxy.app.interchange.importing import imported, write_imported  # noqa: PLC0415
    from smockproxy.app.interchange.importtext import import_text  # noqa: PLC0415
    from smockproxy.app.recording.drafting import drafting  # noqa: PLC0415
    from smockproxy.files.draftfolder import DraftError  # noqa: PLC0415

    settings = settings_here(redact=redact)
    sources = sources_in(files, format_name, settings)
    found = imported(sources, drafting(settings.when_used_up, is_exact=settings.record_exact))
    if not dry_run:
        try:
            write_imported(found, sources, Path(output))
        except DraftError as error:
            raise click.ClickException(str(error)) from None
    click.echo(import_text(found, sources, output, is_dry=dry_run), nl=False)
    if strict and found.losses:
        raise SystemExit(LOST)
