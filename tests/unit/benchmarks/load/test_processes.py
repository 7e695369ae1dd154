"""What /proc says, and whose it is."""

import os

from benchmarks.load.processes import PROC, bytes_held_by, cpu_seconds_of, family, fields_of

STAT = "12 (a (b) c) S 7 12 12 0 -1 4194560 100 0 0 0 250 50 3 4 20 0 1 0"


def test_the_second_field_may_hold_anything() -> None:
    assert fields_of(STAT)[:2] == ["S", "7"]
    assert fields_of(STAT)[11:15] == ["250", "50", "3", "4"]


def test_a_family_is_all_that_descend() -> None:
    assert family(1, {2: 1, 3: 2, 4: 9, 9: 8}) == {1, 2, 3}


def test_a_process_that_is_not_there() -> None:
    assert cpu_seconds_of(0) is None
    assert bytes_held_by(2**22 + 1) is None


def test_this_process() -> None:
    if PROC.exists():
        assert cpu_seconds_of(os.getpid()) is not None
        assert (bytes_held_by(os.getpid()) or 0) > 2**20
