"""A report as plain values."""

from smockproxy.app.verdicts.reportshape import report_shape
from smockproxy.core.accuracy import Accuracy, HostFigures
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed


def test_hosts_and_all_of_them():
    mock = Mock("m", Fixed(Response()), source=Source("mocks/a.yml", 3))
    accuracy = Accuracy((HostFigures("a.test", 2, 1, 1), HostFigures("", unused=[mock])), evicted=5)
    shape = report_shape(accuracy)
    first, last = shape.pop("hosts")
    assert shape == {
        "matched": 2,
        "missed": 1,
        "forwarded": 1,
        "total": 4,
        "accuracy": 50.0,
        "unused": 1,
        "evicted": 5,
    }
    assert (first["host"], first["accuracy"], first["unused"]) == ("a.test", 50.0, [])
    assert (last["accuracy"], last["total"]) == (None, 0)
    assert last["unused"][0]["source"] == "mocks/a.yml:3"
