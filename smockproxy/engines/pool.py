"""The workers: some are always ready, more are started while all are busy, and none outlives its use."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable
from typing import Any

from smockproxy.engines.contract import Call, Result
from smockproxy.engines.limits import DEFAULT_LIMITS, Limits, NoWorkerError, PoolSize, seconds_text
from smockproxy.engines.preloading import needs
from smockproxy.engines.running import run_here
from smockproxy.engines.table import runs_in_process
from smockproxy.engines.workerprocess import WorkerProcess
from smockproxy.engines.workersource import WorkerSource, default_source

GRACES = 10
"""For how many times the grace a call waits while others before it get through."""
CLOCK = 0.01
"""Seconds by which a clock may be early."""
LONGEST_BODY = 64 * 1024
"""Characters of a request's body that a template may copy, and copy again, in this process."""


class Pool:
    """Runs calls in workers. It belongs to one event loop; `aclose` ends all its processes."""

    def __init__(
        self,
        size: PoolSize | None = None,
        limits: Limits = DEFAULT_LIMITS,
        source: WorkerSource | None = None,
    ) -> None:
        self.size = size or PoolSize()
        self.limits = limits
        self._source = source or default_source()
        self._workers: set[WorkerProcess] = set()
        self._starting = 0
        self._idle: dict[WorkerProcess, float] = {}
        """Those without a call, the last used last, each with the loop's time since when."""
        self._sweeping: asyncio.TimerHandle | None = None
        """When those that are too many are dismissed; None while there are none."""
        self._waiting: deque[asyncio.Future[WorkerProcess | None]] = deque()
        self._given_at = 0.0
        """When a worker was last free for another call, in the loop's time."""
        self._replacing: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._engines: set[str] = set()
        self._is_closed = False

    # -- life ---------------------------------------------------------------------------

    def start(self, engines: Iterable[str] = ()) -> None:
        """Begin to start the workers that are kept, with these engines imported."""
        self._engines.update(engines)
        for _ in range(self.size.kept - self._count):
            self._replace()

    async def aclose(self) -> None:
        """End all workers; calls that run fail."""
        self._is_closed = True
        if self._sweeping is not None:
            self._sweeping.cancel()
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, return_exceptions=True)
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_exception(NoWorkerError("the workers are being ended"))
        for worker in tuple(self._workers):
            self._end(worker)
        await asyncio.gather(*self._ending, return_exceptions=True)
        await self._source.aclose()

    @property
    def worker_count(self) -> int:
        """How many workers there are, busy or not."""
        return len(self._workers)

    # -- calls --------------------------------------------------------------------------

    async def run(self, call: Call, limits: Limits | None = None) -> Result:
        """Run a call within the limits, the pool's own unless given; in this process if it is that simple.

        Raises `ScriptError` (its kinds `ScriptTimeout` and `ScriptOverrun` among them) for what is the
        script's fault, and `NoWorkerError` when no worker was free in time. A call that is cancelled ends
        with its worker.
        """
        limits = limits or self.limits
        if _is_simple(call):
            return run_here(call, limits)
        worker = await self._free_worker()
        try:
            result = await worker.run(call, limits)
        finally:
            self._take_back(worker)
        self._engines.update(needs(call.program))
        return result

    def run_at_once(self, call: Call) -> Result | None:
        """Run a call in this process; None if it is not simple enough for that. Raises `ScriptError`."""
        return run_here(call, self.limits) if _is_simple(call) else None

    async def _free_worker(self) -> WorkerProcess:
        while self._idle:
            worker, _ = self._idle.popitem()
            if worker.is_usable:
                return worker
            self._end(worker)
        if self._is_closed:
            raise NoWorkerError("the workers were ended")
        if self._count < self.size.kept or self._may_grow(0.0, 0.0):
            self._starting += 1
            return await self._new_worker()
        return await self._given_back() or await self._new_worker()

    def _may_grow(self, waited: float, unmoved: float) -> bool:
        """Whether another worker may be started for a call that has waited so long.

        Not while those there are get through with others (`unmoved` is for how long they have not), and no
        more at once than there are, so that what only comes in a burst starts few.
        """
        grace = self.size.grace
        if self._count >= self.size.most:
            return False
        is_halted = unmoved >= grace and self._starting < max(1, len(self._workers))
        return waited >= grace * GRACES or is_halted

    @property
    def _count(self) -> int:
        """How many workers there are, or will be soon."""
        return len(self._workers) + self._starting

    async def _given_back(self) -> WorkerProcess | None:
        """The first worker that others give back; None if another may be started, which is counted already.

        Raises `NoWorkerError` when its patience is at an end.
        """
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[WorkerProcess | None] = loop.create_future()
        self._waiting.append(waiting)
        self._look_later(waiting, loop.time())
        try:
            return await waiting
        except asyncio.CancelledError:
            if waiting.done() and not waiting.cancelled() and not waiting.exception():
                self._give_up(waiting.result())
            raise
        finally:
            self._waiting.remove(waiting)

    def _look_later(self, waiting: "asyncio.Future[WorkerProcess | None]", asked_at: float) -> None:
        """Look after a while whether a call has waited long enough."""
        loop = asyncio.get_running_loop()
        left = max(self.size.patience - (loop.time() - asked_at), 0.0)
        pause = left if self._count >= self.size.most else min(self.size.grace, left)
        clock = loop.call_later(pause, self._look, waiting, asked_at)
        waiting.add_done_callback(lambda _: clock.cancel())

    def _look(self, waiting: "asyncio.Future[WorkerProcess | None]", asked_at: float) -> None:
        if waiting.done():
            return
        now = asyncio.get_running_loop().time()
        waited = now - asked_at
        if waited >= self.size.patience:
            waiting.set_exception(NoWorkerError(self._all_busy))
        elif self._may_grow(waited, now - self._given_at):
            self._starting += 1
            waiting.set_result(None)
        else:
            self._look_later(waiting, asked_at)

    def _give_up(self, given: WorkerProcess | None) -> None:
        """What a call was given is not needed by it any more."""
        if given is None:
            self._starting -= 1
        else:
            self._take_back(given)

    @property
    def _all_busy(self) -> str:
        return f"all {self.size.most} workers were busy for longer than {seconds_text(self.size.patience)}"

    async def _new_worker(self) -> WorkerProcess:
        """A worker that was counted among those that are starting."""
        try:
            worker = await self._source.worker(sorted(self._engines))
        except OSError as error:
            raise NoWorkerError(f"a worker can't be started: {error}") from error
        finally:
            self._starting -= 1
        self._workers.add(worker)
        if self._is_closed:
            self._end(worker)
            raise NoWorkerError("the workers were ended")
        return worker

    # -- between calls ------------------------------------------------------------------

    def _take_back(self, worker: WorkerProcess) -> None:
        if not worker.is_usable or self._is_closed:
            self._end(worker)
            if self._waiting or self._count < self.size.kept:
                self._replace()
            return
        self._given_at = asyncio.get_running_loop().time()
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(worker)
                return
        self._idle[worker] = self._given_at
        self._sweep_later()

    def _sweep_later(self) -> None:
        if self._sweeping is None and len(self._workers) > self.size.kept:
            self._sweeping = asyncio.get_running_loop().call_later(self.size.idle, self._sweep)

    def _sweep(self) -> None:
        """End workers that have long been idle, but for those that are kept."""
        self._sweeping = None
        longest = asyncio.get_running_loop().time() - self.size.idle + CLOCK
        for worker, since in tuple(self._idle.items()):
            if since <= longest and len(self._workers) > self.size.kept:
                self._end(worker)
        self._sweep_later()

    def _end(self, worker: WorkerProcess) -> None:
        self._idle.pop(worker, None)
        self._workers.discard(worker)
        worker.kill()
        self._beside(worker.gone(), self._ending)

    def _replace(self) -> None:
        if not self._is_closed:
            self._starting += 1
            self._beside(self._add_worker(), self._replacing)

    def _beside(self, work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
        task = asyncio.get_running_loop().create_task(work, name="smockproxy worker")
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def _add_worker(self) -> None:
        try:
            worker = await self._new_worker()
        except NoWorkerError:
            return
        self._take_back(worker)


def _is_simple(call: Call) -> bool:
    """Whether no worker is needed. Raises `ScriptError` for what is no program."""
    return runs_in_process(call.program) and len(call.request.get("body_string", "")) <= LONGEST_BODY
