"""`smockproxy state`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from tests.unit.cli.answering import Admin


@pytest.fixture
def kept(monkeypatch):
    """What scripts remember; the questions change it."""
    values = {"count": 3, "user": {"name": "Ada"}}

    class Remembering(Admin):
        def carried(self, address, sent, timeout):
            self.answers["/state"] = []
            list(super().carried(address, sent, timeout))
            asked = self.asked[-1]
            if asked.method == "PUT":
                values.update(asked.body)
            elif asked.method == "DELETE" and "key" in asked.query:
                del values[asked.query["key"]]
            elif asked.method == "DELETE":
                values.clear()
            yield json.dumps({"state": values}).encode()

    Remembering(monkeypatch)
    return values


def run(*arguments):
    return CliRunner().invoke(main, ["state", *arguments])


def test_show(kept):
    assert json.loads(run("show").output) == kept
    assert json.loads(run("show", "user").output) == {"name": "Ada"}
    missing = run("show", "zz")
    assert (missing.exit_code, missing.output) == (1, 'Error: There is no key "zz"; there are 2.\n')


def test_values_are_json_or_text(kept):
    done = run("set", "count=4", "name=Ada Lovelace", 'list=[1, "a"]', "empty=")
    assert json.loads(done.output)["name"] == "Ada Lovelace"
    assert (kept["count"], kept["list"], kept["empty"]) == (4, [1, "a"], "")


@pytest.mark.parametrize("entry", ["count", "=3"])
def test_what_is_no_entry(kept, entry):
    done = run("set", entry)
    assert done.exit_code == 2
    assert f'"{entry}" is no KEY=VALUE.' in done.output
    assert kept["count"] == 3


def test_clear(kept):
    assert json.loads(run("clear", "count").output) == {"user": {"name": "Ada"}}
    run("clear")
    assert kept == {}


def test_of_a_session(admin):
    admin.tells("/state", {"state": {}})
    for arguments in (["show"], ["set", "a=1"], ["clear"]):
        assert run(*arguments, "--session", "w").exit_code == 0
    assert [each.query for each in admin.asked] == [{"session": "w"}] * 3
