"""Records reach whoever entries reach."""

from contextlib import closing
from pathlib import Path

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.core.records import Record
from smockproxy.core.trace import Trace
from smockproxy.store.history import StoredHistory
from tests.unit.exchanges import exchange, instance


def test_a_record_is_remembered_as_its_entry_would_be():
    here = instance()
    with here.events.subscribe() as listening:
        here.record(Record.of(exchange()))
        assert list(here.history) == [exchange()]
        assert list(listening._waiting) == [exchange()]
    assert here.touched == 1


def test_where_history_is_on_disk_its_trace_is_kept_beside(tmp_path: Path):
    with closing(StoredHistory(tmp_path)) as stored:
        here = Instance.begin(Settings(), lambda: 1.0, lambda: "id", stored=stored)
        shared = Trace(3, uses_after=1)
        record = Record.of(exchange(trace=shared))
        record.uses = 41
        here.record(record)
        (entry,) = stored
        assert entry == exchange()
        assert here.traced(entry).trace == Trace(3, uses_before=41, uses_after=42)
