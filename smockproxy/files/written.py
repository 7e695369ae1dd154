"""One mock as it is written in a file: its text, its tree with the file's defaults, and the mock it makes."""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from smockproxy.core.http import Response
from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from smockproxy.files.build import build_mock
from smockproxy.files.defaults import merge_defaults, stacked_defaults
from smockproxy.files.folderdefaults import read_above
from smockproxy.files.places import Step
from smockproxy.files.reading import Reading
from smockproxy.files.rewrite import Change, rewritten
from smockproxy.files.scalars import Mapping
from smockproxy.files.wire import MockWire
from smockproxy.files.yamltext import parse_yaml

LARGEST = 2 * 1024 * 1024
"""Bytes of a file that is looked at for one mock of it."""


@dataclass(frozen=True, slots=True)
class WrittenMock:
    """A mock, and where it is written."""

    text: str
    """Of the whole file."""
    steps: tuple[Step, ...]
    """From the document to the mock."""
    tree: AnyMapping[str, Any]
    """With the defaults under it."""
    mock: Mock
    above: dict[str, Any] = field(default_factory=dict)
    """The defaults of the file's folders."""

    def after(self, change: Change, matchers: MatcherTable) -> "WrittenMock | None":
        """The same mock after a change, whose path begins at the mock; None when it makes no good mock."""
        steps = (*self.steps, *change.steps)
        in_json = self.mock.source is not None and self.mock.source.file.endswith(".json")
        text = rewritten(self.text, replace(change, steps=steps), in_json=in_json)
        return None if text is None else _at(text, self.steps, self.mock, matchers, self.above)


def read_written(source: Source, matchers: MatcherTable) -> WrittenMock | None:
    """The mock at a place; None when the file does not have it there (any more)."""
    try:
        path = Path(source.file)
        text = path.read_text(encoding="utf-8-sig") if path.stat().st_size <= LARGEST else ""
    except (OSError, ValueError):
        return None
    return written_at(text, source, matchers, path)


def written_at(
    text: str, source: Source, matchers: MatcherTable, path: Path | None = None
) -> WrittenMock | None:
    """The mock that begins in a line of a text; with a path, the defaults of its folders lie under it."""
    above = {} if path is None else read_above(path, _outermost(path)).defaults
    tree = parse_yaml(text).tree
    steps: tuple[Step, ...] = ("mocks",) if isinstance(tree, dict) else ()
    mocks = tree.get("mocks") if isinstance(tree, dict) else tree
    for index, entry in enumerate(mocks if isinstance(mocks, list) else []):
        if isinstance(entry, Mapping) and entry.line == source.line:
            named = Mock("", Fixed(Response()), source=source)
            return _at(text, (*steps, index), named, matchers, above)
    return None


def _outermost(path: Path) -> Path | None:
    """The first folder of a path as it was written: no folder of mocks begins further out."""
    return path.parents[-2] if len(path.parents) > 1 else None


def _unread(_name: str) -> str:
    """Scripts are not read: what a mock asks of a request is not in them."""
    return ""


def _without_rows(tree: dict[str, Any]) -> dict[str, Any]:
    """The mock without what a resource begins with, which may be in a file that is not read."""
    resource = tree.get("resource")
    if not isinstance(resource, dict):
        return tree
    return tree | {"resource": {key: value for key, value in resource.items() if key not in {"data", "rows"}}}


def _at(
    text: str, steps: tuple[Step, ...], named: Mock, matchers: MatcherTable, above: dict[str, Any]
) -> WrittenMock | None:
    """The mock at a path; its id and source are those of the named one."""
    document = parse_yaml(text)
    if document.flaws:
        return None
    tree = document.tree
    defaults: dict[str, Any] = (tree.get("defaults") or {}) if isinstance(tree, dict) else {}
    for step in steps:
        tree = tree[step]
    defaults = stacked_defaults(above, defaults)
    whole = merge_defaults(defaults, tree) if defaults else tree
    try:
        wire = MockWire.model_validate(_without_rows(whole), context=Reading(matchers, read_beside=_unread))
    except ValidationError:
        return None
    return WrittenMock(text, steps, whole, build_mock(wire, named.id, named.source), above)
