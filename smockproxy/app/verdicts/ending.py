"""How a run ends: the verdicts on its sessions as one exit code, and as what is printed at the end."""

from collections.abc import Mapping
from dataclasses import dataclass

from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.app.verdicts.text import summary_text, verdict_text
from smockproxy.app.verdicts.verify import exit_code
from smockproxy.core.bounds import VerdictOutcome
from smockproxy.core.redact import Redaction
from smockproxy.core.verify import Verdict


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a run."""

    code: int
    text: str
    """What there is to say; a session that passed has one line."""


def ending_of(verdicts: Mapping[str, Verdict], redaction: Redaction | None = None) -> Ending:
    """The end of a run with these sessions, by the names that clients gave them; the unnamed one has none."""
    told = [_told(name, verdict, redaction) for name, verdict in verdicts.items()]
    code = max((exit_code(verdict.outcome) for verdict in verdicts.values()), default=0)
    return Ending(code, "\n".join(told))


def _told(name: str, verdict: Verdict, redaction: Redaction | None) -> str:
    title = f"Session {name}: " if name else ""
    shape = verdict_shape(verdict, redaction)
    if verdict.outcome is VerdictOutcome.PASSED:
        return f"{title}{summary_text(shape)}\n"
    return f"{title}{verdict_text(shape, can_be_asked=False)}"
