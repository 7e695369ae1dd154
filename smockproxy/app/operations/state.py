"""The operations on what the scripts of a session remember."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.problem import did_you_mean
from smockproxy.core.state import Operation, StateOverrunError


@dataclass(slots=True)
class StateOperations:
    """The operations on one instance."""

    instance: Instance

    def state(self) -> Mapping[str, Any]:
        """What the scripts of the session in force remember, by key."""
        return self.instance.engine.session.state.snapshot().values

    def set_state(self, values: Any) -> Mapping[str, Any]:
        """Set keys of it, all or none; gives the whole. Raises `UsageError`."""
        if not isinstance(values, dict):
            raise UsageError('expected an object of keys and values, such as {"count": 1}')
        operations = [("set", key, value) for key, value in values.items()]
        return self._changed_state(operations)

    def clear_state(self, key: str | None = None) -> Mapping[str, Any]:
        """Forget a key of it, or all without one; gives the rest. Raises `NotFoundError`."""
        if key is not None and key not in self.state():
            hint = did_you_mean(key, self.state())
            raise NotFoundError(f'state has no key "{key[:60]}"{f"; {hint}" if hint else ""}')
        return self._changed_state([("clear",)] if key is None else [("delete", key)])

    def _changed_state(self, operations: Iterable[Operation]) -> Mapping[str, Any]:
        state = self.instance.sessions.current().state
        try:
            state.commit(operations, (), state.snapshot().version)
        except (StateOverrunError, ValueError) as error:
            raise UsageError(str(error)) from error
        return state.snapshot().values
