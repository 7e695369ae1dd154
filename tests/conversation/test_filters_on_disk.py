"""A filter expression finds the same in the history on disk, by SQL and by test, as in the one in memory."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smockproxy.app.history.where import where
from smockproxy.core.history import History
from smockproxy.core.query import Query
from smockproxy.store.history import StoredHistory
from tests.unit.exchanges import several
from tests.unit.store.entries import ENTRIES

TERMS = [
    *(
        "~all",
        "~c 200",
        "~c 404",
        "~d a.test",
        "~d é",
        "~e",
        "~http",
        "~m get",
        "~m ^P",
        "~q",
        "~s",
        "~tcp",
        "~u /a",
    ),
    *(
        "~u '\\\\?'",
        "~u ^http:",
        "hello",
        "~comment mock",
        "~marker ^mocked$",
        "~marked",
        "~b a",
        "~bs .",
        "~hq x",
    ),
    *("~h 'host: a'", "~t text", "~a", "~src 127", "~dst test:80", "~replay", "~meta x"),
]
EXPRESSIONS = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        inner.map("!({})".format),
        st.tuples(inner, inner).map("({0[0]} & {0[1]})".format),
        st.tuples(inner, inner).map("({0[0]} | {0[1]})".format),
    ),
    max_leaves=6,
)


def ids(history: History | StoredHistory, query: Query, expression: str) -> list[str]:
    with closing(history.query(query, where(expression))) as search:
        return [entry.id for entry in search]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory):
    with closing(StoredHistory(tmp_path_factory.mktemp("history"))) as history:
        yield history


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRIES, max_size=6), EXPRESSIONS, st.booleans(), st.sampled_from([1, 3, 100]))
def test_it_finds_the_same(stored, entries, expression, newest_first, limit):
    memory = History()
    stored.clear()
    for entry in [*several(), *entries]:
        memory.append(entry)
        stored.append(entry)
    query = Query(newest_first=newest_first, limit=limit)
    assert ids(stored, query, expression) == ids(memory, query, expression)


def test_each_term_finds_the_same(tmp_path: Path):
    memory = History()
    with closing(StoredHistory(tmp_path)) as stored:
        for entry in several():
            memory.append(entry)
            stored.append(entry)
        for expression in [*TERMS, *(f"!({term})" for term in TERMS)]:
            assert ids(stored, Query(), expression) == ids(memory, Query(), expression), expression
