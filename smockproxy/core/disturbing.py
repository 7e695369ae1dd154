"""What rules of chaos make of a decision."""

from collections.abc import Sequence
from dataclasses import replace

from smockproxy.core.chaos import Chaos, Faults, Injected
from smockproxy.core.conditions import HOLDS
from smockproxy.core.decision import Answer, Decision, Disturb, Forward, Script
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session


def needs_body(rules: Sequence[Mock], request: Request) -> bool:
    """Whether a rule can only be asked with the body of a request of which the head is known."""
    return any(rule.conditions.need_body and rule.conditions.head_holds(request) for rule in rules)


def disturbed(decision: Decision, rules: Sequence[Mock], request: Request, session: Session) -> Decision:
    """The decision under all rules that hold; what is refused is never disturbed.

    Delays add up, damage is done one after the other, and the first error or end of the connection wins.
    """
    if not isinstance(decision, Answer | Forward | Script):
        return decision
    injected = _injected(rules, request, session)
    if not injected:
        return decision
    trace = decision.trace._replace(injected=injected)
    taker = next((each for each in injected if each.takes_exchange), None)
    if taker is None:
        return replace(decision, trace=trace)
    if decision.reservation is not None:
        decision.reservation.give_back()
        trace = trace._replace(uses_after=trace.uses_before)
    return Disturb(taker, trace)


def _injected(rules: Sequence[Mock], request: Request, session: Session) -> Faults:
    """The faults of all rules that hold and are not held back; their uses are counted."""
    matching = [rule for rule in rules if rule.conditions.first_failure(request) == HOLDS]
    injected: list[Injected] = []
    is_taken = False
    for rule in matching:
        if (fault := _fault_of(rule, request.received_at, session, is_taken=is_taken)) is not None:
            injected.append(fault)
            is_taken = is_taken or fault.takes_exchange
    session.count_calls(matching)
    return tuple(injected)


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
