"""One running smockproxy, as clients of one session name see it: what is in force, and its history.

The proxy edge and the admin API share it.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from smockproxy.app.history.events import Events
from smockproxy.app.replaying.asked import replay_of
from smockproxy.app.scripts.scripting import Run, Scripts, no_workers
from smockproxy.app.sessions.succession import Sessions
from smockproxy.app.sessions.uncollected import leave_alone
from smockproxy.app.settings.table import Settings
from smockproxy.core.engine import Engine
from smockproxy.core.history import Budget, History, HistoryEntry
from smockproxy.core.problem import Problem
from smockproxy.core.records import Record
from smockproxy.core.replay import Replay
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import Traces
from smockproxy.matching.patternset import PatternSets
from smockproxy.store.history import StoredHistory

type Clock = Callable[[], float]
"""Seconds since the epoch."""
type NewId = Callable[[], str]
"""A fresh id in Smocker's shape: 12 characters of `[0-9A-Za-z]`."""


type AnyHistory = History | StoredHistory
"""In memory, or on disk."""


def budget_of(settings: Settings) -> Budget:
    """How much history is kept in memory."""
    return Budget(
        settings.history_entries, settings.history_bytes, settings.history_retention, settings.history_age
    )


def stored_budget_of(settings: Settings) -> Budget:
    """How much history is kept on disk."""
    return Budget(
        settings.stored_entries, settings.stored_bytes, settings.history_retention, settings.history_age
    )


@dataclass(slots=True)
class FilesReport:
    """What the files of mocks last said: the admin API and the banner show it."""

    paths: tuple[str, ...] = ()
    files: int = 0
    mocks: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Instance:
    """The parts that requests and operations share. Used from one event loop only."""

    settings: Settings
    clock: Clock
    new_id: NewId
    engine: Engine
    history: AnyHistory
    sessions: Sessions
    scripts: Scripts
    seed: int = 0
    """What chance follows in every session."""
    delay_factor: float = 1.0
    """What every delay is multiplied by."""
    name: str = ""
    """What clients call it; empty for those that give no name."""
    last_used: float = 0.0
    """When a request or an operation last asked for it, in seconds since the epoch."""
    files: FilesReport = field(default_factory=FilesReport)
    exchange_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    touched: int = 0
    """Grows whenever counts may have changed."""
    events: Events[HistoryEntry] = field(default_factory=lambda: Events(lambda entry: entry.weight))
    """Each exchange as it is completed, of all names."""
    traces: Traces = field(default_factory=Traces)
    """Of the newest exchanges, where the history is on disk: the one in memory has them all."""
    replay: Replay | None = None
    """How recorded mocks answer; None for as they are written."""
    changes: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while sessions or mocks change in more than one step."""

    @classmethod
    def begin(
        cls,
        settings: Settings,
        clock: Clock,
        new_id: NewId,
        seed: int = 0,
        run: Run = no_workers,
        stored: StoredHistory | None = None,
    ) -> "Instance":
        """An instance without mocks, before its first session; `seed` is for settings that have none.

        Its history is in memory if none is stored.
        """
        chosen = settings.seed or seed
        nobody = Session(SessionFacts("", "", clock()), chosen)
        engine = Engine(nobody, settings.unmatched, PatternSets(), is_offline=settings.offline)
        history: AnyHistory = History(budget_of(settings), leave_alone) if stored is None else stored
        sessions = Sessions(engine, new_id, clock, chosen)
        scripts = Scripts(run, clock)
        first = 1 if stored is None else stored.last_number + 1
        numbers = count(first)
        return cls(
            settings,
            clock,
            new_id,
            engine,
            history,
            sessions,
            scripts,
            chosen,
            settings.delay_factor,
            exchange_numbers=numbers,
            replay=replay_of(settings, clock()),
        )

    def named(self, name: str) -> "Instance":
        """An instance for the clients that give this name: over the same files, in the same history.

        Mocks, counts, state, chance and the unmatched policy are its own.
        """
        now = self.clock()
        engine = self.engine.beside(Session(SessionFacts("", "", now), self.seed))
        return replace(
            self,
            engine=engine,
            sessions=Sessions(engine, self.new_id, self.clock, self.seed, name),
            scripts=self.scripts.another(),
            name=name,
            last_used=now,
            touched=0,
            changes=asyncio.Lock(),
        )

    @property
    def shown_time(self) -> float:
        """What the clock of the session in force shows, in seconds since the epoch."""
        return self.engine.session.clock.at(self.clock())

    def set_seed(self, seed: int) -> None:
        """Let chance follow another seed, in this session, too."""
        self.seed = self.sessions.seed = seed
        for session in (*self.sessions.all(), self.engine.session):
            session.seed = seed
        self.touched += 1

    def reset(self, *, force: bool) -> None:
        """Back to the start, without history; locked mocks stay, unless forced."""
        self.history.forget_name(self.name)
        self.sessions.reset(force=force)

    def remember(self, entry: HistoryEntry) -> None:
        """Put an exchange into history, and tell all who listen."""
        self.touched += 1
        self.history.append(entry)
        if entry.trace is not None and isinstance(self.history, StoredHistory):
            self.traces.keep(entry.id, entry.trace)
        self.events.publish(entry)

    def record(self, record: Record) -> None:
        """Put an exchange into history, and tell all who listen; no entry is made unless somebody does."""
        self.touched += 1
        if record.trace is not None and isinstance(self.history, StoredHistory):
            self.traces.keep(record.id, record.trace, record.uses)
        self.history.add(record)
        if len(self.events):
            self.events.publish(record.entry())

    def traced(self, entry: HistoryEntry) -> HistoryEntry:
        """The exchange with its trace, where the history has kept none and it is still known."""
        return entry if entry.trace is not None else replace(entry, trace=self.traces.get(entry.id))

    def next_exchange_id(self) -> str:
        """The id of the next exchange: a number that counts from 1, whatever the name."""
        return str(next(self.exchange_numbers))
