from smockproxy.proxy.lane.asking import Asking
from smockproxy.proxy.lane.http1 import Http1


def test_connections_ask() -> None:
    for name in (name for name in (*vars(Asking), *Asking.__annotations__) if not name.startswith("_")):
        assert hasattr(Http1, name)
