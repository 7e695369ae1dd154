"""`defaults.yml`: what lies under the defaults of every file of mocks in its folder, and in folders below."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from os.path import lexists
from pathlib import Path, PurePath
from typing import Any

from smockproxy.core.matcher import BadValueError
from smockproxy.files.beside import Beside
from smockproxy.files.defaults import complaints_of_defaults, stacked_defaults
from smockproxy.files.reading import Complaint, Reading
from smockproxy.files.version import Signature
from smockproxy.files.yamltext import parse_yaml

NAME = "defaults.yml"
KEPT = 64
"""Such files whose reading is kept: every file below asks for it."""


@dataclass(frozen=True, slots=True)
class Above:
    """What the folders of a file lay under it."""

    defaults: dict[str, Any] = field(default_factory=dict)
    versions: tuple[tuple[Path, Signature | None], ...] = ()
    """The files that were looked for, as they were read; None where there is none."""
    broken: tuple[str, ...] = ()
    """Those that can't be read."""
    was_moving: bool = False
    """Whether one of them changed while it was read."""


NOTHING_ABOVE = Above()


def is_folder_defaults(file: str) -> bool:
    """Whether a file, by its path, has the defaults of its folder."""
    return PurePath(file).name == NAME


def read_above(file: Path, root: Path | None = None, settle: Callable[[], None] | None = None) -> Above:
    """What lies under a file: that of its folder, and of the folders above it up to the root."""
    if is_folder_defaults(file.name):
        return NOTHING_ABOVE
    found = [_at(path, root, settle) for path in _places(file.parent, root)]
    defaults: dict[str, Any] = {}
    for each in found:
        defaults = stacked_defaults(defaults, each.defaults)
    return Above(
        defaults,
        tuple(version for each in found for version in each.versions),
        tuple(path for each in found for path in each.broken),
        any(each.was_moving for each in found),
    )


@lru_cache
def _places(folder: Path, root: Path | None) -> tuple[Path, ...]:
    """Where the defaults of a folder's files can stand, the outermost first."""
    folders = [folder, *(each for each in folder.parents if root and each.is_relative_to(root))]
    return tuple(each / NAME for each in reversed(folders))


def _at(path: Path, root: Path | None, settle: Callable[[], None] | None) -> Above:
    """What one folder lays under its files."""
    if not lexists(path):  # asked for every file and each of its folders, and mostly so
        return Above(versions=((path, None),))
    beside = Beside(path, root, settle)
    try:
        defaults = _defaults_in(beside.read(NAME))
    except BadValueError:
        defaults = {} if beside.signatures[path] is None and not path.is_symlink() else None
    broken = (path.as_posix(),) if defaults is None else ()
    return Above(defaults or {}, tuple(beside.signatures.items()), broken, beside.was_moving)


@lru_cache(maxsize=KEPT)
def _defaults_in(text: str) -> dict[str, Any] | None:
    """A plain list under that name is a file of mocks like any other."""
    document = parse_yaml(text)
    if document.flaws:
        return None
    tree = document.tree
    defaults = tree.get("defaults") if isinstance(tree, dict) else None
    return defaults if isinstance(defaults, dict) else {}


def complaints_above(above: Above, reading: Reading) -> Iterator[Complaint]:
    """What a file that lies on bad defaults is told: without them its mocks would answer too much."""
    names = above.broken or ((NAME,) if any(complaints_of_defaults(above.defaults, reading)) else ())
    for name in names:
        yield Complaint(
            message=f"the defaults of its folder, in {name}, can't be used", hint="see what is wrong there"
        )


def complaints_of_company(tree: dict[str, Any], file: str) -> Iterator[Complaint]:
    """What else stands in a file with the defaults of a folder."""
    if is_folder_defaults(file) and "defaults" in tree and tree.get("mocks"):
        message = f"the defaults of a folder stand alone in {NAME}"
        yield Complaint(
            message=message, steps=("mocks",), of_key=True, hint="put the mocks into another file"
        )
