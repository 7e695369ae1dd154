"""Sessions that outlive the process, in a store of exchanges: what they have is kept beside their history.

Of each name one document says which sessions there are; of each session three hold its mocks, its counts and
its state. What changed is put into the store a few times a second, and written with the exchanges of then.
"""

import asyncio
import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smockproxy.app.instance import Instance
from smockproxy.app.instances import Instances
from smockproxy.app.sessionimport import BadExportError, ExportedSession, sessions_of_json
from smockproxy.app.usage import UsageError
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Unmatched
from smockproxy.core.session import Session
from smockproxy.core.state import State
from smockproxy.files.exported import Birth
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.sessionshapes import session_shape
from smockproxy.store.sessions import Document, SessionDocuments

PAUSE = 0.05
"""Seconds between two looks at what changed."""
SESSIONS, MOCKS, COUNTS, STATE = "sessions", "mocks", "counts", "state"
"""The parts."""

logger = logging.getLogger("smockproxy")

type Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What an instance was like when it was last looked at."""

    revision: int = -1
    touched: int = -1


class Keeping:
    """Keeps the documents up to date. Used from one event loop."""

    def __init__(self, instances: Instances, documents: SessionDocuments) -> None:
        self._instances, self._documents = instances, documents
        self._seen: dict[str, _Seen] = {}
        self._states: dict[str, int] = {}
        self._put: dict[Key, int] = {}
        """A hash of each document that is in the store."""

    async def keep(self) -> None:
        """Put what changes, until cancelled and then once more."""
        try:
            while True:
                await asyncio.sleep(PAUSE)
                self.save()
        finally:
            self.save()

    def save(self) -> None:
        """Put what changed since the last time; what is gone is dropped."""
        instances = {each.name: each for each in self._instances.all()}
        for gone in self._seen.keys() - instances.keys():
            self._documents.drop(gone)
            del self._seen[gone]
            self._put = {key: value for key, value in self._put.items() if key[0] != gone}
        for name, instance in instances.items():
            seen = _Seen(instance.sessions.revision, instance.touched)
            if self._seen.get(name) != seen:
                self._save_one(instance, has_new_mocks=self._revision(name) != seen.revision)
                self._seen[name] = seen

    def _revision(self, name: str) -> int:
        return self._seen.get(name, _Seen()).revision

    def _save_one(self, instance: Instance, *, has_new_mocks: bool) -> None:
        begun = instance.sessions.all()
        ids = {session.facts.id for session in begun}
        for key in [key for key in self._put if key[0] == instance.name and key[1] and key[1] not in ids]:
            self._documents.drop(instance.name, key[1])
            del self._put[key]
        self._put_part(instance.name, "", SESSIONS, _sessions_text(instance))
        for session in begun:
            if has_new_mocks:
                self._put_part(instance.name, session.facts.id, MOCKS, _mocks_text(session))
            self._put_part(instance.name, session.facts.id, COUNTS, json.dumps(session.counts.values()))
            values = session.state.snapshot().values
            self._put_part(instance.name, session.facts.id, STATE, json.dumps(values))

    def _put_part(self, name: str, session_id: str, part: str, text: str) -> None:
        key, known = (name, session_id, part), hash(text)
        if self._put.get(key) != known:
            self._put[key] = known
            self._documents.put(Document(name, session_id, part, text))


def _sessions_text(instance: Instance) -> str:
    order = [session.facts.id for session in instance.sessions.all()]
    return json.dumps(
        {"sessions": order, "seed": instance.seed, "unmatched": instance.engine.unmatched.value}
    )


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
        sessions = [_session(instance, session_id, texts) for session_id in facts.get("sessions", ())]
        instance.sessions.replace_all(sessions)
    except (BadExportError, UsageError, ValueError, LookupError, TypeError) as error:
        logger.warning("the session %s could not be restored: %s", name or "without a name", error)
        return 0
    return len(sessions)


def _session(instance: Instance, session_id: str, texts: Mapping[tuple[str, str], str]) -> Session:
    birth = Birth(instance.new_id, instance.clock())
    raw = texts[session_id, MOCKS].encode("utf-8", "replace")
    exported: ExportedSession = sessions_of_json(raw, birth, allow_remote_scripts=True)[0]
    session = Session(exported.facts, instance.seed)
    exported.put_into(session)
    session.take_counts(Counts.of_values(_json(texts, session_id, COUNTS)))
    session.state = State.of_values(_json(texts, session_id, STATE))
    return session


def _json(texts: Mapping[tuple[str, str], str], session_id: str, part: str) -> dict[str, Any]:
    found = json.loads(texts[session_id, part])
    if not isinstance(found, dict):
        raise TypeError(f"its {part} are no object")
    return found
