"""The operations on the mocks of a session: the files' and the API's.

Used from one event loop. Texts are read off the loop; what changes mocks waits its turn.
"""

import asyncio
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from smockproxy.app.mocks.row import definition_of
from smockproxy.app.mocks.text import MockTexts, ReadMocks
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import ConflictError, NotFoundError, UsageError
from smockproxy.core.mergepatch import merged
from smockproxy.core.mock import Mock
from smockproxy.core.problem import did_you_mean
from smockproxy.core.routing import ROUTE
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.definitions import unquoted, yaml_text

RESPONDERS = ("response", "dynamic_response", "proxy")
ONE_EXPECTED = (
    "Expected one mock, found {found}; one that says `enabled: false` is none. To keep a mock from "
    "answering, use its route `disable`."
)
NO_MOCK = "There is no mock in the body; one that says `enabled: false` is none."
OF_ROUTES = (
    f'Ids that begin with "{ROUTE}", such as "{{}}", are those of routes, which say which host is real: '
    "`smockproxy route` makes and changes them."
)
SHOWN = 60
"""Characters of an id that a message repeats."""


@dataclass(slots=True)
class MockOperations:
    """The operations on one instance."""

    instance: Instance
    kind: ClassVar[str] = "mock"

    @property
    def session(self) -> Session:
        """The session in force."""
        return self.instance.engine.session

    def mocks(self) -> tuple[Mock, ...]:
        """All mocks in force, in the order of asking."""
        return self.instance.engine.mocks.in_order

    def mock(self, name: str) -> Mock:
        """The mock of an id. Raises `NotFoundError`."""
        mocks = self.mocks()
        found = next((mock for mock in mocks if mock.id == name), None)
        if found is None:
            hint = did_you_mean(name[:SHOWN], (mock.id for mock in mocks[:1_000]))
            raise NotFoundError(f'There is no {self.kind} "{name[:SHOWN]}"{f"; {hint}" if hint else "."}')
        return found

    async def add(self, raw: bytes, *, as_json: bool) -> ReadMocks:
        """Put mocks above all there are. Raises `UsageError`, and then none of them is added."""
        async with self.instance.changes:
            read = await self._read(raw, as_json=as_json)
            if not read.mocks:
                raise UsageError(NO_MOCK)
            self._require_new(read.named)
            self.instance.sessions.add(read.mocks)
            return read

    async def _read(self, raw: bytes, *, as_json: bool) -> ReadMocks:
        instance, settings = self.instance, self.instance.settings
        texts = MockTexts(instance.new_id, settings.allow_remote_scripts, settings.delay_bound)
        return await asyncio.to_thread(texts.read, raw, as_json=as_json, now=instance.clock())

    def _require_new(self, ids: Iterable[str]) -> None:
        in_force = self.instance.engine.mocks
        known = {mock.id: mock for mock in (*in_force.in_order, *in_force.rules)}
        for mock_id in ids:
            if mock_id.startswith(ROUTE):
                raise UsageError(OF_ROUTES.format(mock_id))
            if mock_id in known:
                raise ConflictError(f'The id "{mock_id}" is that of a mock already: {known[mock_id].label}.')

    async def replace(self, mock_id: str, raw: bytes, *, as_json: bool) -> Mock:
        """Put another definition in a mock's place. Raises `UsageError`, and then nothing has changed."""
        async with self.instance.changes:
            before = self._editable(mock_id)
            mock = self._successor(before, await self._read(raw, as_json=as_json))
            return self._put(mock)

    async def patch(self, mock_id: str, patch: Any) -> Mock:
        """Change parts of a mock's definition. Raises `UsageError`, and then nothing has changed."""
        if not isinstance(patch, dict):
            raise UsageError('Expected a JSON object with what changes, such as {"priority": 5}.')
        async with self.instance.changes:
            before = self._editable(mock_id)
            was = _tree(before)
            tree = merged(was, unquoted(patch))
            raw = yaml_text(tree).encode("utf-8", "replace")
            mock = self._successor(before, await self._read(raw, as_json=False))
            return self._put(mock if before.definition else _with_what_stayed(mock, before, was, tree))

    def _changeable(self, mock_id: str) -> Mock:
        mock = self.mock(mock_id)
        if mock.source is not None:
            raise ConflictError(
                f'The {self.kind} "{mock.id}" is in {mock.source}: change it there. It can be kept from '
                "answering in this session by its route `disable`."
            )
        return mock

    def _editable(self, mock_id: str) -> Mock:
        mock = self._changeable(mock_id)
        if mock.is_route:
            raise ConflictError(OF_ROUTES.format(mock.id))
        return mock

    def _put(self, mock: Mock) -> Mock:
        self._changeable(mock.id)  # it may have gone while the text was read
        self.instance.sessions.edit(self.session, mock)
        return mock

    def _successor(self, before: Mock, read: ReadMocks) -> Mock:
        if len(read.mocks) != 1:
            raise UsageError(ONE_EXPECTED.format(found=len(read.mocks) or "none"))
        mock = read.mocks[0]
        if mock.id in read.named and mock.id != before.id:
            raise UsageError(f'The definition has the id "{mock.id}"; this mock\'s is "{before.id}".')
        return replace(mock, id=before.id, created_at=before.created_at)

    def switch(self, mock_id: str, *, enabled: bool) -> Mock:
        """Let a mock answer in this session, or keep it from that. Raises `NotFoundError`."""
        mock = self.mock(mock_id)
        self.instance.sessions.switch(mock.id, enabled=enabled)
        return mock

    async def delete(self, mock_id: str) -> None:
        """Take a mock away that came by the API. Raises `UsageError`."""
        async with self.instance.changes:
            mock = self._changeable(mock_id)
            self.instance.sessions.remove(self.session, mock.id)


def _tree(mock: Mock) -> AnyMapping[str, Any]:
    """The definition; one that is Smocker's shape is without what use has changed in it."""
    if mock.definition is not None:
        return mock.definition.tree
    tree: AnyMapping[str, Any] = unquoted(definition_of(mock, Session(SessionFacts("", "", 0.0))))
    return tree


def _with_what_stayed(mock: Mock, before: Mock, was: AnyMapping[str, Any], now: AnyMapping[str, Any]) -> Mock:
    """Smocker's shape shows bodies as text; what a patch leaves alone stays as it is, byte for byte."""
    kept = mock
    if all(was.get(key) == now.get(key) for key in RESPONDERS):
        kept = replace(kept, responder=before.responder, spare=before.spare)
    if was.get("request") == now.get("request"):
        kept = replace(kept, conditions=before.conditions)
    return kept if kept == mock else replace(kept, definition=None)
