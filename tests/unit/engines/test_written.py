"""Values that were written before."""

from smockproxy.engines import wire
from smockproxy.engines.contract import Call, Program
from smockproxy.engines.limits import Limits
from smockproxy.engines.written import Written


def test_it_is_a_mapping_and_goes_out_as_it_was_written():
    request = Written({"path": "/a"}, b'{"path":"/b"}')
    frame = wire.call_frame(Call(Program("lua", ""), request), Limits())
    assert request == {"path": "/a"}
    assert wire.read_call(frame[wire.LENGTH_BYTES :])[0].request == {"path": "/b"}
