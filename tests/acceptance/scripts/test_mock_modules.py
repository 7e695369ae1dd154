"""Modules of mocks over a real process: what they answer, how they are reloaded, what broken ones do."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.addon import AddonProcess
from tests.acceptance.harness.authority import copy_confdir
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy, StartError
from tests.acceptance.harness.waiting import wait_until

PAYMENTS = '''\
"""Payments."""

import json
from dataclasses import dataclass
from pathlib import Path

from smockproxy import mock

RATES = json.loads((Path(__file__).parent / "rates.txt").read_text())
CALLS = []


@dataclass
class Paid:
    id: "str"
    amount: "float"


@mock.post("https://pay.test/payment", delay="30ms")
def payment(request, state):
    amount = request.body.get("amount")
    if not amount or amount <= 0:
        return 400, {"error": "Invalid amount"}
    paid = Paid(f"pay_{state.incr('payments')}", amount * RATES["EUR"])
    return 201, {"X-Paid": "yes"}, {"id": paid.id, "amount": paid.amount}


@mock.get("/users/{id:int}", host="pay.test", headers={"X-N": 1})
@mock.get("/people/{id:int}", host="pay.test")
def user(request, session, mock, log, response, jwt, unused=1):
    log("user", request.path_params["id"])
    print("printed", mock.uses)
    response["body"] = {"id": request.path_params["id"], "token": jwt.decode(jwt.sign({"a": 1}, "s"), "s")}


@mock("/once", host="pay.test", times=1, priority=5)
def once():
    return {"status": 202}


for word in ("one", "two"):
    @mock.any(f"/words/{word}", host="pay.test", id=f"word-{word}")
    def spoken(word=word):
        return 200, word


@mock.put("/fails", host="pay.test")
def fails(request):
    return {}["nothing"]


@mock.get("/exits", host="pay.test")
def exits():
    raise SystemExit(3)


@mock.get("/loops", host="pay.test")
def loops():
    while True:
        pass


@mock.delete(host="pay.test", path={"matcher": "ShouldStartWith", "value": "/d"}, not_={"headers": {"X": 1}})
def deleted(request):
    CALLS.append(request.path)
    return 200, len(CALLS)
'''
EDITED = """\
from smockproxy import mock

@mock.get("/edited", host="edited.test")
def answer():
    return 200, "{text}"
