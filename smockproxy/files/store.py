"""The files of mocks and what is in force of them: read once, then kept up to date, file by file.

Used from one thread at a time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from os.path import normpath
from pathlib import Path

from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.files.discover import Discovered, MockPath, discover
from smockproxy.files.load import LoadedFile, load_file, pass_over
from smockproxy.files.quiet import Change, is_due, may_take, must_hurry, next_look, seen_again
from smockproxy.files.reading import NO_INSPECTOR, Inspector
from smockproxy.files.scalars import quoted
from smockproxy.files.version import Version, signature_of, version_of

SETTLE = 0.012
"""Seconds for which a file that is saved all the time must be left alone to be taken."""
TRIES = 8
"""How often that is tried before other files are looked at again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that the files say at one moment. No file in it was read while it was being written."""

    mocks: tuple[Mock, ...] = ()
    """In the order of their declaration."""
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    """The files, as they are shown, whether they have mocks or not."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A file as it was last taken, with the mocks of it that are in force."""

    loaded: LoadedFile
    mocks: tuple[Mock, ...]
    explicit_ids: frozenset[str]
    named: frozenset[Path]
    """The files that its mocks name, and those of the mocks that are in force."""
    tables: frozenset[Path] = frozenset()
    """Those of them that are tables."""

    @classmethod
    def after(cls, loaded: LoadedFile, previous: "_Held | None") -> "_Held":
        """A file with problems leaves its previous mocks in force."""
        named = frozenset(map(_normal, loaded.named))
        if loaded.has_errors and previous:
            tables = loaded.tables | previous.tables
            return cls(loaded, previous.mocks, previous.explicit_ids, named | previous.named, tables)
        return cls(loaded, loaded.mocks, loaded.explicit_ids, named, loaded.tables)

    @property
    def may_be_no_mocks(self) -> bool:
        """Whether it can be a file that others name: it has no mocks, and names nothing itself."""
        return not self.mocks and not self.named


def _normal(path: Path) -> Path:
    return Path(normpath(path))


def _size(file: MockPath | Path) -> int:
    """Bytes of a file, by which the files of mocks come before most of the tables that they name."""
    try:
        return (file.path if isinstance(file, MockPath) else file).stat().st_size
    except OSError:
        return 0


@dataclass(frozen=True, slots=True)
class _Staged:
    """A version of a file that was read while it was left alone; None: the file was gone."""

    version: Version | None
    loaded: LoadedFile | None


