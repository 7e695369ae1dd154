"""What an import came to, as text: what was read and written, and what could not be carried over."""

from collections.abc import Iterator, Sequence

from smockproxy.app.interchange.importing import RECORDED, Imported
from smockproxy.app.interchange.sources import Source
from smockproxy.app.verdicts.text import counted
from smockproxy.app.visible import visible
from smockproxy.interop.reading import Loss

MOST_LISTED = 100
"""Losses of one file that are listed."""


def import_text(found: Imported, sources: Sequence[Source], folder: str, *, is_dry: bool) -> str:
    """The whole summary; with its last line end."""
    return "".join(f"{line}\n" for line in _lines(found, sources, folder, is_dry=is_dry))


def losses_text(name: str, losses: Sequence[Loss]) -> str:
    """What of a file was not carried over; nothing if all was."""
    return "".join(f"{line}\n" for line in _losses(name, losses))


def _lines(found: Imported, sources: Sequence[Source], folder: str, *, is_dry: bool) -> Iterator[str]:
    for source in sources:
        yield f"{visible(source.name)}: {source.title}, {counted(len(source.read.entries), 'exchange')}"
        yield from _losses("", [loss for name, loss in found.losses if name == source.name])
    files = sorted({draft.file for draft in found.drafts})
    mocks, where = counted(len(found.drafts), "mock"), f"in {visible(folder)}"
    if is_dry:
        exchanges = counted(found.exchanges, "exchange")
        yield f"would write {mocks} of {exchanges} into {counted(len(files), 'file')} {where}:"
        yield from (f"  {RECORDED}/{visible(file)}" for file in files)
        return
    written = found.written
    yield f"{mocks} of {counted(found.exchanges, 'exchange')} in {counted(len(files), 'file')} {where}"
    yield f"  {written.new} new, {written.changed} changed, {written.unchanged} unchanged"
    if written.edited:
        yield f"  left alone, although another answer came: {counted(written.edited, 'mock')}"
    yield from (f"  {RECORDED}/{visible(file)}" for file in written.files)
    yield from (f"  {visible(file)}" for file in found.mock_files)
    yield from (f"  {visible(flaw)}" for flaw in written.flaws)


def _losses(name: str, losses: Sequence[Loss]) -> Iterator[str]:
    if not losses:
        return
    yield f"{visible(name)}: not carried over:" if name else "  not carried over:"
    yield from (f"    {visible(str(loss))}" for loss in losses[:MOST_LISTED])
    if len(losses) > MOST_LISTED:
        yield f"    and {len(losses) - MOST_LISTED:,} more"
