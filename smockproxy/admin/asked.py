"""Whom a request of the admin API asks: the session that it names in a header, else that of nobody."""

from starlette.requests import Request

from smockproxy.app.instance import Instance
from smockproxy.app.instances import Instances
from smockproxy.app.operations import Operations
from smockproxy.app.smocker import Smocker
from smockproxy.app.uploads import ParseUpload, read_upload
from smockproxy.core.sessionname import HEADER


class Asked:
    """Finds the operations that a request is about. Raises `UsageError` for a name that is none."""

    def __init__(self, instances: Instances, parse: ParseUpload = read_upload) -> None:
        self._instances, self._parse = instances, parse

    def instance(self, request: Request) -> Instance:
        """The instance of the session that is named."""
        return self._instances.of(request.headers.get(HEADER, ""))

    def operations(self, request: Request) -> Operations:
        """Our own operations on it."""
        return Operations(self.instance(request))

    def smocker(self, request: Request) -> Smocker:
        """Smocker's operations on it."""
        return Smocker(self.instance(request), self._parse)
