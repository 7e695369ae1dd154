"""Sessions that outlive the process, in a store of exchanges: what they have is kept beside their history.

Of each name one document says which sessions there are; of each session five hold its mocks, its counts,
its state, the rows of its resources and the calls of its rate limits. What changed is put into the store a
few times a second, and written with the exchanges of then; the event loop only copies it, since a document
may be large.
"""

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from smockproxy.app.sessions.imported import BadExportError, ExportedSession, sessions_of_json
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.sessions.keptclock import clock_of, clock_values
from smockproxy.app.sessions.keptscenarios import scenarios_of
from smockproxy.app.sessions.succession import Sessions
from smockproxy.app.usage import UsageError
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Unmatched
from smockproxy.core.ratelimit import RateLimiter
from smockproxy.core.resources import Resources
from smockproxy.core.session import Session
from smockproxy.core.state import State
from smockproxy.files.exported import Birth
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.sessionshapes import session_shape
from smockproxy.store.sessions import Document, SessionDocuments

PAUSE = 0.05
"""Seconds between two looks at what changed."""
SESSIONS, MOCKS, COUNTS, STATE = "sessions", "mocks", "counts", "state"
RESOURCES, LIMITS = "resources", "limits"
"""The parts."""

logger = logging.getLogger("smockproxy")

type Part = tuple[str, str]
"""The session's id, and which of its documents it is."""


type Seen = tuple[Sessions | None, int, int]
"""What an instance was like when looked at: its sessions, how often they changed, and anything at all. A name
that was dropped and begun anew has other sessions, however often both were changed."""
UNSEEN: Seen = (None, -1, -1)


@dataclass(frozen=True, slots=True)
class _Look:
    """An instance at one moment, for another thread to write."""

    name: str
    seen: Seen
    seed: int
    unmatched: Unmatched
    delay_factor: float
    sessions: tuple[Session, ...]
    """Copies, oldest first."""
    has_new_mocks: bool
    """Whether mocks may have changed."""


@dataclass(frozen=True, slots=True)
class _Looks:
    """All names that there are at one moment, and those of them where something may have changed."""

    names: Set[str]
    changed: tuple[_Look, ...]


class Keeping:
    """Keeps the documents up to date. Used from one event loop, which has them written in another thread."""

    def __init__(self, instances: Instances, documents: SessionDocuments) -> None:
        self._instances, self._documents = instances, documents
        self._seen: dict[str, Seen] = {}
        self._put: dict[str, dict[Part, int]] = {}
        """A hash of each document that is in the store, by what clients call the session."""

    async def keep(self) -> None:
        """Put what changes, until cancelled and then once more."""
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1, "keeping") as writer:
            while True:
                try:
                    await asyncio.sleep(PAUSE)
                    await loop.run_in_executor(writer, self._write, self._look())
                except asyncio.CancelledError:
                    writer.shutdown()
                    self.save()
                    raise

    def save(self) -> None:
        """Put what changed since the last time; what is gone is dropped."""
        self._write(self._look())

    # -- on the event loop ----------------------------------------------------------------

    def _look(self) -> _Looks:
        instances = self._instances.all()
        changed = [_look_at(each, self._seen.get(each.name, UNSEEN)) for each in instances]
        return _Looks({each.name for each in instances}, tuple(filter(None, changed)))

    # -- in any thread, one at a time -----------------------------------------------------

    def _write(self, looks: _Looks) -> None:
        for gone in self._seen.keys() - looks.names:
            self._documents.drop(gone)
            del self._seen[gone]
            self._put.pop(gone, None)
        for look in looks.changed:
            try:
                self._write_one(look)
            except Exception:  # a defect of ours in one session must not end the keeping of all
                logger.exception("the session %s could not be kept", look.name or "without a name")
            self._seen[look.name] = look.seen

    def _write_one(self, look: _Look) -> None:
        known = self._put.setdefault(look.name, {})
        ids = {"", *(session.facts.id for session in look.sessions)}
        for key in [key for key in known if key[0] not in ids]:
            self._documents.drop(look.name, key[0])
            del known[key]
        for (session_id, part), text in _texts(look, known):
            if known.get((session_id, part)) != (written := hash(text)):
                known[session_id, part] = written
                self._documents.put(Document(look.name, session_id, part, text))


def _look_at(instance: Instance, before: Seen) -> _Look | None:
    """What there is to write; nothing if nobody touched it since."""
    seen = instance.sessions, instance.sessions.revision, instance.touched
    if seen == before:
        return None
    return _Look(
        instance.name,
        seen,
        instance.seed,
        instance.engine.unmatched,
        instance.delay_factor,
        tuple(session.copy() for session in instance.sessions.all()),
        seen[:2] != before[:2],
    )


