"""How mitmproxy's user interfaces show our markers.

Source: mitmproxy 12.2 looks a flow's marker up in a table. mitmweb shows, and filters by, what it finds
there; the console shows its first character. For what is not in the table both show one and the same dot.
"""

from mitmproxy.utils.emoji import emoji

from smockproxy.core.history import Outcome

SHOWN = {
    Outcome.MOCKED: "✓ mocked",
    Outcome.FORWARDED: "→ forwarded",
    Outcome.REFUSED: "⊘ refused",
    Outcome.FAILED: "✗ failed",
    Outcome.CALLBACK: "↩ callback",
}
GAP = "\N{NO-BREAK SPACE}"
"""Keeps the marker off mitmweb's next column."""


def make_markers_known() -> None:
    """Add our markers to the table, so that they differ and `~marker mocked` works in mitmweb, too."""
    emoji.update({outcome.value: f"{shown}{GAP}" for outcome, shown in SHOWN.items()})
