"""What can still be read of a file with errors, so that one error hides nothing else; it is for `check`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smockproxy.core.matchers import MatcherTable
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.files.discover import MockPath
from smockproxy.files.load import LoadedFile, load_file
from smockproxy.files.reading import NO_INSPECTOR, Inspector
from smockproxy.files.scalars import quoted


@dataclass(frozen=True, slots=True)
class Salvaged:
    """A file's good mocks, and its ids with their lines."""

    shown_as: str
    mocks: tuple[Mock, ...] = ()
    ids: tuple[tuple[str, int], ...] = ()
    """Each id with its mock's line."""
    has_errors: bool = False

    @classmethod
    def in_force(cls, shown_as: str, mocks: Iterable[Mock]) -> "Salvaged":
        """All of a file without errors."""
        taken = tuple(mocks)
        lines = tuple((mock.id, mock.source.line if mock.source else 0) for mock in taken)
        return cls(shown_as, taken, lines)


def salvaged(file: MockPath, matchers: MatcherTable, inspector: Inspector = NO_INSPECTOR) -> Salvaged:
    """Read what is good of a file that has errors; nothing of one that cannot be read at all."""
    read = load_file(file.path, file.shown_as, matchers, root=file.root, inspector=inspector) or LoadedFile(
        file.shown_as
    )
    return Salvaged(file.shown_as, read.readable, read.written_ids, read.has_errors)


def doubled_ids(files: Sequence[Salvaged]) -> Iterator[Problem]:
    """Ids that are in two files, one of which has errors; those of good files are told by who takes them."""
    owners: dict[str, Salvaged] = {}
    for file in files:
        for mock_id, line in file.ids:
            owner = owners.setdefault(mock_id, file)
            if owner is not file and (owner.has_errors or file.has_errors):
                yield Problem(
                    message=f"the id {quoted(mock_id)} is also the id of a mock in {owner.shown_as}",
                    file=file.shown_as,
                    line=line,
                    column=1,
                    hint="give one of them another id",
                    code="duplicate_id",
                )
