"""Drafts: recorded mocks on their way into files, as trees of what a person would have written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

type Steps = tuple[str | int, ...]
"""The way to a value in a tree: keys of mappings and places in lists."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that stands above a key of a draft, or above a value in a list: why it is as it is."""

    steps: Steps
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that a draft names: a body that is large, or no text."""

    name: str
    """Relative to the draft's own file."""
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """One recorded mock."""

    file: str
    """Of the mock, relative to the folder of recordings, with `/`: `api.shop.test/orders.yml`."""
    tree: Mapping[str, Any]
    """The mock; its keys are in the order in which they are written."""
    remarks: tuple[Remark, ...] = ()
    beside: tuple[Beside, ...] = ()
