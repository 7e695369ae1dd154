"""The operations on the resources of a session."""

from collections.abc import Mapping
from dataclasses import dataclass

from smockproxy.app.api.resources import ResourceList, ResourceRow, ResourceRows
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import NotFoundError
from smockproxy.core.problem import did_you_mean
from smockproxy.core.resource import Resource


@dataclass(slots=True)
class ResourceOperations:
    """The operations on one instance, in whose session in force the rows are."""

    instance: Instance

    def resources(self) -> ResourceList:
        """The resources of the mocks in force, in the order of asking."""
        return {"resources": [self._row(name, some) for name, some in self._known().items()]}

    def rows(self, name: str) -> ResourceRows:
        """The rows of one. Raises `NotFoundError`."""
        first, *_ = self._found(name)
        rows = self.instance.engine.session.resources.rows(first)
        return {"name": name, "rows": [dict(row.values) for row in rows]}

    def reset(self, name: str | None) -> ResourceList:
        """Put one back to what it begins with, or all. Raises `NotFoundError`."""
        if name is not None:
            self._found(name)
        resources = self.instance.engine.session.resources
        for each in self._known() if name is None else (name,):
            resources.reset(each)
        self.instance.touched += 1
        return self.resources()

    def _known(self) -> Mapping[str, list[Resource]]:
        known: dict[str, list[Resource]] = {}
        for mock in self.instance.engine.mocks.in_order:
            if isinstance(mock.responder, Resource):
                known.setdefault(mock.responder.name, []).append(mock.responder)
        return known

    def _found(self, name: str) -> list[Resource]:
        known = self._known()
        if name not in known:
            hint = did_you_mean(name, known)
            raise NotFoundError(f'no resource has the name "{name[:60]}"{f"; {hint}" if hint else ""}')
        return known[name]

    def _row(self, name: str, some: list[Resource]) -> ResourceRow:
        resources = self.instance.engine.session.resources
        return {
            "name": name,
            "paths": [resource.paths.entry.text for resource in some],
            "rows": len(resources.rows(some[0])),
            "changed": resources.is_changed(some[0]),
        }
