"""Which core is whose."""

from benchmarks.machine import cores_for


def test_server_and_load_have_a_core_each() -> None:
    assert cores_for([0, 1, 2]) == (0, 1)
    assert cores_for([4]) == (None, None)
    assert cores_for([]) == (None, None)
