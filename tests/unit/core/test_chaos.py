"""Rules of chaos: what they do, and what is said of it."""

from collections import Counter

import pytest

from smockproxy.core.chance import NO_CHANCE, Chance
from smockproxy.core.chaos import Chaos, Disturbance, Fault, Injected, damaged, does_damage
from smockproxy.core.damage import Damage
from smockproxy.core.duration import NANOSECONDS, Delay
from smockproxy.core.http import Response

ERROR = Fault(Disturbance.ANSWER, Response(503), weight=3)
DROP = Fault(Disturbance.DROP)
SLOW = Fault(Disturbance.DELAY, delay=Delay(NANOSECONDS, 2 * NANOSECONDS))
CUT = Fault(Disturbance.DAMAGE, damage=Damage(truncate=0.5))


def test_a_fault_is_chosen_by_its_weight():
    chaos = Chaos((ERROR, DROP))
    chosen = Counter(chaos.fault(Chance(1, "rule", use)).kind for use in range(400))
    assert 260 < chosen[Disturbance.ANSWER] < 340


@pytest.mark.parametrize(
    ("fault", "takes", "words"),
    [
        (ERROR, True, "answers 503"),
        (Fault(Disturbance.ANSWER, Response(0)), True, "answers 200"),
        (DROP, True, "drops the connection"),
        (SLOW, False, "holds the answer back"),
        (CUT, False, "damages the body: cut to 50%"),
    ],
)
def test_what_it_does(fault, takes, words):
    injected = Injected("rule", "mocks/chaos.yml:3", fault, NO_CHANCE)
    assert (injected.takes_exchange, Chaos((SLOW, fault)).may_take) == (takes, takes)
    assert injected.remark == f"chaos: mocks/chaos.yml:3 {words}"


def test_why_it_was_put_in():
    injected = Injected("rule", "rule", DROP, NO_CHANCE, 4)
    assert injected.reason == "call 4"
    assert injected.account == "chaos: rule drops the connection (call 4)"
    assert Injected("rule", "rule", DROP, NO_CHANCE, 12, 0.1, 0.0712).reason == "draw 0.071 < 0.1, call 12"


def test_how_long_it_holds_back():
    assert 1.5 <= Injected("rule", "rule", SLOW, NO_CHANCE, added=0.5).seconds <= 2.5


def test_what_becomes_of_a_body():
    assert Injected("rule", "rule", CUT, NO_CHANCE).damaged(b"0123") == b"01"
    assert Injected("rule", "rule", SLOW, NO_CHANCE).damaged(b"0123") == b"0123"


def test_what_becomes_of_a_body_after_all_faults():
    cut, slow = Injected("a", "a", CUT, NO_CHANCE), Injected("b", "b", SLOW, NO_CHANCE)
    assert damaged((cut, slow, cut), b"01234567") == b"01"
    assert (does_damage((cut, slow)), does_damage((slow,)), does_damage(())) == (True, False, False)
