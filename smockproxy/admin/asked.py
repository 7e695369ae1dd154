"""Whom a request of the admin API asks: the session that it names, else that of nobody."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from smockproxy.admin.apicall import Call
from smockproxy.app.redaction import redaction_of
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.origin import Origin
from smockproxy.app.smocker.operations import Smocker
from smockproxy.app.smocker.uploads import ParseUpload, read_upload
from smockproxy.core.redact import Redaction
from smockproxy.core.sessionname import HEADER
from smockproxy.interop.formats import Format


class Asked:
    """Finds what a request is about. Raises `UsageError` for a name that is none."""

    def __init__(self, instances: Instances, parse: ParseUpload = read_upload) -> None:
        self._instances, self._parse = instances, parse

    def instance(self, request: Request) -> Instance:
        """The instance of the session that the header names."""
        return self._instances.of(request.headers.get(HEADER, ""))

    def smocker(self, request: Request) -> Smocker:
        """Smocker's operations on it."""
        return Smocker(self.instance(request), self._parse)


@dataclass(frozen=True, slots=True)
class Served:
    """What the operations of `/api/v1` are done with."""

    instances: Instances
    formats: Mapping[str, Format]
    """Those that a history can be exported in."""
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Where the settings come from, by their names."""

    @property
    def run(self) -> Instance:
        """The unnamed instance, which has what all the others share."""
        return self.instances.unnamed

    def in_use(self, call: Call) -> Instance:
        """The instance of the session that is named, for who only looks. Raises `NotFoundError`.

        One that nobody uses yet would look as if all were well with it.
        """
        name = call.session or ""
        self.instances.find(name)
        return self.instances.of(name)

    def begun(self, call: Call) -> Instance:
        """The instance of the session that is named, which begins now if it is new. Raises `UsageError`."""
        return self.instances.of(call.session or "")

    def redaction(self, call: Call) -> Redaction | None:
        """How entries are shown."""
        return redaction_of(self.run.settings, call.redact)
