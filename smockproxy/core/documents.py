"""Conditions on a body that is a JSON document: one matcher on all of it, or matchers by JSONPath."""

from dataclasses import dataclass

from smockproxy.core.conditions import OnBody
from smockproxy.core.http import NO_JSON, Request
from smockproxy.core.matcher import JsonPath, Matcher
from smockproxy.core.mismatch import TOO_LARGE, Mismatch, body_mismatch, first_of
from smockproxy.core.values import selected_hold, selected_mismatch

TOO_MUCH = "a document in which the path would have to look at too much"


def _not_json(request: Request) -> Mismatch:
    return Mismatch("json", "a JSON document", TOO_LARGE if request.text is None else request.text)


@dataclass(frozen=True, slots=True)
class OnJson:
    """A matcher on a body that is JSON."""

    matcher: Matcher
    needs_body: bool = True

    def holds(self, request: Request) -> bool:
        """Whether the body is JSON, and the matcher matches it."""
        return request.json is not NO_JSON and OnBody(self.matcher).holds(request)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        if request.json is NO_JSON:
            return _not_json(request)
        return None if self.holds(request) else body_mismatch("json", self.matcher, request)


@dataclass(frozen=True, slots=True)
class OnJsonPaths:
    """Matchers by JSONPath, each on the values that its path selects; one of those must fulfil it."""

    paths: tuple[tuple[JsonPath, Matcher], ...]
    needs_body: bool = True

    def holds(self, request: Request) -> bool:
        """Whether the body is JSON, and every matcher is fulfilled."""
        document = request.json
        return document is not NO_JSON and all(
            (values := path.find(document)) is not None
            and selected_hold(matcher, values, request.received_at)
            for path, matcher in self.paths
        )

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold."""
        if request.json is NO_JSON:
            return _not_json(request)
        return first_of(_at_path(path, matcher, request) for path, matcher in self.paths)


def _at_path(path: JsonPath, matcher: Matcher, request: Request) -> Mismatch | None:
    values = path.find(request.json)
    field = f"json.{path.text}"
    if values is None:
        return Mismatch(field, "a document of a size that can be searched", TOO_MUCH)
    if selected_hold(matcher, values, request.received_at):
        return None
    return selected_mismatch(field, matcher, values)
