"""Puts the parts together: settings, files of mocks, the engine, the proxy and the admin API.

The only module that knows every layer.
"""

import asyncio
import gc
import logging
import os
import random  # noqa: TID251 - made here, an argument everywhere else
import secrets
import signal
import ssl
import string
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from smockproxy.admin.app import admin_app
from smockproxy.admin.server import AdminServer, PortInUseError
from smockproxy.admin.tls import listener_context
from smockproxy.app.banner import BannerFacts, banner, example_url
from smockproxy.app.check import paths_of
from smockproxy.app.idle import drop_idle
from smockproxy.app.initmocks import InitMocksError, check_is_alone, load_init_mocks
from smockproxy.app.inspection import inspector
from smockproxy.app.instance import Instance, stored_budget_of
from smockproxy.app.instances import Instances
from smockproxy.app.judging import UNASKED, ending_as_asked
from smockproxy.app.keeping import Keeping, restore
from smockproxy.app.keypair import KeyPairError, load_pair
from smockproxy.app.persistence import Persistence
from smockproxy.app.persistence import load as load_sessions
from smockproxy.app.ready import Ready, ReadyFile, ReadyFileError
from smockproxy.app.sessionfolder import SessionFolder
from smockproxy.app.settings import Settings
from smockproxy.app.sources import Resolved, SettingsError, resolve
from smockproxy.app.uploads import upload_reader
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.index import Layer
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import dated
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.engines.inspection import Inspection
from smockproxy.engines.limits import Limits
from smockproxy.engines.pool import Pool
from smockproxy.files.lint import lint
from smockproxy.files.store import FileStore, Snapshot
from smockproxy.files.watch import watch
from smockproxy.interop.formats import HAR, JSONL, Format, by_name
from smockproxy.matching import MATCHERS
from smockproxy.proxy.addon import Smock, SmockerStartError, StartError
from smockproxy.proxy.flows import MITM
from smockproxy.proxy.run import serve as serve_until_stopped
from smockproxy.store.errors import StoreError
from smockproxy.store.history import StoredHistory
from smockproxy.version import VERSION

COULD_NOT_START = 3
INTERRUPTED = 128 + signal.SIGINT
"""Exit codes of `serve`."""
MOST_LINTED = 1_000
"""Mocks that are looked through for shadows and secrets at each load; of more, `smockproxy check` does it."""
CA_CERTIFICATE = "mitmproxy-ca-cert.pem"
ID_ALPHABET = string.digits + string.ascii_letters
FORMATS: Mapping[str, Format] = by_name(HAR, MITM, JSONL)

COLLECTING = (700, 10, 100)
"""Thresholds of the garbage collector: Python's own, but that everything is looked through ten times less
often. A reload of many mocks makes many objects, no garbage, and each look stops all threads."""
SWITCH = 0.001
"""Seconds after which a thread that reads files lets the event loop go on: with 5 ms, Python's own choice, a
request that meets a reload waits three or four times that."""

logger = logging.getLogger("smockproxy")


