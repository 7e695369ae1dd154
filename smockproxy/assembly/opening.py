"""What a run opens and loads before anything listens: what goes wrong is a `StartError`, told to the user."""

import logging
import secrets
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from smockproxy.admin.tls import listener_context
from smockproxy.app.admintoken import AdminToken, BadTokenError, admin_token
from smockproxy.app.keypair import KeyPairError, load_pair
from smockproxy.app.redaction import redaction_of
from smockproxy.app.sessions.instance import Instance, stored_budget_of
from smockproxy.app.settings.table import Settings
from smockproxy.app.smocker.initmocks import InitMocksError, check_is_alone, load_init_mocks
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.index import Layer
from smockproxy.core.mock import Mock, Responder
from smockproxy.core.mockset import dated
from smockproxy.core.problem import Problem
from smockproxy.core.redactedrecords import RedactedRecords
from smockproxy.core.responders import TEMPLATE, ForwardTo, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.engines.limits import Limits
from smockproxy.files.lint import lint
from smockproxy.files.store import Snapshot
from smockproxy.proxy.addon import SmockerStartError, StartError
from smockproxy.store.errors import StoreError
from smockproxy.store.history import StoredHistory
from smockproxy.store.originals import Originals
from smockproxy.store.sessions import Document

MOST_LINTED = 1_000
"""Mocks that are looked through for shadows and secrets at each load; of more, `smockproxy check` does it."""

logger = logging.getLogger("smockproxy")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A snapshot of the files, indexed and looked through."""

    layer: Layer
    files: int
    mocks: int
    problems: tuple[Problem, ...]


def indexed(instance: Instance, snapshot: Snapshot) -> Loaded:
    """What the files say, ready to be put in force: slow for many mocks, so not for the event loop."""
    engine, replay = instance.engine, instance.replay
    mocks = snapshot.mocks if replay is None else replay.mocks(snapshot.mocks)
    layer = engine.layer(dated(mocks, engine.file_mocks, instance.clock()))
    found = lint(snapshot.mocks) if len(snapshot.mocks) <= MOST_LINTED else ()
    return Loaded(layer, len(snapshot.files), len(snapshot.mocks), (*snapshot.problems, *found))


def opened(settings: Settings) -> StoredHistory | None:
    """The history on disk, if the settings ask for one. Raises `StartError`."""
    if not settings.sessions_dir:
        return None
    if settings.persistence_directory:
        raise StartError(
            "--sessions-dir and --persistence-directory both say where sessions are kept; give one of the two"
        )
    try:
        redaction = redaction_of(settings)
        redact = RedactedRecords(redaction) if redaction else None
        originals = Originals(settings.history_entries, settings.history_bytes)
        return StoredHistory(Path(settings.sessions_dir), stored_budget_of(settings), redact, originals)
    except StoreError as error:
        raise StartError(f"--sessions-dir: {error}") from error


def kept_in(stored: StoredHistory, settings: Settings) -> list[Document]:
    """What is kept of the sessions of an earlier run. Raises `StartError`."""
    try:
        return stored.documents.all()
    except StoreError as error:
        stored.close()
        raise StartError(
            f"--sessions-dir {settings.sessions_dir}: {error}; move its files away, or name another folder"
        ) from error


def token_of(settings: Settings) -> AdminToken:
    """What the admin API asks for. Raises `StartError`."""
    try:
        return admin_token(settings.admin_token, settings.host, secrets.token_urlsafe)
    except BadTokenError as error:
        raise StartError(str(error)) from error


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
    """The engines that mocks' scripts and templates need."""
    return frozenset(engine for mock in mocks for engine in _engines_of(mock))


def _engines_of(mock: Mock) -> Iterator[str]:
    yield from (each.engine for each in _answers_of(mock.responder) if isinstance(each, Scripted))
    patch = mock.responder.patch if isinstance(mock.responder, ForwardTo) else None
    prints_beside = (patch is not None and patch.template) or any(each.template for each in mock.callbacks)
    if isinstance(mock.responder, Fixtures) or prints_beside:
        yield TEMPLATE


def _answers_of(responder: Responder) -> Iterable[Responder | None]:
    match responder:
        case InTurn(items):
            return items
        case ForwardTo(on_error=fallback):
            return (fallback,)
        case _:
            return (responder,)
