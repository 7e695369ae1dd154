"""Watches the files of mocks and hands on each new snapshot.

Events of the operating system wake it; a slow sweep finds what they do not tell: files behind links, folders
that were not there before, file systems without events.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from watchfiles import awatch

from smockproxy.files.store import FileStore, Snapshot

SWEEP = 0.4
"""Seconds between two looks at everything without an event."""
_DEBOUNCE_MS = 60
_STEP_MS = 10
_SHARE = 0.05
"""How much of the time sweeping may take."""

_log = logging.getLogger(__name__)

type OnSnapshot = Callable[[Snapshot], Awaitable[None] | None]
"""Takes a new snapshot; what it gives is waited for before the files are looked at again."""
type Roots = frozenset[tuple[Path, int]]
"""Folders that exist, each with its inode."""


def roots_of(paths: tuple[str, ...]) -> tuple[Roots, Roots]:
    """Folders to watch with all below them, and folders to watch for one file in them."""
    named = [Path(path) for path in paths]
    folders = [path for path in named if path.is_dir()]
    parents = [path.parent for path in named if not path.is_dir()]
    return _with_inodes(folders), _with_inodes(parents)


def _with_inodes(folders: list[Path]) -> Roots:
    found = set()
    for folder in folders:
        with suppress(OSError):
            found.add((folder, folder.stat().st_ino))
    return frozenset(found)


async def watch(store: FileStore, on_snapshot: OnSnapshot, stop: asyncio.Event | None = None) -> None:
    """Keep a store up to date until `stop` is set or it is cancelled; calls back in this event loop."""
    await _Watch(store, on_snapshot, stop or asyncio.Event()).run()


class _Watch:
    def __init__(self, store: FileStore, on_snapshot: OnSnapshot, stop: asyncio.Event) -> None:
        self._store = store
        self._on_snapshot = on_snapshot
        self._stop = stop
        self._woken = asyncio.Event()
        self._failure = ""

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            listener = group.create_task(self._listen())
            stopper = group.create_task(self._wake_at_stop())
            while not self._stop.is_set():
                self._woken.clear()
                pause = await self._refresh()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._woken.wait()
            listener.cancel()
            stopper.cancel()

    async def _wake_at_stop(self) -> None:
        await self._stop.wait()
        self._woken.set()

    async def _refresh(self) -> float:
        """Look once, and say in how many seconds to look again."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            snapshot = await asyncio.to_thread(self._store.refresh)
            if snapshot is not None and (taken := self._on_snapshot(snapshot)) is not None:
                await taken
        except Exception as error:  # noqa: BLE001 - the one rim of watching: it goes on whatever happens
            self._complain(error)
            return SWEEP
        rest = max(SWEEP, (loop.time() - began) / _SHARE)
        pending = self._store.next_look()
        return rest if pending is None else min(rest, pending)

    def _complain(self, error: Exception) -> None:
        """Log a failure, once as long as it is the same."""
        if repr(error) != self._failure:
            self._failure = repr(error)
            _log.error("the files of mocks could not be looked at; trying again", exc_info=error)

    async def _listen(self) -> None:
        """Wake the refresh at every event, whatever folders come and go."""
        listening = True
        while listening:
            try:
                await self._listen_until_moved()
            except* FileNotFoundError:
                await asyncio.sleep(SWEEP)  # a folder went away just now
            except* (OSError, RuntimeError) as errors:
                reason = errors.exceptions[0]
                _log.warning("no events from the file system (%s); looking every %s s", reason, SWEEP)
                listening = False

    async def _listen_until_moved(self) -> None:
        """Listen until a watched folder was made, deleted or replaced."""
        roots = await asyncio.to_thread(roots_of, self._store.paths)
        moved = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for folders, recursive in zip(roots, (True, False), strict=True):
                group.create_task(self._events(folders, moved, recursive=recursive))
            while await asyncio.to_thread(roots_of, self._store.paths) == roots:  # noqa: ASYNC110 - a folder that is not there sends no event
                await asyncio.sleep(SWEEP)
            moved.set()
        self._woken.set()

    async def _events(self, folders: Roots, moved: asyncio.Event, *, recursive: bool) -> None:
        paths = [path for path, _ in folders]
        if not paths:
            return
        async for _ in awatch(
            *paths,
            watch_filter=None,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=moved,
            recursive=recursive,
        ):
            self._woken.set()
