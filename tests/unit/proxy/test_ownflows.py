from copy import copy

from mitmproxy.test import tflow

from smockproxy.proxy.ownflows import OwnFlows


def test_a_flow_is_known_where_it_was_added_and_nowhere_else():
    own, others, flow = OwnFlows(), OwnFlows(), tflow.tflow()
    assert flow not in own
    own.add(flow)
    assert flow in own
    assert flow not in others


def test_a_copy_is_another_flow():
    own, flow = OwnFlows(), tflow.tflow(resp=True)
    own.add(flow)
    again = type(flow).from_state(flow.get_state())
    assert copy(flow) not in own
    assert flow.copy() not in own
    assert again not in own
    assert again.get_state() == flow.get_state()
