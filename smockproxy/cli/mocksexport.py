"""`smockproxy history export --format mocks`: exchanges of a running smockproxy as files of mocks.

The server replaces the secrets before it gives the exchanges away.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from smockproxy.app.recording.afterwards import record_entries
from smockproxy.app.recording.drafting import drafting
from smockproxy.app.recording.summarytext import summary_text
from smockproxy.cli.asking import asking
from smockproxy.cli.written import STANDARD
from smockproxy.core.entry import HistoryEntry
from smockproxy.files.draftfolder import DraftError
from smockproxy.interop.jsonlreading import read_jsonl


def export_mocks(admin: str, output: str, asked: Mapping[str, Any], *, is_exact: bool) -> None:
    """Write what was asked for into a folder; of exact mocks nothing is inferred.

    Raises `click.ClickException`.
    """
    if output == STANDARD:
        raise click.UsageError("--format mocks writes a folder: say which with -o DIR.")
    with asking(admin) as client:
        raw = b"".join(client.export_history(**{**asked, "format": "jsonl", "order": "oldest"}))
    try:
        draft = drafting(is_exact=is_exact)
        summary = record_entries(read_jsonl(raw).entries, Path(output), _as_it_is, draft)
    except DraftError as error:
        raise click.ClickException(f"Cannot write the mocks: {error}.") from None
    click.echo(summary_text(summary, is_redacting=True), nl=False)


def _as_it_is(entry: HistoryEntry) -> HistoryEntry:
    return entry
