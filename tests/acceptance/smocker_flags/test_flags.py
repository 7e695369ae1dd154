"""Smocker's flags and variables, in each spelling, with the real program."""

import socket
import urllib.error
from pathlib import Path

import pytest

from tests.acceptance.harness.process import DIRECT
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker_flags.conftest import PORTS, Run, StartDropIn

INIT = "- {request: {path: /init}, response: {body: hi, headers: {Content-Type: text/plain}}}\n"


def free_ports() -> list[str]:
    """Two ports that nobody listens on."""
    with socket.socket() as first, socket.socket() as second:
        for each in (first, second):
            each.bind(("127.0.0.1", 0))
        return [str(each.getsockname()[1]) for each in (first, second)]


def spellings() -> list[tuple[str, ...]]:
    """One command line in each way of Go's, `{0}` and `{1}` being the ports."""
    return [
        ("-mock-server-listen-port", "{0}", "-config-listen-port", "{1}"),
        ("-mock-server-listen-port={0}", "-config-listen-port={1}"),
        ("--mock-server-listen-port={0}", "--config-listen-port", "{1}"),
        ("serve", "--mock-server-listen-port", "{0}", "-config-listen-port={1}"),
    ]


@pytest.mark.parametrize("spelling", spellings(), ids=" ".join)
def test_ports(start_drop_in: StartDropIn, spelling: tuple[str, ...]) -> None:
    ports = free_ports()
    process = start_drop_in(*(argument.format(*ports) for argument in spelling))
    assert [process.proxy, process.admin] == [f"http://127.0.0.1:{port}" for port in ports]
    assert process.ask_json("/version")["app_name"]


def test_variables(start_drop_in: StartDropIn, tmp_path: Path) -> None:
    mock_port, config_port = free_ports()
    (tmp_path / "init.yml").write_text(INIT)
    environment = {
        "SMOCKER_MOCK_SERVER_LISTEN_PORT": mock_port,
        "SMOCKER_CONFIG_LISTEN_PORT": "not a port",
        "SMOCKER_LOG_LEVEL": "WARNING",
        "SMOCKER_INIT_MOCKS": "init.yml",
        "SMOCKER_HISTORY_RETENTION": "1",
        "SMOCKER_STATIC_FILES": "client",
        "SMOCKER_URL": "http://somewhere.test",
        "SMOCKPROXY_ADMIN_PORT": config_port,
    }
    process = start_drop_in(environment=environment)
    assert [process.proxy, process.admin] == [f"http://127.0.0.1:{port}" for port in (mock_port, config_port)]
    for _ in range(3):
        assert DIRECT.open(f"{process.proxy}/init", timeout=20).read() == b"hi"
    wait_until(lambda: len(process.ask_json("/history")) == 1, "one exchange in the history")
    log = process.log()
    assert "variable SMOCKER_CONFIG_LISTEN_PORT: expected a whole number" in log
    assert "variable SMOCKER_STATIC_FILES: has no effect" in log
    assert "SMOCKER_URL" not in log
    assert " INFO " not in log


def test_a_flag_wins_over_a_variable(start_drop_in: StartDropIn) -> None:
    port, _ = free_ports()
    process = start_drop_in(
        f"-mock-server-listen-port={port}", "-config-listen-port=0", environment={"SMOCKPROXY_PORT": "0"}
    )
    assert process.port == int(port)


@pytest.mark.parametrize(
    ("level", "info", "warned"), [("trace", True, False), ("PANIC", False, False), ("loud", True, True)]
)
def test_log_levels(start_drop_in: StartDropIn, level: str, *, info: bool, warned: bool) -> None:
    process = start_drop_in(*PORTS, "-log-level", level, "--unmatched", "refuse")
    with pytest.raises(urllib.error.HTTPError) as answer:
        DIRECT.open(f"{process.proxy}/nothing", timeout=20)
    answer.value.close()
    assert answer.value.code == 666
    process.await_entry("/nothing")
    if info:
        wait_until(lambda: " INFO refused GET " in process.log(), "the line of the exchange")
    process.stop()  # what was gathered is written
    log = process.log()
    assert (" INFO refused GET " in log) == info
    assert ("warning: flag --log-level: expected panic, " in log) == warned


ANYTHING = "- {request: {path: {matcher: ShouldMatch, value: .*}}, response: {body: hi}}"


def test_history_is_kept_of_each_session(start_drop_in: StartDropIn) -> None:
    process = start_drop_in(*PORTS, "--history-retention=2")
    process.upload(ANYTHING)
    first = process.ask_json("/sessions/summary")[0]["id"]
    for path in ("/1", "/2", "/3"):
        DIRECT.open(process.proxy + path, timeout=20).close()
    process.await_entry("/3")
    process.ask_admin("/sessions?name=next", method="POST")
    process.upload(ANYTHING)
    DIRECT.open(process.proxy + "/4", timeout=20).close()
    process.await_entry("/4")
    assert paths(process.ask_json(f"/history?session={first}")) == ["/2", "/3"]
    assert paths(process.ask_json("/history")) == ["/4"]


def paths(entries: list[dict]) -> list[str]:
    return [entry["request"]["path"] for entry in entries]


def test_our_short_flags_still_work(start_drop_in: StartDropIn, tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys\nsys.stderr.write('script is loaded\\n')\n")
    process = start_drop_in(*PORTS, "-s", "script.py", "--no-reload", "mocks")
    assert "script is loaded" in process.log()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-mock-server-listen-port=x",), "flag --mock-server-listen-port: expected a whole number"),
        (("-tls-enable=perhaps",), '-tls-enable: expected true or false, found "perhaps"'),
        (("-init-mock=x",), "No such option"),
        (
            ("--port=1", "-mock-server-listen-port=2"),
            'flag --mock-server-listen-port: expected "1", which flag --port says of the same setting',
        ),
    ],
)
def test_what_is_wrong_on_the_command_line_ends_it(run: Run, arguments: tuple[str, ...], said: str) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2
    assert ended.stderr.startswith("Usage: smockproxy serve ")
    assert said in ended.stderr


def test_contradicting_variables_end_it(run: Run) -> None:
    ended = run(environment={"SMOCKPROXY_PORT": "1", "SMOCKER_MOCK_SERVER_LISTEN_PORT": "2"})
    assert ended.returncode == 2
    assert "variable SMOCKER_MOCK_SERVER_LISTEN_PORT: " in ended.stderr
    assert "variable SMOCKPROXY_PORT" in ended.stderr


def test_the_configuration_says_where_it_is_from(run: Run) -> None:
    ended = run(
        "-config-base-path=/smocker/", "-print-config", environment={"SMOCKER_TLS_CERT_FILE": "c.pem"}
    )
    assert ended.returncode == 2, "--print-config is ours: two dashes"
    ended = run(
        "-config-base-path=/smocker/", "--print-config", environment={"SMOCKER_TLS_CERT_FILE": "c.pem"}
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = {line.split()[0]: line for line in ended.stdout.splitlines()}
    assert lines["config_base_path"].endswith("# flag --config-base-path")
    assert lines["tls_cert_file"].endswith("# variable SMOCKER_TLS_CERT_FILE")
