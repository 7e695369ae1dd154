"""What rules of chaos make of a decision."""

from collections.abc import Sequence
from dataclasses import replace

from smockproxy.core.chaos import Chaos, Disturbance, Injected
from smockproxy.core.conditions import HOLDS
from smockproxy.core.decision import Answer, Decision, Disturb, Forward, Script
from smockproxy.core.http import Request
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session


def needs_body(rules: Sequence[Mock], request: Request) -> bool:
    """Whether a rule can only be asked with the body of a request of which the head is known."""
    return any(rule.conditions.need_body and rule.conditions.head_holds(request) for rule in rules)


def disturbed(decision: Decision, rules: Sequence[Mock], request: Request, session: Session) -> Decision:
    """The decision under the first rule that holds; what is refused is never disturbed."""
    if not isinstance(decision, Answer | Forward | Script):
        return decision
    injected = _injected(rules, request, session)
    if injected is None:
        return decision
    trace = decision.trace._replace(injected=injected)
    if injected.fault.kind is Disturbance.DELAY:
        return replace(decision, trace=trace)
    if decision.reservation is not None:
        decision.reservation.give_back()
        trace = trace._replace(uses_after=trace.uses_before)
    return Disturb(injected, trace)


def _injected(rules: Sequence[Mock], request: Request, session: Session) -> Injected | None:
    """The fault of the first rule that holds and is not held back; its use is counted."""
    called: list[Mock] = []
    injected = None
    for rule in rules:
        if rule.conditions.first_failure(request) != HOLDS:
            continue
        called.append(rule)
        if session.holds_back(rule, request.received_at) is None:
            injected = _fault_of(rule, session)
            break
    session.count_calls(called)
    return injected


def _fault_of(rule: Mock, session: Session) -> Injected | None:
    if not isinstance(rule.responder, Chaos):
        return None
    chance = session.reserve(rule).chance
    return Injected(rule.id, rule.label, rule.responder.fault(chance), chance)
