"""What a script in JavaScript can call: our functions, by name, with JSON both ways."""

import base64
import json
from collections.abc import Callable
from typing import Any

from smockproxy.engines.contract import STATE_METHODS, ScriptError, Surroundings
from smockproxy.engines.javascript.parts import PARTS

STATE = tuple(f"state.{name}" for name in STATE_METHODS)
ON_DEMAND = ("body", "body_string", "body_bytes", "body_base64")
"""What a request may have much of, and few scripts look at."""


class Host:
    """Answers the calls of one run."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._own: dict[str, Callable[..., Any]] = {
            "request": self._requested,
            "random": surroundings.random.random,
            "log": surroundings.log,
        }

    def __call__(self, written: object) -> str:
        """One call: `[name, arguments]` → `[true, value]` or `[false, reason]`, as JSON.

        Nothing is raised: quickjs would hide the reason.
        """
        try:
            name, arguments = json.loads(str(written))
            if name == "part":
                return self._part(*arguments)
            return _written([True, self._callable(name)(*arguments)])
        except ScriptError as error:
            return _written([False, error.message])
        except Exception as error:  # noqa: BLE001 - whatever it is, the script gets its text alone
            return _written([False, f"{type(error).__name__}: {error}"])

    def _callable(self, name: str) -> Callable[..., Any]:
        if name in STATE:
            member: Callable[..., Any] = getattr(self._surroundings.state, name.removeprefix("state."))
            return member
        function = self._surroundings.functions.get(name)
        return self._own[name] if function is None else function

    def _part(self, name: str) -> str:
        """The answer with a part of what a script finds, and with the value that it shows, if any."""
        given = self._surroundings
        match name:
            case "request":
                value: Any = {part: each for part, each in given.request.items() if part not in ON_DEMAND}
            case "Date":
                value = int(given.now * 1000)
            case "session":
                value = given.session
            case "mock":
                value = given.mock
            case _:
                value = None
        return f"[true,[{WRITTEN_PARTS[name]},{JSON.encode(value)}]]"

    def _requested(self, part: str) -> Any:
        """A part of the request that is fetched on demand; bytes come as characters up to U+00FF."""
        request = self._surroundings.request
        text = str(request.get("body_string", ""))
        if part == "body":
            return request.get("body", text)
        if part == "body_bytes":
            coded = request.get("body_base64")
            raw = text.encode("utf-8", "surrogatepass") if not coded else base64.b64decode(coded)
            return raw.decode("latin-1")
        return text


def _as_text(value: object) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


JSON = json.JSONEncoder(default=_as_text)
WRITTEN_PARTS = {name: JSON.encode(source) for name, source in PARTS.items()}


def _written(answer: list[Any]) -> str:
    return JSON.encode(answer)
