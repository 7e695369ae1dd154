"""A history on disk that tests share, emptied before each."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from smockproxy.store.history import StoredHistory


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredHistory]:
    with closing(StoredHistory(tmp_path_factory.mktemp("history"))) as history:
        yield history


@pytest.fixture
def stored(shared: StoredHistory) -> StoredHistory:
    shared.clear()
    return shared
