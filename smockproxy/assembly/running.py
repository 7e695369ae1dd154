"""One run: what is loaded at its start, works beside the proxy, and is put away at its end."""

import asyncio
import gc
import logging
import os
import secrets
import string
import sys
import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from smockproxy.admin.late import LateAdmin
from smockproxy.admin.listening import PortInUseError
from smockproxy.app.admintoken import AdminToken
from smockproxy.app.banner import BannerFacts, banner
from smockproxy.app.mocks.check import paths_of
from smockproxy.app.ready import Ready, ReadyFile, ReadyFileError
from smockproxy.app.redaction import start_redaction
from smockproxy.app.scripts.inspection import inspector
from smockproxy.app.sessions.folder import SessionFolder
from smockproxy.app.sessions.idle import drop_idle, expire
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.sources import Resolved
from smockproxy.app.settings.table import Settings
from smockproxy.app.verdicts.text import counted
from smockproxy.assembly.announcing import Places, facts_of
from smockproxy.assembly.opening import (
    Loaded,
    begin_with_uploads,
    checked,
    engines_of,
    indexed,
    keep_secret,
    kept_in,
    opened,
    script_limits,
    token_of,
)
from smockproxy.assembly.recording import Recording, recording_of, tell_summary, with_whole_bodies
from smockproxy.core.problem import Severity
from smockproxy.engines.inspection import Inspection
from smockproxy.engines.pool import Pool
from smockproxy.files.store import FileStore, Snapshot
from smockproxy.files.unplugged import unplugged
from smockproxy.matching import MATCHERS
from smockproxy.proxy.addon import StartError

if TYPE_CHECKING:
    import ssl

    from smockproxy.admin.guard import Guard
    from smockproxy.app.verdicts.ending import Ending
    from smockproxy.store.history import StoredHistory

ID_ALPHABET = string.digits + string.ascii_letters

COLLECTING = (700, 10, 100)
"""Thresholds of the garbage collector: Python's own, but that everything is looked through ten times less
often. A reload of many mocks makes many objects, no garbage, and each look stops all threads."""
SWITCH = 0.0002
"""Seconds after which a thread lets another go on: with 5 ms, Python's own choice, a request that meets a
reload waits three or four times that, and a busy event loop keeps the history's writer from the disk."""

logger = logging.getLogger("smockproxy")


