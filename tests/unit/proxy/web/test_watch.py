from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.web.watch import Watch


def test_the_gate_is_closed_from_the_first_browser_to_the_last():
    gate, told = Gate(), []
    watch = Watch(gate)
    watch.tell(told.append)
    assert not watch.is_on
    watch.come()
    watch.come()
    assert (watch.is_on, gate.reasons, told) == (True, {"mitmweb"}, [True])
    watch.leave()
    assert (watch.is_on, gate.is_open) == (True, False)
    watch.leave()
    assert (watch.is_on, gate.is_open, told) == (False, True, [True, False])


def test_holding_closes_it_with_or_without_a_browser():
    gate, told = Gate(), []
    watch = Watch(gate)
    watch.tell(told.append)
    watch.hold(holds=True)
    watch.come()
    watch.leave()
    assert (watch.is_on, gate.reasons, told) == (True, {"intercept"}, [True, False])
    watch.hold(holds=False)
    assert (watch.is_on, gate.is_open) == (False, True)
