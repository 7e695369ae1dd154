from mitmproxy.test import taddons, tflow

from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.web.interception import Interception
from smockproxy.proxy.web.watch import Watch


async def test_a_filter_closes_the_gate_and_holds_what_it_names():
    gate = Gate()
    holding = Interception(Watch(gate))
    with taddons.context(holding) as context:
        context.configure(holding)
        assert gate.is_open
        context.configure(holding, intercept="~u /held")
        held, free = tflow.tflow(), tflow.tflow()
        held.request.path = "/held"
        for flow in (held, free):
            holding.request(flow)
        assert (held.intercepted, free.intercepted, gate.is_open) == (True, False, False)
        context.configure(holding, intercept_active=False)
        assert gate.is_open
        context.configure(holding, intercept_active=True)
        assert not gate.is_open
        context.configure(holding, intercept=None)
        assert gate.is_open