"""
FILES = {
    "payments.py": PAYMENTS,
    "rates.txt": '{"EUR": 2}',
    "edited.py": EDITED.replace("{text}", "one"),
    "answer.py": "return 200, 'a script, and no module'",
    "scripts.yml": "- {request: {host: script.test}, dynamic_response: {engine: python, file: answer.py}}\n",
    "__init__.py": "raise SystemExit('never run')\n",
    "__pycache__/left.py": "raise SystemExit('never run')\n",
}


@pytest.fixture(scope="module")
def served(start_for_module: Start) -> Smockproxy:
    return start_for_module(FILES, "--unmatched", "refuse", "--script-timeout", "700")


@pytest.fixture
def client(served: Smockproxy) -> Iterator[httpx.Client]:
    served.reset()
    with httpx_client(served) as client:
        yield client


def test_there_is_nothing_wrong_with_the_files(served: Smockproxy) -> None:
    assert [problem["message"] for problem in served.problems() if problem["severity"] != "note"] == []
    files = served.ask_json("/api/v1/problems")
    assert "__init__" not in str(files)


def test_a_function_answers_with_state_and_what_else_it_asks_for(client: httpx.Client) -> None:
    for number in (1, 2):
        began = time.monotonic()
        answer = client.post("https://pay.test/payment", json={"amount": 5})
        assert time.monotonic() - began >= 0.03
        assert (answer.status_code, answer.json()) == (201, {"id": f"pay_{number}", "amount": 10})
        assert (answer.headers["X-Paid"], answer.headers["Content-Type"]) == ("yes", "application/json")
    refused = client.post("https://pay.test/payment", json={"amount": -1})
    assert (refused.status_code, refused.json()) == (400, {"error": "Invalid amount"})
    assert client.post("http://pay.test/payment", json={"amount": 5}).status_code == 666


def test_two_decorators_a_log_and_a_place(served: Smockproxy, client: httpx.Client) -> None:
    assert client.get("http://pay.test/people/7").json() == {"id": "7", "token": {"a": 1}}
    assert client.get("http://pay.test/users/7").status_code == 666
    assert client.get("http://pay.test/users/8", headers={"X-N": "1"}).json()["id"] == "8"
    assert client.get("http://pay.test/people/x").status_code == 666
    entry = served.await_entry("/people/7")
    assert entry["log"] == ["user 7", "printed 1"]
    line = PAYMENTS[: PAYMENTS.index('@mock.get("/people')].count("\n") + 1
    assert entry["mock"]["source"].endswith(f"mocks/payments.py:{line}")


def test_limits_conditions_and_functions_made_in_a_loop(client: httpx.Client) -> None:
    assert [client.get("http://pay.test/once").status_code for _ in range(2)] == [202, 666]
    assert client.get("http://pay.test/words/one").text == "one"
    assert client.post("http://pay.test/words/two").text == "two"
    assert client.delete("http://pay.test/dx").status_code == 200
    assert client.delete("http://pay.test/dx", headers={"X": "1"}).status_code == 666


@pytest.mark.parametrize(
    ("method", "path", "error"),
    [
        ("PUT", "/fails", "payments.py:{line}: KeyError: 'nothing'"),
        ("GET", "/exits", "payments.py:{line}: SystemExit: 3"),
        ("GET", "/loops", "stopped because it took longer than 0.7 s"),
    ],
)
def test_a_failure_is_a_601_whose_place_is_in_the_history(
    served: Smockproxy, client: httpx.Client, method: str, path: str, error: str
) -> None:
    answer = client.request(method, f"http://pay.test{path}")
    assert answer.status_code == 601
    assert "payments.py" not in answer.text
    code = {"/fails": 'return {}["nothing"]', "/exits": "raise SystemExit(3)"}.get(path, "")
    line = PAYMENTS[: PAYMENTS.index(code)].count("\n") + 1
    entry = served.await_entry(path)
    assert error.format(line=line) in entry["error"]
    assert client.get("http://pay.test/words/one").text == "one"


def test_a_script_in_a_file_is_no_module(client: httpx.Client) -> None:
    assert client.get("http://script.test/").text == "a script, and no module"


def ask(client: httpx.Client) -> str:
    answer = client.get("http://edited.test/edited")
    return answer.text if answer.status_code == 200 else str(answer.status_code)


BROKEN = {
    "syntax": ("from smockproxy import mock\n\ndef f(:\n", 3, "not Python: invalid syntax"),
    "raises": ("from smockproxy import mock\n\nx = 1 / 0\n", 3, "ZeroDivisionError: division by zero"),
    "exits": ("from smockproxy import mock\nimport sys\nsys.exit(4)\n", 3, "SystemExit: 4"),
    "ends its process": (
        "from smockproxy import mock\nimport os\nos._exit(0)\n",
        1,
        "the script's process ended by itself, with exit status 0",
    ),
    "crashes": (
        "from smockproxy import mock\nimport ctypes\nctypes.string_at(0)\n",
        1,
        "the script's process died of SIGSEGV",
    ),
    "loops": (
        "from smockproxy import mock\n\nwhile True: pass\n",
        3,
        "stopped because reading it took too long",
    ),
    "hoards": (
        "from smockproxy import mock\nx = []\nwhile True:\n    x.append('x' * 10**6)\n",
        1,
        "it needs more memory than 64 MiB",
    ),
    "keyword": (
        "from smockproxy import mock\n\n@mock.get('/edited', hots='x')\ndef f(): pass\n",
        3,
        'unknown keyword "hots"',
    ),
    "condition": (
        "from smockproxy import mock\n\n@mock.get('/edited', times=-1)\ndef f(): pass\n",
        3,
        "expected 0 or more, found -1",
    ),
    "parameter": (
        "from smockproxy import mock\n\n@mock.get('/edited')\ndef f(reqest): pass\n",
        3,
        "f asks for 'reqest', which there is not",
    ),
}


@pytest.mark.parametrize("flaw", BROKEN)
def test_a_broken_module_keeps_its_previous_mocks(
    served: Smockproxy, client: httpx.Client, flaw: str
) -> None:
    text, line, message = BROKEN[flaw]
    good = EDITED.replace("{text}", flaw.replace(" ", "-"))
    served.write("edited.py", good)
    wait_until(lambda: ask(client) == flaw.replace(" ", "-"), "the good module")
    served.write("edited.py", text)

    def told() -> list[str]:
        found = [problem for problem in served.problems() if problem["severity"] == "error"]
        return [f"{problem['line']}: {problem['message']}" for problem in found]

    (told_now,) = wait_until(told, "the problem")
    assert told_now.startswith(f"{line}: {message}")
    assert ask(client) == flaw.replace(" ", "-")
    served.write("edited.py", EDITED.replace("{text}", "mended"))
    wait_until(lambda: ask(client) == "mended", "the mended module")
    assert told() == []


def test_a_broken_module_stops_the_start(start: Start) -> None:
    with pytest.raises(StartError) as failed:
        start({"bad.py": BROKEN["raises"][0]})
    assert "mocks/bad.py:3:1: ZeroDivisionError: division by zero" in str(failed.value)
    assert "ended with 3" in str(failed.value)


def test_the_addon_reads_modules_too(tmp_path: Path, confdir_template: Path) -> None:
    process = AddonProcess("mitmdump", tmp_path, copy_confdir(confdir_template, tmp_path / "confdir"))
    process.write("edited.py", EDITED.replace("{text}", "by the addon"))
    try:
        process.start()
        with httpx_client(process) as client:
            assert ask(client) == "by the addon"
    finally:
        process.kill()
