"""One running smockproxy: what is in force, shared by the proxy edge and the admin API."""

from collections.abc import Callable
from dataclasses import dataclass, field

from smockproxy.app.scripting import Run, Scripts, no_workers
from smockproxy.app.sessions import Sessions
from smockproxy.app.settings import Settings
from smockproxy.core.engine import Engine
from smockproxy.core.history import Budget, History
from smockproxy.core.problem import Problem
from smockproxy.core.session import Session, SessionFacts
from smockproxy.matching.patternset import PatternSets

type Clock = Callable[[], float]
"""Seconds since the epoch."""
type NewId = Callable[[], str]
"""A fresh id in Smocker's shape: 12 characters of `[0-9A-Za-z]`."""


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
    history: History
    sessions: Sessions
    scripts: Scripts
    seed: int = 0
    """What chance follows in every session."""
    files: FilesReport = field(default_factory=FilesReport)
    last_exchange: int = 0

    @classmethod
    def begin(
        cls, settings: Settings, clock: Clock, new_id: NewId, seed: int = 0, run: Run = no_workers
    ) -> "Instance":
        """An instance without mocks, before its first session; `seed` is for settings that have none."""
        chosen = settings.seed or seed
        nobody = Session(SessionFacts("", "", clock()), chosen)
        engine = Engine(nobody, settings.unmatched, PatternSets())
        budget = Budget(settings.history_entries, settings.history_bytes, settings.history_retention)
        sessions = Sessions(engine, new_id, clock, chosen)
        scripts = Scripts(run, clock, chosen)
        return cls(settings, clock, new_id, engine, History(budget), sessions, scripts, chosen)

    def begin_session(self, name: str) -> None:
        """Put a new session in force, in which chance begins anew."""
        self.sessions.begin(name)

    def next_exchange_id(self) -> str:
        """The id of the next exchange: a number that counts from 1."""
        self.last_exchange += 1
        return str(self.last_exchange)
