"""Which rules of chaos disturb an exchange, and how."""

from collections.abc import Sequence

from smockproxy.core.chaos import Chaos, Faults, Injected
from smockproxy.core.conditions import HOLDS
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session


def needs_body(rules: Sequence[Mock], request: Request) -> bool:
    """Whether a rule can only be asked with the body of a request of which the head is known."""
    return any(rule.conditions.need_body and rule.conditions.head_holds(request) for rule in rules)


def may_disturb(rules: Sequence[Mock], request: Request) -> bool:
    """Whether the conditions of any rule hold: it would count a call, and might act. Nothing is counted."""
    return any(rule.conditions.first_failure(request) == HOLDS for rule in rules)


def injected(rules: Sequence[Mock], request: Request, session: Session) -> Faults:
    """The faults of all rules that hold and are not held back; their uses are counted.

    Delays add up, damage is done one after the other, and the first error or end of the connection wins.
    """
    if not rules:
        return ()
    matching = [rule for rule in rules if rule.conditions.first_failure(request) == HOLDS]
    faults: list[Injected] = []
    is_taken = False
    for rule in matching:
        if (fault := _fault_of(rule, request.received_at, session, is_taken=is_taken)) is not None:
            faults.append(fault)
            is_taken = is_taken or fault.takes_exchange
    session.count_calls(matching)
    return tuple(faults)


def taker_of(faults: Faults) -> Injected | None:
    """The fault that keeps whoever would have answered from being asked."""
    return next((fault for fault in faults if fault.takes_exchange), None)


def _fault_of(rule: Mock, now: float, session: Session, *, is_taken: bool) -> Injected | None:
    """The fault of a rule that acts; one that could take the exchange does not once another has."""
    chaos = rule.responder
    if not isinstance(chaos, Chaos) or (is_taken and chaos.may_take):
        return None
    elapsed = session.age(rule, now)
    if session.holds_back(rule, now) is not None or not chaos.schedule.is_on(now, elapsed):
        return None
    call = session.chance_of_call(rule)
    likelihood = chaos.likelihood.level(call.use, elapsed) if chaos.likelihood else rule.probability
    drawn = call.draw("probability")
    if drawn >= likelihood:
        return None
    added = chaos.added.level(call.use, elapsed) if chaos.added else 0.0
    chance = session.reserve(rule).chance
    fault = chaos.fault(chance)
    return Injected(rule.id, rule.label, fault, chance, call.use + 1, likelihood, drawn, added)
