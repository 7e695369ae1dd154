"""`smockproxy state`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.cli.client import AdminClient


@pytest.fixture
def kept(monkeypatch):
    """What scripts remember; the questions change it."""
    values = {"count": 3, "user": {"name": "Ada"}}

    def told(self, path, question, method="POST"):
        assert self.address.port == 8081
        if method == "PUT":
            values.update(question)
        elif path.endswith("?key=count"):
            del values["count"]
        else:
            assert path == "/api/v1/state"
            values.clear()
        return {"state": values}

    monkeypatch.setattr(AdminClient, "told", told)
    monkeypatch.setattr(AdminClient, "document", lambda _self, _path: {"state": values})
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
