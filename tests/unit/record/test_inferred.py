from smockproxy.record.inferred import NOTHING, Inferred


def test_nothing_is_inferred_by_itself():
    assert Inferred() == NOTHING