def new_id() -> str:
    """An id in Smocker's shape."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(12))


def clock() -> float:
    """Seconds since the epoch; everything else takes it as an argument."""
    return time.time()  # noqa: TID251


def randomness() -> random.Random:
    """Where delays are drawn from; everything else takes it as an argument."""
    return random.Random()  # noqa: S311


@dataclass(frozen=True, slots=True)
class Loaded:
    """A snapshot of the files, indexed and looked through."""

    layer: Layer
    files: int
    mocks: int
    problems: tuple[Problem, ...]


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
        self._stored: StoredHistory | None = None
        self.ending = UNASKED
        """How the run ended."""
        self._tls: ssl.SSLContext | None = None

    @property
    def defaults(self) -> Settings:
        """The settings that variables and files give."""
        return self._resolved.settings

    def prepare(self, settings: Settings) -> Instances:
        """Load the mocks. Raises `StartError` with every problem when a file has an error."""
        self._tls = checked(settings)
        keep_secret(Path(settings.confdir).expanduser())
        paths = paths_of(settings.mocks, Path.cwd())
        self._inspection = Inspection(script_limits(settings))
        inspecting = inspector(self._inspection, longest_delay=settings.delay_bound)
        self._store = FileStore(paths, MATCHERS, clock=time.monotonic, pause=time.sleep, inspector=inspecting)
        snapshot = self._store.load_all()
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
        instance.files.paths = paths
        self._instances = Instances(instance)
        self._take(self._instances, indexed(instance, snapshot))
        self._restore(self._instances)
        if any(mock.probability < 1 for mock in snapshot.mocks):
            logger.info("some mocks answer by chance; --seed %d repeats this run", instance.seed)
        gc.collect()
        gc.freeze()  # what is there now stays: looking through it for garbage would hold requests up
        gc.set_threshold(*COLLECTING)
        return self._instances

    def _restore(self, instances: Instances) -> None:
        """Go on with the sessions of an earlier run, or with the first mocks of the settings."""
        instance, settings = instances.unnamed, instances.unnamed.settings
        if self._stored is not None:
            restored = restore(instances, self._stored.documents.all())
            if restored:
                logger.info("restored %d sessions from %s", restored, settings.sessions_dir)
                return
        begin_with_uploads(instance)
        if settings.persistence_directory:
            self._folder = SessionFolder(Path(settings.persistence_directory))
            load_sessions(instance, self._folder)

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

    async def _reload(self, instances: Instances, snapshot: Snapshot) -> None:
        self._take(instances, await asyncio.to_thread(indexed, instances.unnamed, snapshot))
        files = instances.unnamed.files
        logger.info("reloaded %d mocks from %d files", files.mocks, files.files)

    async def run(self, proxy: tuple[str, int], named: Mapping[str, int]) -> None:
        """Serve the admin API and follow the files until cancelled. Raises `StartError`."""
        if self._instances is None or self._store is None or self._pool is None:
            raise StartError("no mocks were loaded")
        instances, instance = self._instances, self._instances.unnamed
        settings = instance.settings
        sys.setswitchinterval(SWITCH)
        parse = upload_reader(settings)
        app = admin_app(instances, FORMATS, parse, settings.config_base_path)
        server = AdminServer(app, settings.host, settings.admin_port, self._tls)
        ready = ReadyFile(Path(settings.ready_file)) if settings.ready_file else None
        beside = [
            asyncio.ensure_future(work)
            for work in (self._keep_sessions(instances), drop_idle(instances, settings.session_idle))
        ]
        try:
            self._announce(self._facts(instance, proxy, await server.start(), named), ready)
            if engines := engines_of(instance.engine.mocks.in_order):
                self._pool.start(engines)
            if settings.reload:
                await watch(self._store, partial(self._reload, instances))
            else:
                await asyncio.Event().wait()
        except (PortInUseError, ReadyFileError) as error:
            raise StartError(str(error)) from error
        finally:
            if ready is not None:
                ready.remove()
            try:
                instance.events.end()
                await server.stop()
                for work in beside:
                    work.cancel()
                await asyncio.wait(beside)
                self.ending = await ending_as_asked(instances)
                await self._pool.aclose()
            finally:  # mitmproxy's own programs do not wait for the above
                self._put_away(instances)

    async def _keep_sessions(self, instances: Instances) -> None:
        if self._folder is not None:
            await Persistence(instances.unnamed, self._folder).keep()
        if self._stored is not None:
            await Keeping(instances, self._stored.documents).keep()

    def _put_away(self, instances: Instances) -> None:
        """Write what there is to write, and let go of what outlives a process."""
        self._inspection.close()
        if self._stored is not None:
            Keeping(instances, self._stored.documents).save()
            self._stored.close()

    def _announce(self, facts: BannerFacts, ready: ReadyFile | None) -> None:
        """Tell user and starter where everything listens."""
        if ready is not None:
            ready.write(Ready(facts.proxy, facts.admin, facts.ca, os.getpid(), facts.token, facts.named))
        if self._shows_banner:
            sys.stderr.write(f"\n{banner(facts)}\n")
            sys.stderr.flush()

    def _facts(
        self, instance: Instance, proxy: tuple[str, int], admin: tuple[str, int], named: Mapping[str, int]
    ) -> BannerFacts:
        settings = instance.settings
        return BannerFacts(
            version=VERSION,
            named={name: url_of(proxy[0], port, is_tls=settings.tls_enable) for name, port in named.items()},
            proxy=url_of(*proxy, is_tls=settings.tls_enable),
            admin=url_of(*admin, is_tls=settings.tls_enable),
            certificate=settings.tls_cert_file if settings.tls_enable else "",
            ca=str(Path(settings.confdir).expanduser().absolute() / CA_CERTIFICATE),
            mocks=instance.files.mocks,
            paths=instance.files.paths,
            is_watching=settings.reload,
            problems=sum(problem.severity is not Severity.NOTE for problem in instance.files.problems),
            unmatched=settings.unmatched,
            is_unmatched_chosen=self._resolved.is_chosen("unmatched"),
            is_ci=bool(os.environ.get("CI")),
            example=example_url(filter(is_plain, instance.engine.file_mocks)),
        )


def opened(settings: Settings) -> StoredHistory | None:
    """The history on disk, if the settings ask for one. Raises `StartError`."""
    if not settings.sessions_dir:
        return None
    if settings.persistence_directory:
        raise StartError(
            "--sessions-dir and --persistence-directory both say where sessions are kept; give one of the two"
        )
    try:
        return StoredHistory(Path(settings.sessions_dir), stored_budget_of(settings))
    except StoreError as error:
        raise StartError(f"--sessions-dir: {error}") from error


def checked(settings: Settings) -> ssl.SSLContext | None:
    """TLS of the admin API, if it speaks that. Raises `StartError` for what Smocker does not start with."""
    try:
        check_is_alone(settings)
        if not settings.tls_enable:
            return None
        load_pair(context := listener_context(), settings)
    except (InitMocksError, KeyPairError) as error:
        raise SmockerStartError(str(error)) from error
    return context


def begin_with_uploads(instance: Instance) -> None:
    """Take the first mocks of the settings. Raises `StartError`."""
    if not instance.settings.init_mocks:
        return
    try:
        problems = load_init_mocks(instance, Path(instance.settings.init_mocks))
    except InitMocksError as error:
        raise SmockerStartError(str(error)) from error
    for problem in problems:
        logger.warning("%s", problem)


def keep_secret(confdir: Path) -> None:
    """Make the folder of the certificate authority, if it is not there, so that its key is never committed.

    Raises `StartError`.
    """
    try:
        if not confdir.exists():
            confdir.mkdir(mode=0o700, parents=True)
            (confdir / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise StartError(f"--confdir {confdir}: {error.strerror or error}") from error


def indexed(instance: Instance, snapshot: Snapshot) -> Loaded:
    """What the files say, ready to be put in force: slow for many mocks, so not for the event loop."""
    engine = instance.engine
    layer = engine.layer(dated(snapshot.mocks, engine.file_mocks, instance.clock()))
    found = lint(snapshot.mocks) if len(snapshot.mocks) <= MOST_LINTED else ()
    return Loaded(layer, len(snapshot.files), len(snapshot.mocks), (*snapshot.problems, *found))


def script_limits(settings: Settings) -> Limits:
    """What a script may use up."""
    return Limits(
        seconds=settings.script_timeout / 1000,
        memory=settings.script_memory,
        log=settings.script_log_limit,
        answer=settings.script_answer_limit,
        delay=settings.delay_bound,
    )


def engines_of(mocks: Iterable[Mock]) -> frozenset[str]:
    """The engines that mocks' scripts need."""
    return frozenset(mock.responder.engine for mock in mocks if isinstance(mock.responder, Scripted))