def _texts(look: _Look, known: Mapping[Part, int]) -> Iterator[tuple[Part, str]]:
    yield ("", SESSIONS), _sessions_text(look)
    for session in look.sessions:
        session_id = session.facts.id
        if look.has_new_mocks or (session_id, MOCKS) not in known:
            yield (session_id, MOCKS), _mocks_text(session)
        yield (session_id, COUNTS), json.dumps(session.counts.values())
        yield (session_id, STATE), json.dumps(session.state.snapshot().values)
        yield (session_id, RESOURCES), session.resources.kept()
        yield (session_id, LIMITS), session.limiter.kept()


def _sessions_text(look: _Look) -> str:
    disabled = {session.facts.id: sorted(session.disabled) for session in look.sessions if session.disabled}
    facts = {
        "sessions": [session.facts.id for session in look.sessions],
        "seed": look.seed,
        "unmatched": look.unmatched.value,
        "delay_factor": look.delay_factor,
    }
    clocks = {each.facts.id: clock_values(each.clock) for each in look.sessions if not each.clock.is_real}
    scenarios = {each.facts.id: each.scenarios.states for each in look.sessions if each.scenarios.states}
    told = {"disabled": disabled, "clocks": clocks, "scenarios": scenarios}
    return json.dumps(facts | {name: by_id for name, by_id in told.items() if by_id})


def _mocks_text(session: Session) -> str:
    return "".join(go_json_list([session_shape(session, ())], " "))


def restore(instances: Instances, documents: Iterable[Document]) -> int:
    """Take the sessions that documents tell of; gives how many. What cannot be read is told in the log."""
    by_name: dict[str, dict[tuple[str, str], str]] = {}
    for name, session_id, part, text in documents:
        by_name.setdefault(name, {})[session_id, part] = text
    return sum(_restore_one(instances, name, texts) for name, texts in by_name.items())


def _restore_one(instances: Instances, name: str, texts: Mapping[tuple[str, str], str]) -> int:
    try:
        instance = instances.of(name)
        facts = json.loads(texts.get(("", SESSIONS), "{}"))
        if not instance.settings.seed:
            instance.set_seed(facts.get("seed", instance.seed))
        if name:
            instance.engine.unmatched = Unmatched(facts.get("unmatched", instance.engine.unmatched))
            instance.delay_factor = float(facts.get("delay_factor", instance.delay_factor))
        sessions = [_session(instance, session_id, texts) for session_id in facts.get("sessions", ())]
        for session in sessions:
            for mock_id in facts.get("disabled", {}).get(session.facts.id, ()):
                session.disable(mock_id)
            session.clock = clock_of(facts.get("clocks", {}).get(session.facts.id, ()))
            session.scenarios = scenarios_of(facts.get("scenarios", {}).get(session.facts.id, {}))
        instance.sessions.replace_all(sessions)
    except (BadExportError, UsageError, ValueError, LookupError, TypeError) as error:
        logger.warning("the session %s could not be restored: %s", name or "without a name", error)
        return 0
    return len(sessions)


def _session(instance: Instance, session_id: str, texts: Mapping[tuple[str, str], str]) -> Session:
    birth = Birth(instance.new_id, instance.clock())
    raw = texts[session_id, MOCKS].encode("utf-8", "replace")
    exported: ExportedSession = sessions_of_json(raw, birth, allow_remote_scripts=True, keeps_unread=True)[0]
    for kept in exported.mocks:
        if kept.flaw:
            told = "the mock %s is switched off, since its definition can no longer be read: %s"
            logger.warning(told, kept.mock.id, kept.flaw)
    session = Session(exported.facts, instance.seed)
    exported.put_into(session)
    session.take_counts(Counts.of_values(_json(texts, session_id, COUNTS)))
    session.state = State.of_values(_json(texts, session_id, STATE))
    if (session_id, RESOURCES) in texts:
        session.resources = Resources.of_kept(_json(texts, session_id, RESOURCES))
    if (session_id, LIMITS) in texts:
        session.limiter = RateLimiter.of_kept(_json(texts, session_id, LIMITS))
    return session


def _json(texts: Mapping[tuple[str, str], str], session_id: str, part: str) -> dict[str, Any]:
    found = json.loads(texts[session_id, part])
    if not isinstance(found, dict):
        raise TypeError(f"its {part} are no object")
    return found