class FileStore:
    """The files under some paths. `clock` is steady, in seconds; `pause` waits that long."""

    def __init__(
        self,
        paths: Sequence[str],
        matchers: MatcherTable,
        *,
        clock: Callable[[], float],
        pause: Callable[[float], None],
        inspector: Inspector = NO_INSPECTOR,
    ) -> None:
        self.paths = tuple(paths)
        self._matchers = matchers
        self._inspector = inspector
        self._clock = clock
        self._pause = pause
        self._held: dict[Path, _Held] = {}
        self._changes: dict[Path, Change] = {}
        self._staged: dict[Path, _Staged] = {}
        self._snapshot = Snapshot()

    def load_all(self) -> Snapshot:
        """Read everything anew, at once; a file with errors has no mocks."""
        found = discover(self.paths)
        self._changes.clear()
        self._staged.clear()
        self._held = {}
        for file in sorted(found.files, key=_size):
            loaded = self._load(file)
            if loaded is None:
                self._changes[file.path] = seen_again(None, version_of(file.path), self._clock())
            else:
                self._held[file.path] = _Held.after(loaded, None)
        tables = self._tables()
        for file in found.files:
            if file.path in self._held and _normal(file.path) in tables:
                self._held[file.path] = _Held.after(pass_over(file.path, file.shown_as), None)
        self._snapshot = self._assembled(found)
        return self._snapshot

    def refresh(self) -> Snapshot | None:
        """Read what changed and has settled; None when nothing else is in force than before."""
        found = discover(self.paths)
        self._look(found)
        now = self._clock()
        self._stage(found, now)
        if self._changes and may_take(self._changes.values(), now):
            self._take(found, now)
        snapshot = self._assembled(found)
        if snapshot == self._snapshot:
            return None
        self._snapshot = snapshot
        return snapshot

    def next_look(self) -> float | None:
        """In how many seconds another `refresh` is due; None when no change is pending."""
        return next_look(self._changes.values(), self._clock())

    def _look(self, found: Discovered) -> None:
        """Note which files are not as they were taken."""
        now = self._clock()
        sign = cache(signature_of)
        current = {file.path: version_of(file.path, *self._beside(file.path), sign) for file in found.files}
        tables = self._tables()
        unchanged = {
            path
            for path in current.keys() & self._held
            if self._held[path].loaded.version == current[path]
            and self._held[path].loaded.is_table == bool(tables and _normal(path) in tables)
        }
        gone = self._held.keys() - current.keys()
        changed = (current.keys() | gone) - unchanged
        self._changes = {
            path: seen_again(self._changes.get(path), current.get(path), now) for path in changed
        }

    def _tables(self) -> frozenset[Path]:
        """The files that files of mocks name as tables."""
        held = [held.tables for held in self._held.values() if held.tables]
        staged = [staged.loaded.tables for staged in self._staged.values() if staged.loaded]
        return frozenset[Path]().union(*held, *staged)

    def _beside(self, path: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """The files that belong to the version of a file: those that it names, and those above it."""
        held = self._held.get(path)
        return (held.loaded.named, tuple(path for path, _ in held.loaded.above)) if held else ((), ())

    def _stage(self, found: Discovered, now: float) -> None:
        """Read each changed file as soon as it is left alone, whatever others of the same save still do."""
        there = {file.path: file for file in found.files}
        for path in sorted(self._changes, key=_size):
            change, staged = self._changes[path], self._staged.get(path)
            if not is_due(change, now) or (staged and staged.version == change.version):
                continue
            file = there.get(path)
            loaded = self._load(file) if file else None
            if file is None or loaded is not None:
                self._staged[path] = _Staged(change.version, loaded)

    def _take(self, found: Discovered, now: float) -> None:
        """Put what was read in force; a file that never rests is read between two of its saves."""
        there = {file.path: file for file in found.files}
        for path, change in list(self._changes.items()):
            staged = self._staged.pop(path, None)
            if staged is not None:
                self._hold(path, staged.loaded)
            elif must_hurry(change, now) and (file := there.get(path)):
                self._take_between_saves(file)
        self._staged.clear()

    def _load(self, file: MockPath, settle: Callable[[], None] | None = None) -> LoadedFile | None:
        if (tables := self._tables()) and _normal(file.path) in tables:
            return pass_over(file.path, file.shown_as)
        return load_file(file.path, file.shown_as, self._matchers, settle, file.root, self._inspector)

    def _settle(self) -> None:
        self._pause(SETTLE)

    def _take_between_saves(self, file: MockPath) -> None:
        tries = (self._load(file, self._settle) for _ in range(TRIES))
        if (loaded := next(filter(None, tries), None)) is not None:
            self._hold(file.path, loaded)

    def _hold(self, path: Path, loaded: LoadedFile | None) -> None:
        """Take one version of a file; what has changed since is a new change."""
        self._changes.pop(path, None)
        if loaded is None:
            self._held.pop(path, None)
        else:
            self._held[path] = _Held.after(loaded, self._held.get(path))

    def _mock_files(self) -> Iterable[Path]:
        """The held files of mocks but those, like a schema, that are there because mocks name them."""
        named = frozenset[Path]().union(*(held.named for held in self._held.values()))
        return [
            path
            for path, held in self._held.items()
            if held.loaded.is_of_mocks and not (held.may_be_no_mocks and _normal(path) in named)
        ]

    def _assembled(self, found: Discovered) -> Snapshot:
        """Everything that is held, in order."""
        order = _in_order([file.path for file in found.files], self._mock_files())
        mocks: list[Mock] = []
        problems = list(found.problems)
        owners: dict[str, str] = {}
        for path in order:
            held = self._held[path]
            problems += held.loaded.problems
            doubles = held.explicit_ids & owners.keys()
            problems += (_double(mock, owners[mock.id]) for mock in held.mocks if mock.id in doubles)
            mocks += (mock for mock in held.mocks if mock.id not in doubles)
            owners |= dict.fromkeys(held.explicit_ids - doubles, held.loaded.shown_as)
        return Snapshot(
            tuple(mocks), tuple(problems), tuple(self._held[path].loaded.shown_as for path in order)
        )


def _in_order(found: Sequence[Path], held: Iterable[Path]) -> list[Path]:
    """The held files in the order in which they are found; one just gone stays before its successor."""
    known = set(held)
    order = [path for path in found if path in known]
    for path in known.difference(order):
        later = (at for at, other in enumerate(order) if other.as_posix() > path.as_posix())
        order.insert(next(later, len(order)), path)
    return order


def _double(mock: Mock, owner: str) -> Problem:
    told = Problem(
        message=f"the id {quoted(mock.id)} is also the id of a mock in {owner}",
        hint="this mock is left out until one of them has another id",
        code="duplicate_id",
    )
    return replace(told, file=mock.source.file, line=mock.source.line, column=1) if mock.source else told
