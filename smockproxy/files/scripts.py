"""Scripts of a file of mocks: where they stand, and what is wrong with them before they are run."""

from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from posixpath import dirname, join, normpath
from typing import Any

from smockproxy.core.mock import Mock
from smockproxy.core.responders import TEMPLATE, Responder, Scripted
from smockproxy.files.reading import Complaint, Reading
from smockproxy.files.scalars import Mapping

_IN_FILE = ("dynamic_response", "file")
_INLINE = ("dynamic_response", "script")
_TEMPLATE = ("response",)


def script_complaint(responder: Responder, reading: Reading) -> Complaint | None:
    """What is wrong with the script of a mock, if it has one and it can be told; the path is the mock's."""
    if not isinstance(responder, Scripted) or reading.compile_complaint is None:
        return None
    found = reading.compile_complaint(responder.engine, responder.script)
    if found is None:
        return None
    message, line = found
    if responder.engine == TEMPLATE:
        return Complaint(message=f"not a template: {message}", steps=_TEMPLATE, of_key=True)
    language = f"not {responder.engine}"
    if responder.file:
        place = f"{responder.file}:{line}" if line else responder.file
        return Complaint(message=f"{place}: {language}: {message}", steps=_IN_FILE)
    return Complaint(message=f"{language}: {message}", steps=_INLINE, line=line)


def placed(mock: Mock, trees: Iterable[AnyMapping[str, Any]]) -> Mock:
    """The mock of a file with the place of its script, if any; the trees are those that it was made of."""
    responder, source = mock.responder, mock.source
    if source is None or not isinstance(responder, Scripted):
        return mock
    if responder.file:
        return replace(mock, responder=replace(responder, file=_beside(source.file, responder.file)))
    lines = map(_before_template if responder.engine == TEMPLATE else _before_script, trees)
    line = next((line for line in lines if line >= 0), 0)
    return replace(mock, responder=replace(responder, file=source.file, line=line))


def _before_script(tree: AnyMapping[str, Any]) -> int:
    """The line before the first one of a mock's script; -1 when the tree has none."""
    dynamic = tree.get("dynamic_response")
    return dynamic.line_before_script if isinstance(dynamic, Mapping) else -1


def _before_template(tree: AnyMapping[str, Any]) -> int:
    """The line before the first one of a mock's response; -1 when the tree has none."""
    response = tree.get("response")
    return response.line - 1 if isinstance(response, Mapping) else -1


def _beside(file: str, name: str) -> str:
    """The path of a file that another one names, as paths are shown."""
    return normpath(join(dirname(file), name))
