from smockproxy.proxy.lane.gate import Gate


def test_it_is_open_until_somebody_closes_it() -> None:
    gate = Gate()
    assert gate.is_open
    gate.close("scripts")
    assert (gate.is_open, gate.reasons) == (False, {"scripts"})


def test_it_opens_when_no_reason_is_left() -> None:
    gate = Gate()
    gate.close("scripts")
    gate.close("mitmweb")
    gate.open("scripts")
    assert not gate.is_open
    gate.open("mitmweb")
    gate.open("never closed for this")
    assert gate.is_open


def test_a_reason_lasts_as_long_as_it_holds() -> None:
    gate = Gate()
    gate.keep("options", closed=True)
    gate.keep("options", closed=True)
    assert not gate.is_open
    gate.keep("options", closed=False)
    assert gate.is_open
