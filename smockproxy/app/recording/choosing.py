"""Which exchanges are recorded."""

from collections.abc import Iterable
from dataclasses import dataclass

from smockproxy.core.entry import HistoryEntry, Outcome
from smockproxy.core.query import fits, folded, statuses_of
from smockproxy.core.recordmode import RecordMode
from smockproxy.record.names import folder_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """The exchanges that somebody wants to have recorded; what is empty leaves nothing out."""

    hosts: tuple[str, ...] = ()
    """`*` stands for any characters."""
    paths: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    """Such as `404` or `2xx`; several with commas."""

    def has_host(self, host: str) -> bool:
        """Whether exchanges with a host are among them."""
        return not self.hosts or any(fits(folded(each), folded(host)) for each in self.hosts)

    def has(self, entry: HistoryEntry) -> bool:
        """Whether an exchange is among them."""
        request, response = entry.request, entry.response
        return (
            self.has_host(request.host)
            and (not self.paths or any(fits(each, request.path) for each in self.paths))
            and (not self.methods or folded(request.method) in map(folded, _words(self.methods)))
            and (response is None or not self.statuses or _has_status(self.statuses, response.status))
        )


def _words(texts: Iterable[str]) -> Iterable[str]:
    return (word.strip() for text in texts for word in text.split(","))


def _has_status(statuses: Iterable[str], status: int) -> bool:
    return any(status in statuses_of(word) for word in _words(statuses))


def folder_of_entry(entry: HistoryEntry) -> str:
    """The folder of recordings of the server that an exchange was with."""
    return folder_of(entry.request.scheme, entry.request.host, entry.request.port)


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a run records."""

    mode: RecordMode
    wanted: Wanted = Wanted()
    known: frozenset[str] = frozenset()
    """The folders that had recordings when the run began."""

    def has(self, entry: HistoryEntry) -> bool:
        """Whether an exchange is one that this run tries to record."""
        is_forwarded = entry.outcome is Outcome.FORWARDED or (
            entry.outcome is Outcome.FAILED and entry.mock is None
        )
        if not is_forwarded or not self.wanted.has(entry):
            return False
        if self.mode is RecordMode.NEW:
            return entry.mock is None
        return self.mode is not RecordMode.ONCE or folder_of_entry(entry) not in self.known
