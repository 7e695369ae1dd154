"""Verify: the verdict on a session, what it is asked to fail on, and the exit code that says how it ended."""

import asyncio
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, replace

from smockproxy.app.usage import UsageError
from smockproxy.core.bounds import VerdictOutcome
from smockproxy.core.breach import USUAL, Breach
from smockproxy.core.engine import Engine
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mockset import MockSet
from smockproxy.core.problem import did_you_mean
from smockproxy.core.session import Session
from smockproxy.core.verify import FindTrace, Verdict, verify

WORDS = tuple(breach.value for breach in Breach)
"""What a verdict can be asked to fail on."""
NOT_AS_EXPECTED = 1
"""The exit code of a verdict that is not passed."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a verdict is made from, as it is at one moment; it may be used in another thread."""

    mocks: MockSet
    session: Session
    """A copy: its counts stay as they are."""
    entries: Iterable[HistoryEntry]
    """The session's, oldest first."""
    count_evicted: Callable[[], int] = lambda: 0
    """How many of the session's made room; asked after the walk, for they may do so until it begins."""
    find_trace: FindTrace = lambda _: None

    @classmethod
    def of(
        cls,
        engine: Engine,
        entries: Iterable[HistoryEntry],
        count_evicted: Callable[[], int] = lambda: 0,
        find_trace: FindTrace = lambda _: None,
    ) -> "Grounds":
        """The grounds on the session of an engine; exchanges of other sessions are passed over.

        To be called on the loop; `entries` must be what there is now, whatever comes afterwards.
        """
        wanted = engine.session.facts.id
        own = (entry for entry in entries if entry.session == wanted)
        return cls(engine.mocks, engine.session.copy(), own, count_evicted, find_trace)


async def verdict_on(grounds: Grounds, fail_on: Set[Breach] = USUAL) -> Verdict:
    """The verdict, found off the loop."""
    return await asyncio.to_thread(_verdict_on, grounds, fail_on)


def _verdict_on(grounds: Grounds, fail_on: Set[Breach]) -> Verdict:
    verdict = verify(
        grounds.mocks, grounds.session, grounds.entries, fail_on=fail_on, find_trace=grounds.find_trace
    )
    return replace(verdict, evicted=grounds.count_evicted())


def breaches_of(words: Iterable[str]) -> frozenset[Breach]:
    """What to fail on, from words such as `unmatched`, or several with commas between them.

    Without any, what a verdict usually fails on. Raises `UsageError`.
    """
    asked = [word.strip().lower() for text in words for word in text.split(",") if word.strip()]
    for word in asked:
        if word not in WORDS:
            hint = did_you_mean(word, WORDS).capitalize()
            known = f"{', '.join(WORDS[:-1])} or {WORDS[-1]}"
            told = f'A verdict cannot fail on "{word}"; expected {known}.'
            raise UsageError(f"{told} {hint}".rstrip())
    return frozenset(map(Breach, asked)) or USUAL


def exit_code(outcome: VerdictOutcome) -> int:
    """0 when passed; what is incomplete is not, for nobody knows what is missing."""
    return 0 if outcome is VerdictOutcome.PASSED else NOT_AS_EXPECTED
