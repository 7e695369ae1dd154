"""The instance of clients that give no session name, and one for each name that clients give.

A name is a smockproxy of its own: what is done under it no other client sees. Made on first use; dropped
when nobody has used it for a while.
"""

from collections.abc import Iterable

from smockproxy.app.lanefigures import LaneFigures, NoLane
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.decision import Unmatched
from smockproxy.core.index import Layer
from smockproxy.core.mock import Mock
from smockproxy.core.problem import did_you_mean
from smockproxy.core.sessionname import flaw_of_name

MOST = 10_000
"""Names that are known at one time: anybody who reaches the proxy can make one."""


class Instances:
    """All instances of a run, over the same files. Used from one event loop only."""

    def __init__(self, unnamed: Instance) -> None:
        self.unnamed = unnamed
        self._named: dict[str, Instance] = {}
        self.lane: LaneFigures = NoLane()
        """That of the proxy in front of all of them."""

    def all(self) -> tuple[Instance, ...]:
        """The unnamed one first, the others in the order of their first use."""
        return (self.unnamed, *self._named.values())

    def of(self, name: str) -> Instance:
        """The instance of a name, which is made now if it is new. Raises `UsageError`."""
        found = self._named.get(name) if name else self.unnamed
        if found is None:
            found = self._begin(name)
        found.last_used = found.clock()
        found.touched += 1
        return found

    def _begin(self, name: str) -> Instance:
        if flaw := flaw_of_name(name):
            raise UsageError(f'session name "{name}" {flaw}')
        if len(self._named) >= MOST:
            raise UsageError(
                f"there are {MOST} named sessions already; drop some, or let them go sooner (--session-idle)"
            )
        self._named[name] = made = self.unnamed.named(name)
        return made

    def find(self, name: str) -> Instance:
        """The instance of a name that is in use. Raises `NotFoundError`."""
        if not name:
            return self.unnamed
        if name not in self._named:
            hint = did_you_mean(name, self._named)
            raise NotFoundError(f'there is no session named "{name}"{f"; {hint}" if hint else ""}')
        return self._named[name]

    def drop(self, name: str) -> None:
        """Forget a name, with all that was done under it. Raises `NotFoundError`."""
        gone = self.find(name)
        gone.history.forget_name(name)
        self._named.pop(name, None)

    def drop_idle(self, now: float, seconds: float) -> tuple[str, ...]:
        """Forget the names that nobody used for so long; gives them. Their exchanges stay in the history."""
        idle = tuple(name for name, each in self._named.items() if now - each.last_used >= seconds)
        for name in idle:
            del self._named[name]
        return idle

    def replace_files(self, files: Layer | Iterable[Mock]) -> None:
        """Put the mocks of the files in force for all, in one step."""
        layer = files if isinstance(files, Layer) else self.unnamed.engine.layer(files)
        for each in self.all():
            each.engine.replace_files(layer)

    def set_unmatched(self, policy: Unmatched) -> None:
        """Change what becomes of unmatched requests, for all."""
        for each in self.all():
            each.engine.unmatched = policy
