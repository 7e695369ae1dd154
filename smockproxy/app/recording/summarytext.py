"""The summary of a recording, as text."""

from collections.abc import Iterator

from smockproxy.app.recording.recorder import Summary
from smockproxy.app.verdicts.text import counted


def summary_text(summary: Summary, *, is_redacting: bool) -> str:
    """What was recorded, what was not, and why; with its last line end."""
    return "".join(f"{line}\n" for line in _lines(summary, is_redacting=is_redacting))


def _lines(summary: Summary, *, is_redacting: bool) -> Iterator[str]:
    written = summary.written
    files = f"{counted(len(summary.files), 'file')} written in {summary.folder}"
    yield f"recorded {counted(summary.exchanges, 'exchange')}; {files}"
    yield f"  mocks: {written.new} new, {written.changed} changed, {written.unchanged} unchanged"
    if written.edited:
        yield f"  left alone, although another answer came: {counted(written.edited, 'mock')}"
    if not is_redacting:
        yield "  secrets are in the files as they were sent: --no-redact"
    elif summary.secrets:
        yield f"  secrets replaced in {counted(summary.secrets, 'exchange')}"
    for reason, many in sorted(summary.left_out.items()):
        yield f"  {counted(many, 'exchange')} not recorded: {reason}"
    yield from (f"  {flaw}" for flaw in written.flaws)
    if summary.error:
        yield f"  not all is written: {summary.error}"
