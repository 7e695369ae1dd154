"""The operations on rules of chaos."""

import pytest

from smockproxy.app.operations.chaos import RuleOperations, rule_row
from smockproxy.app.usage import ConflictError, NotFoundError, UsageError
from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from tests.unit.exchanges import instance

OF_FILE = Mock("file-rule", Chaos((Fault(Disturbance.DROP),)), source=Source("mocks/a.yml", 1))


@pytest.fixture
def operations() -> RuleOperations:
    made = instance()
    made.engine.replace_files([Mock("hello", Fixed(Response())), OF_FILE])
    return RuleOperations(made)


def test_rules_are_no_mocks(operations):
    assert operations.mocks() == (OF_FILE,)
    with pytest.raises(NotFoundError, match="There is no rule"):
        operations.mock("hello")


async def test_a_rule_is_counted(operations):
    faults = [{"status": 500}, {"status": 500, "weight": 2}, {"drop": True}]
    (rule,) = await operations.add_rules({"id": "mine", "faults": faults})
    operations.instance.engine.decide(Request("GET", "http", "a.test", 80, "/"))
    row = rule_row(rule, operations.session)
    assert (row["acts"], row["calls"], row["injected"]) == ("answers 500 or drops the connection", 1, 1)
    assert rule_row(Mock("hello", Fixed(Response())), operations.session)["acts"] == ""


@pytest.mark.parametrize("document", [[], 5, ["x"], {"nothing": 1}, {"drop": True, "enabled": False}])
async def test_what_is_no_rule(operations, document):
    with pytest.raises(UsageError):
        await operations.add_rules(document)


async def test_a_rule_of_a_file_stays(operations):
    with pytest.raises(ConflictError, match=r'The rule "file-rule" is in mocks/a\.yml:1'):
        await operations.delete("file-rule")
