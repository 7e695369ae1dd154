"""Resources: a collection of rows behind one mock, with list, get, create, replace, change and delete."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from smockproxy.core.chance import Chance
from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.http import Request, Response
from smockproxy.core.pathtemplate import PathTemplate


@dataclass(frozen=True, slots=True)
class Resource:
    """The responder of a resource."""

    name: str
    """Its rows in the session: mocks with the same name share them."""
    collection: PathTemplate
    entry: PathTemplate
    id_field: str = "id"
    rows: tuple[Mapping[str, Any], ...] = ()
    """What it begins with."""
    delay: AnyDelay = NO_DELAY
    needs_body: ClassVar[bool] = True


class Resources:
    """The rows of a session's resources, as far as they were changed."""

    def __init__(self) -> None:
        self._rows: dict[str, Any] = {}

    def copy(self) -> "Resources":
        """The same rows; from here on the two go apart."""
        twin = Resources()
        twin._rows = dict(self._rows)
        return twin

    def answer(self, resource: Resource, request: Request, chance: Chance) -> Response:
        """Do what a request asks for."""
        raise NotImplementedError
