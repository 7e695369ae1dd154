"""`fixtures` of a file: one block or a list of them, each of which stands for a mock with nothing else."""

from collections.abc import Iterator, Mapping
from typing import Any

from smockproxy.files.places import Step
from smockproxy.files.scalars import Mapping as Written

KEY = "fixtures"


def fixture_mocks(tree: Mapping[str, Any]) -> Iterator[tuple[tuple[Step, ...], Any]]:
    """The mocks that the blocks of a file stand for, each with its path."""
    listed = tree.get(KEY)
    if isinstance(listed, list):
        yield from (((KEY, at), _mock_of(block)) for at, block in enumerate(listed))
    elif listed is not None:
        yield (), _mock_of(listed)  # the key of the file is where the mock's would be


def _mock_of(block: Any) -> Written:
    mock = Written()
    mock.line = block.line if isinstance(block, Written) else 0
    mock[KEY] = block
    return mock
