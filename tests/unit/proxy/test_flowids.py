import uuid

import pytest
from mitmproxy import flow
from mitmproxy.test import tflow

from smockproxy.proxy import flowids


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(flow, "uuid", uuid)
    flowids.quicken.cache_clear()
    flowids.quicken()
    flowids.quicken()


def test_an_id_is_a_random_uuid_written_as_python_does():
    made = [flowids.random_id() for _ in range(200)]
    assert len(set(made)) == len(made)
    for text in made:
        read = uuid.UUID(text)
        assert str(read) == text
        assert (read.version, read.variant) == (4, uuid.RFC_4122)


def test_flows_have_such_ids(monkeypatch):
    monkeypatch.setattr(flow.uuid, "uuid4", lambda: "one of ours")
    assert tflow.tflow().id == "one of ours"
