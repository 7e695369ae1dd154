from dataclasses import replace

from smockproxy.app.recording.afterwards import record_entries
from smockproxy.app.recording.drafting import drafting
from smockproxy.app.recording.recordable import CUT
from smockproxy.core.entry import Outcome
from tests.unit.app.recording.made import entry


def hidden(made):
    return replace(made, error="hidden") if made.request.path == "/secret" else made


def test_exchanges_of_any_time_are_recorded(tmp_path):
    entries = [entry(), entry("/secret", outcome=Outcome.MOCKED), entry(response_size=9)]

    summary = record_entries(entries, tmp_path, hidden, drafting())

    assert (summary.exchanges, summary.secrets, dict(summary.left_out)) == (2, 1, {CUT: 1})
    assert summary.files == {"api.shop.test/orders.yml", "api.shop.test/secret.yml"}
    assert record_entries(entries, tmp_path, hidden, drafting()).written.unchanged == 2
    assert record_entries([entry(status=500)], tmp_path, hidden, drafting(), renews=False).written.edited == 1
