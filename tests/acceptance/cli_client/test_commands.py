"""Each command that asks a running smockproxy, once well and once not."""

import json
from xml.etree import ElementTree

import pytest

from tests.acceptance.cli_client.shell import MOCKS, Shell, ask
from tests.acceptance.conftest import Start

YAML = "- id: extra\n  request: {path: /extra}\n  response: {body: more}\n"


@pytest.fixture(scope="module")
def shell(start_for_module: Start) -> Shell:
    return Shell(start_for_module(MOCKS, "--unmatched", "refuse"))


@pytest.fixture(autouse=True)
def _from_the_start(shell: Shell) -> None:
    shell.smockproxy.reset()
    shell.smockproxy.ask_admin("/reset", method="POST", X_Smockproxy_Session="w1")
    assert ask(shell.smockproxy, "http://hello.test/hi") == (200, b"hi")
    assert ask(shell.smockproxy, "http://hello.test/helo", session="w1")[0] == 666


def test_history_list(shell: Shell) -> None:
    lines = shell.types(
        "history", "list", "--path", "/hi*", "--decision", "mocked", "--session", ""
    ).splitlines()
    assert len(lines) == 2
    assert "http://hello.test/hi" in lines[1]
    (entry,) = json.loads(shell.types("history", "list", "--where", "~c 666", "--limit", "1", "--json"))
    assert (entry["session_name"], entry["response"]["status"]) == ("w1", 666)
    assert 'status: "4xz" is no status' in shell.types("history", "list", "--status", "4xz", code=1)


def test_history_show(shell: Shell) -> None:
    (entry,) = json.loads(shell.types("history", "list", "--session", "", "--json"))
    assert "mocked by mocks/mocks.yml:2" in shell.types("history", "show", entry["id"])
    assert "use count: 0 before, 1 after" in shell.types("history", "show", entry["id"], "--trace")
    assert 'There is no exchange "zz"' in shell.types("history", "show", "zz", code=1)


def test_history_export(shell: Shell) -> None:
    written = shell.smockproxy.folder / "w1.json"
    shell.types("history", "export", "--format", "smocker", "--session", "w1", "-o", str(written))
    (session,) = json.loads(written.read_text())
    assert [entry["response"]["status"] for entry in session["history"]] == [666]
    har = json.loads(shell.types("history", "export", "--method", "get", "--status", "2xx"))
    assert len(har["log"]["entries"]) == 1
    assert "~zz" in shell.types("history", "export", "--where", "~zz", code=1)


def test_history_clear(shell: Shell) -> None:
    shell.types("history", "clear", "--session", "w1")
    assert len(json.loads(shell.types("history", "list", "--json"))) == 1
    shell.types("history", "clear")
    assert shell.types("history", "list") == "No exchanges yet.\n"
    assert "session name" in shell.types("history", "clear", "--session", "a b", code=1)


def test_sessions(shell: Shell) -> None:
    assert "refuse" in shell.types("sessions", "set", "w2", "--seed", "7", "--unmatched", "refuse")
    rows = {row["name"]: row for row in json.loads(shell.types("sessions", "list", "--json"))}
    assert rows["w2"]["seed"] == 7
    assert rows["w1"]["exchanges"] == 1
    assert " 0 " in shell.types("sessions", "reset", "w1", "--force").splitlines()[1]
    assert shell.types("sessions", "list").splitlines()[1].startswith("~ ")
    assert shell.types("sessions", "delete", "w2") == ""
    for word in ("delete", "reset"):
        assert 'no session named "w2"' in shell.types("sessions", word, "w2", code=1)
    assert "session name" in shell.types("sessions", "set", "a b", code=1)


def test_mocks(shell: Shell) -> None:
    smockproxy = shell.smockproxy
    assert "extra" in shell.types("mocks", "add", "-", "--session", "w1", sent=YAML)
    assert ask(smockproxy, "http://hello.test/extra", session="w1") == (200, b"more")
    assert ask(smockproxy, "http://hello.test/extra")[0] == 666
    other = smockproxy.folder / "other.yml"
    other.write_text(YAML.replace("more", "less"))
    shell.types("mocks", "replace", "extra", str(other), "--session", "w1")
    assert ask(smockproxy, "http://hello.test/extra", session="w1") == (200, b"less")
    assert " no " in shell.types("mocks", "disable", "hi", "--session", "w1")
    assert ask(smockproxy, "http://hello.test/hi", session="w1")[0] == 666
    shell.types("mocks", "enable", "hi", "--session", "w1")
    assert ask(smockproxy, "http://hello.test/hi", session="w1")[0] == 200
    assert json.loads(shell.types("mocks", "show", "extra", "--session", "w1"))["times_count"] == 2
    assert shell.types("mocks", "delete", "extra", "--session", "w1") == ""
    assert "extra" not in shell.types("mocks", "list", "--session", "w1")