def is_plain(mock: Mock) -> bool:
    """Whether a mock always gives the same answer at once: the best one to show."""
    return not mock.times and isinstance(mock.responder, Fixed) and mock.responder.delay == NO_DELAY


def url_of(host: str, port: int, *, is_tls: bool = False) -> str:
    """A URL that a client on this machine can use; a listener on every interface is reached by loopback."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    scheme = "https" if is_tls else "http"
    return f"{scheme}://[{reached}]:{port}" if ":" in reached else f"{scheme}://{reached}:{port}"


def serve(resolved: Resolved) -> int:
    """`smockproxy serve`: run until a signal stops it; gives the exit code."""
    settings = resolved.settings
    assembly = Assembly(resolved, shows_banner=not settings.quiet)
    try:
        if settings.ready_file:
            ReadyFile(Path(settings.ready_file)).clear()
        stopped_by = serve_until_stopped(settings, Smock(assembly, randomness(), settings))
    except (StartError, ReadyFileError) as error:
        sys.stderr.write(f"smockproxy: {error}\n")
        return error.exit_code if isinstance(error, StartError) else COULD_NOT_START
    if assembly.ending is not UNASKED:
        sys.stderr.write(f"\n{assembly.ending.text}")
        return assembly.ending.code
    return INTERRUPTED if stopped_by is signal.SIGINT else 0


def addon() -> Smock:
    """smockproxy for mitmproxy's own programs: `addons = [addon()]`. Its settings are `smock_*` options."""
    try:
        resolved = resolve({}, os.environ, Path.cwd())
    except SettingsError as error:
        raise SystemExit(f"smockproxy: {error}") from error
    return Smock(Assembly(resolved, shows_banner=False), randomness())
