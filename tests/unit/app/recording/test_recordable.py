import gzip

import pytest

from smockproxy.app.recording.recordable import (
    CUT,
    DISTURBED,
    PACKED,
    SWITCHED,
    TUNNEL,
    UNANSWERED,
    exchange_of,
)
from smockproxy.core.entry import Outcome
from tests.unit.app.recording.made import entry


def test_an_exchange_is_unpacked():
    packed = entry(body=gzip.compress(b'{"a": 1}'), headers=[("Content-Encoding", "gzip"), ("X-A", "1")])

    found = exchange_of(packed)

    assert not isinstance(found, str)
    assert found.response.body == b'{"a": 1}'
    assert [name for name, _ in found.response.headers] == ["Content-Type", "X-A"]
    assert (found.at, found.took, found.entry) == (1_795_000_000.0, 0.5, "1")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (entry(response=None, outcome=Outcome.FAILED), UNANSWERED),
        (entry(outcome=Outcome.REFUSED), UNANSWERED),
        (entry(protocol="tcp", response=None), TUNNEL),
        (entry(method="CONNECT"), TUNNEL),
        (entry(status=101), SWITCHED),
        (entry(chaos=("delay",)), DISTURBED),
        (entry(response_size=9), CUT),
        (entry(request_size=9), CUT),
        (entry(body=b"x", headers=[("Content-Encoding", "gzip")]), PACKED),
        (entry(body=b"x", headers=[("Content-Encoding", "zz")]), PACKED),
    ],
)
def test_what_cannot_be_recorded_is_said(made, why):
    assert exchange_of(made) == why