def test_mocks_that_are_refused(shell: Shell) -> None:
    told = shell.types("mocks", "add", "-", code=1, sent="- request: {pth: /x}\n  response: {}\n")
    assert told.startswith('Error: -:1:13: [0].request.pth: unknown key "pth"\n')
    assert 'did you mean "path"?' in told
    assert "mocks/mocks.yml:2" in shell.types("mocks", "delete", "hi", code=1)
    assert 'no mock "zz"' in shell.types("mocks", "show", "zz", code=1)
    assert 'no mock "zz"' in shell.types("mocks", "replace", "zz", "-", code=1, sent=YAML)
    for word in ("enable", "disable"):
        assert 'no mock "zz"' in shell.types("mocks", word, "zz", code=1)
    assert "no session" in shell.types("mocks", "list", "--session", "nobody", code=1)


def test_verify(shell: Shell) -> None:
    assert "1 mock was not used as expected" in shell.types("verify", code=1)
    ask(shell.smockproxy, "http://shop.test/pay", method="POST")
    assert shell.types("verify").startswith("PASSED: 2 mocks, 2 exchanges")
    failed = json.loads(shell.types("verify", "--session", "w1", "--fail-on", "refused", "--json", code=1))
    assert (failed["outcome"], failed["fail_on"]) == ("failed", ["refused"])
    assert "refused" in failed["breaches"]
    suite = ElementTree.fromstring(shell.types("verify", "--format", "junit"))
    assert suite.tag in {"testsuite", "testsuites"}
    assert 'cannot fail on "zz"' in shell.types("verify", "--fail-on", "zz", code=1)


def test_usage(shell: Shell) -> None:
    usage = json.loads(shell.types("usage", "--json"))
    assert {mock["id"]: mock["uses"] for mock in usage["mocks"]} == {"hi": 1, "pay": 0}
    assert "mocks/mocks.yml:2" in shell.types("usage")
    assert "no session" in shell.types("usage", "--session", "nobody", code=1)


def test_state(shell: Shell) -> None:
    assert json.loads(shell.types("state", "set", "count=3", "name=Ada", "--session", "w1"))["count"] == 3
    assert shell.types("state", "show", "name", "--session", "w1") == '"Ada"\n'
    assert json.loads(shell.types("state", "clear", "name", "--session", "w1")) == {"count": 3}
    assert "no key" in shell.types("state", "show", "count", code=1)
    assert "no session" in shell.types("state", "clear", "--session", "nobody", code=1)


def test_why(shell: Shell) -> None:
    assert "no mock matched" in shell.types("why", "GET", "http://hello.test/helo", "--session", "w1")
    assert "no session" in shell.types("why", "GET", "http://a.test/", "--session", "nobody", code=1)


def test_a_token(start: Start) -> None:
    token = "correct-horse-battery"
    shell = Shell(start(MOCKS, "--admin-token", token), {"SMOCKPROXY_ADMIN_TOKEN": token})
    assert "hi" in shell.types("mocks", "list")
    stranger = Shell(shell.smockproxy, {"SMOCKPROXY_ADMIN_TOKEN": "wrong-horse-battery"})
    assert "wants its token, found a wrong token" in stranger.types("mocks", "list", code=1)
    shown = shell.smockproxy.admin.replace("http://", f"http://:{token}@")
    assert "hi" in stranger.types("mocks", "list", "--admin", shown)


def test_nobody_is_there(shell: Shell) -> None:
    told = shell.types("mocks", "list", "--admin", "http://127.0.0.1:1", code=1)
    assert told.startswith(
        "Error: Nothing answers at http://127.0.0.1:1 (Connection refused): start smockproxy"
    )
    assert "is not smockproxy's admin API" in shell.types("usage", "--admin", shell.smockproxy.proxy, code=1)
    assert '"nowhere" is no URL' in shell.types("usage", "--admin", "nowhere", code=2)
