"""The operations on the rules of chaos of a session: the files' and the API's."""

import json
from typing import Any, ClassVar

from smockproxy.app.api.chaos import ChaosRow
from smockproxy.app.mocks.row import definition_of
from smockproxy.app.operations.mocks import MockOperations
from smockproxy.app.usage import UsageError
from smockproxy.core.chaos import Chaos
from smockproxy.core.mock import Mock
from smockproxy.core.session import Session


class RuleOperations(MockOperations):
    """The operations on one instance. A rule is a mock that answers nothing."""

    kind: ClassVar[str] = "rule"

    def mocks(self) -> tuple[Mock, ...]:
        """All rules in force, in the order of asking."""
        return self.instance.engine.mocks.rules

    async def add_rules(self, document: Any) -> tuple[Mock, ...]:
        """Put rules in force. Raises `UsageError`, and then none of them is."""
        rules = document if isinstance(document, list) else [document]
        if not rules or not all(isinstance(rule, dict) for rule in rules):
            raise UsageError(
                'Expected a rule such as {"request": {"host": "api.test"}, "preset": 503}, or a list.'
            )
        read = await self.add(json.dumps({"chaos": rules}).encode(), as_json=True)
        return read.mocks


def rule_row(rule: Mock, session: Session) -> ChaosRow:
    """A rule, and what it did in a session."""
    return {
        "id": rule.id,
        "source": str(rule.source) if rule.source else None,
        "enabled": rule.id not in session.disabled,
        "acts": _acts(rule),
        "calls": session.counts.calls(rule.id),
        "injected": session.uses(rule),
        "definition": definition_of(rule, session),
    }


def _acts(rule: Mock) -> str:
    faults = rule.responder.faults if isinstance(rule.responder, Chaos) else ()
    return " or ".join(dict.fromkeys(fault.words for fault in faults))