def new_id() -> str:
    """An id in Smocker's shape."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(12))


def clock() -> float:
    """Seconds since the epoch; everything else takes it as an argument."""
    return time.time()  # noqa: TID251


class Assembly:
    """What works beside the proxy, for one run."""

    def __init__(self, resolved: Resolved, *, shows_banner: bool) -> None:
        self._resolved = resolved
        self._shows_banner = shows_banner
        self._instances: Instances | None = None
        self._store: FileStore | None = None
        self._folder: SessionFolder | None = None
        self._pool: Pool | None = None
        self._inspection = Inspection()
        self._recording: Recording | None = None
        self._stored: StoredHistory | None = None
        self._token = AdminToken()
        self.admin: LateAdmin | None = None
        """The admin API's application, once it is there."""
        self.admin_address: tuple[str, int] | None = None
        """Where the admin API listens, once it does."""
        self.ending: Ending | None = None
        """How the run ended, if somebody wanted to know."""
        self._tls: ssl.SSLContext | None = None

    @property
    def defaults(self) -> Settings:
        """The settings that variables and files give."""
        return self._resolved.settings

    def prepare(self, settings: Settings) -> Instances:
        """Load the mocks. Raises `StartError` with every problem when a file has an error."""
        settings = with_whole_bodies(settings)
        if warning := start_redaction(settings):
            logger.warning("%s", warning)
        self._tls = checked(settings)
        self._token = token_of(settings)
        keep_secret(Path(settings.confdir).expanduser())
        paths = paths_of(settings.mocks, Path.cwd())
        self._inspection = Inspection(script_limits(settings))
        inspecting = inspector(self._inspection, longest_delay=settings.delay_bound)
        self._store = FileStore(paths, MATCHERS, clock=time.monotonic, pause=time.sleep, inspector=inspecting)
        snapshot = unplugged()(self._store.load_all)()
        self._inspection.close()
        errors = sum(problem.severity is Severity.ERROR for problem in snapshot.problems)
        if errors and not settings.ignore_problems:
            listed = "\n".join(map(str, snapshot.problems))
            many = "one error" if errors == 1 else f"{errors} errors"
            raise StartError(
                f"{listed}\n{many} in files of mocks; --ignore-problems starts without those files"
            )
        self._pool = Pool(limits=script_limits(settings))
        seed = 1 + secrets.randbelow(2**31)
        self._stored = opened(settings)
        instance = Instance.begin(settings, clock, new_id, seed, self._pool.run, self._stored)
        instance.scripts.run_at_once = self._pool.run_at_once
        instance.files.paths = paths
        self._instances = Instances(instance)
        self._recording = recording_of(settings, clock())
        if self._recording is not None:
            instance.events.join(self._recording.recorder)
        self._take(self._instances, indexed(instance, self._answering(snapshot)))
        self._restore(self._instances)
        if any(mock.probability < 1 for mock in snapshot.mocks):
            logger.info("some mocks answer by chance; --seed %d repeats this run", instance.seed)
        gc.freeze()  # what is there now stays: looking through it for garbage would hold requests up
        gc.set_threshold(*COLLECTING)
        gc.enable()
        return self._instances

    def _restore(self, instances: Instances) -> None:
        """Go on with the sessions of an earlier run, or with the first mocks of the settings."""
        instance, settings = instances.unnamed, instances.unnamed.settings
        if self._stored is not None:
            from smockproxy.app.sessions.keeping import restore  # noqa: PLC0415 - few runs need it

            restored = restore(instances, kept_in(self._stored, settings))
            if restored:
                logger.info("restored %d sessions from %s", restored, settings.sessions_dir)
                return
        begin_with_uploads(instance)
        if settings.persistence_directory:
            from smockproxy.app.sessions.persistence import load  # noqa: PLC0415 - few runs need it

            self._folder = SessionFolder(Path(settings.persistence_directory))
            load(instance, self._folder)

    def _take(self, instances: Instances, loaded: Loaded) -> None:
        """Put what the files say in force, in one step."""
        instances.replace_files(loaded.layer)
        instance = instances.unnamed
        report = instance.files
        report.files, report.mocks, report.problems = loaded.files, loaded.mocks, loaded.problems
        for problem in loaded.problems:
            if problem.severity is not Severity.NOTE:
                # mitmproxy's own programs stop when an error is logged while they start
                is_error = problem.severity is Severity.ERROR and not instance.settings.ignore_problems
                logger.log(logging.ERROR if is_error else logging.WARNING, "%s", problem)

    def _answering(self, snapshot: Snapshot) -> Snapshot:
        """Of what the files say what is to answer: not what this run records."""
        return snapshot if self._recording is None else self._recording.answering(snapshot)

    async def _reload(self, instances: Instances, snapshot: Snapshot) -> None:
        snapshot = self._answering(snapshot)
        if self._recording is not None and not self._recording.is_news(snapshot):
            return
        self._take(instances, await asyncio.to_thread(indexed, instances.unnamed, snapshot))
        files = instances.unnamed.files
        told = f"{counted(files.mocks, 'mock')} from {counted(files.files, 'file')}"
        errors = sum(problem.severity is Severity.ERROR for problem in files.problems)
        because = f"; {counted(errors, 'error')}: what was in force there before still is" if errors else ""
        logger.info("reloaded: %s%s", told, because)

    async def run(self, proxy: tuple[str, int], named: Mapping[str, int], web: str = "") -> None:
        """Serve the admin API and follow the files until cancelled. Raises `StartError`."""
        if self._instances is None or self._store is None:
            raise StartError("no mocks were loaded")
        instances, settings = self._instances, self._instances.unnamed.settings
        sys.setswitchinterval(SWITCH)
        self.admin = LateAdmin(
            partial(self._application, instances), settings.host, settings.admin_port, self._tls
        )
        ready = ReadyFile(Path(settings.ready_file)) if settings.ready_file else None
        beside = [
            asyncio.ensure_future(work)
            for work in (
                self._keep_sessions(instances),
                drop_idle(instances, settings.session_idle),
                expire(instances),
                *([self._recording.recorder.keep()] if self._recording else []),
            )
        ]
        try:
            self.admin_address = self.admin.listen()
            places = Places(proxy, self.admin_address, named, web)
            self._announce(facts_of(instances.unnamed, places, self._token, self._resolved), ready)
            await self._follow(instances, self._store, self.admin)
        except (PortInUseError, ReadyFileError, ImportError) as error:
            raise StartError(str(error)) from error
        finally:
            if ready is not None:
                ready.remove()
            await self._stop(instances, self.admin, beside)

    def _application(self, instances: Instances) -> "Guard":
        from smockproxy.assembly.administering import guarded_app  # noqa: PLC0415 - slow to import

        return guarded_app(instances, self._token, self._resolved.origins)

    async def _follow(self, instances: Instances, store: FileStore, admin: LateAdmin) -> None:
        """Open the admin API, and take what changes in the files, until cancelled."""
        if self._pool is not None and (engines := engines_of(instances.unnamed.engine.mocks.in_order)):
            self._pool.start(engines)
        await admin.open()
        gc.freeze()  # what was imported for it
        if instances.unnamed.settings.reload:
            from smockproxy.files.watch import watch  # noqa: PLC0415 - not before the proxy is up

            await watch(store, partial(self._reload, instances))
        else:
            await asyncio.Event().wait()

    async def _stop(
        self, instances: Instances, admin: LateAdmin, beside: Iterable[asyncio.Future[None]]
    ) -> None:
        try:
            instances.unnamed.events.end()
            await admin.stop()
            for work in beside:
                work.cancel()
            await asyncio.wait(beside)
            self.ending = await _ending(instances)
            if self._pool is not None:
                await self._pool.aclose()
        finally:  # mitmproxy's own programs do not wait for the above
            self._put_away(instances)

    async def _keep_sessions(self, instances: Instances) -> None:
        if self._folder is not None:
            from smockproxy.app.sessions.persistence import Persistence  # noqa: PLC0415 - few runs need it

            await Persistence(instances.unnamed, self._folder).keep()
        if self._stored is not None:
            from smockproxy.app.sessions.keeping import Keeping  # noqa: PLC0415 - few runs need it

            await Keeping(instances, self._stored.documents).keep()

    def _put_away(self, instances: Instances) -> None:
        """Write what there is to write, and let go of what outlives a process."""
        self._inspection.close()
        if self._recording is not None and self._instances is not None:
            self._recording.recorder.write()
            tell_summary(self._recording.recorder.summary, self._instances.unnamed.settings)
        if self._stored is not None:
            from smockproxy.app.sessions.keeping import Keeping  # noqa: PLC0415 - few runs need it

            Keeping(instances, self._stored.documents).save()
            self._stored.close()

    def _announce(self, facts: BannerFacts, ready: ReadyFile | None) -> None:
        """Tell user and starter where everything listens."""
        if ready is not None:
            urls = (facts.proxy, facts.admin, facts.ca)
            ready.write(Ready(*urls, os.getpid(), self._token.text, sessions=facts.named, web=facts.web))
        if facts.token and not self._shows_banner:
            logger.warning("other machines reach the admin API; the token to show it: %s", facts.token)
        if self._shows_banner:
            for handler in logging.getLogger().handlers:
                handler.flush()  # what was said before it
            sys.stderr.write(f"\n{banner(facts)}\n")
            sys.stderr.flush()


async def _ending(instances: Instances) -> "Ending | None":
    from smockproxy.app.verdicts.judging import UNASKED, ending_as_asked  # noqa: PLC0415 - slow to import
    from smockproxy.app.verdicts.reporting import ending_with_report  # noqa: PLC0415 - slow to import

    ending = await ending_with_report(await ending_as_asked(instances), instances.all())
    return None if ending is UNASKED else ending
