from smockproxy.proxy.lane.asking import Asking
from smockproxy.proxy.lane.http2stream import Http2Stream
from tests.unit.proxy.lane.streaming import Streaming
from tests.unit.proxy.lane.talking import hello


class Received:
    """The head of a request, as hyper-h2 gives it."""

    stream_id = 1
    headers = ((b":method", b"GET"),)


def stream() -> tuple[Streaming, Http2Stream]:
    client = Streaming(hello())
    return client, Http2Stream(client.streams, Received())  # type: ignore[arg-type]


def test_it_asks_the_lane_as_a_connection_does() -> None:
    _, made = stream()
    for name in (name for name in (*vars(Asking), *Asking.__annotations__) if not name.startswith("_")):
        assert hasattr(made, name)


def test_what_is_settled_is_counted() -> None:
    client, made = stream()
    assert (made.is_settled, client.counted) == (False, (0, 0))
    made.settled()
    assert (made.is_settled, client.counted) == (True, (1, 0))


def test_nobody_hears_of_a_client_that_leaves_before_anything_is_carried_out() -> None:
    client, made = stream()
    made.leave("gone")
    assert client.mocked.history == []


def test_an_answer_is_over_without_a_reset() -> None:
    client, made = stream()
    made.is_answered = True
    made.over(ends=True)
    assert client.wire.written == b""


def test_what_it_begins_with() -> None:
    _, made = stream()
    assert (made.id, made.pieces, made.size, made.began_at, made.raw) == (1, [], 0, None, b"")
    assert [event.stream_id for event in made.events] == [1]
