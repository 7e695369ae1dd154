"""The keys that do not work yet."""

from smockproxy.files import planned


def test_what_a_file_may_have_beside_its_mocks_one_day():
    assert frozenset({"contract"}) == planned.FILE


def test_other_ways_to_answer_are_planned():
    assert {"websocket"} <= planned.MOCK
