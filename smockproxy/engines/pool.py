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
        self._idle: dict[WorkerProcess, asyncio.TimerHandle] = {}
        """Those without a call, the last used last, and when each is dismissed."""
        self._waiting: deque[asyncio.Future[WorkerProcess]] = deque()
        self._replacing: set[asyncio.Task[None]] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._engines: set[str] = set()
        self._is_closed = False

    # -- life ---------------------------------------------------------------------------

    def start(self, engines: Iterable[str] = ()) -> None:
        """Begin to start the workers that are kept, with these engines imported."""
        self._engines.update(engines)
        for _ in range(self.size.kept - len(self._workers) - self._starting):
            self._replace()

    async def aclose(self) -> None:
        """End all workers; calls that run fail."""
        self._is_closed = True
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
        if runs_in_process(call.program) and _has_small_body(call):
            return run_here(call, limits)
        worker = await self._free_worker()
        try:
            result = await worker.run(call, limits)
        finally:
            self._take_back(worker)
        self._engines.update(needs(call.program))
        return result

    async def _free_worker(self) -> WorkerProcess:
        while self._idle:
            worker, dismissal = self._idle.popitem()
            dismissal.cancel()
            if worker.is_usable:
                return worker
            self._end(worker)
        if self._is_closed:
            raise NoWorkerError("the workers were ended")
        if len(self._workers) + self._starting < self.size.most:
            self._starting += 1
            return await self._new_worker()
        return await self._next_worker()

    async def _next_worker(self) -> WorkerProcess:
        """The first worker that others give back."""
        waiting: asyncio.Future[WorkerProcess] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        try:
            async with asyncio.timeout(self.size.patience):
                return await asyncio.shield(waiting)
        except BaseException as error:
            if waiting.done() and not waiting.exception():
                self._take_back(waiting.result())
            if isinstance(error, TimeoutError):
                patience = seconds_text(self.size.patience)
                message = f"all {self.size.most} workers were busy for longer than {patience}"
                raise NoWorkerError(message) from error
            raise
        finally:
            self._waiting.remove(waiting)
            waiting.cancel()

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
            if self._waiting or len(self._workers) + self._starting < self.size.kept:
                self._replace()
            return
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(worker)
                return
        loop = asyncio.get_running_loop()
        self._idle[worker] = loop.call_later(self.size.idle, self._dismiss, worker)

    def _dismiss(self, worker: WorkerProcess) -> None:
        """End a worker that has long been idle, unless it is one of those that are kept."""
        if worker in self._idle and len(self._workers) > self.size.kept:
            self._end(worker)

    def _end(self, worker: WorkerProcess) -> None:
        if dismissal := self._idle.pop(worker, None):
            dismissal.cancel()
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


def _has_small_body(call: Call) -> bool:
    return len(call.request.get("body_string", "")) <= LONGEST_BODY
