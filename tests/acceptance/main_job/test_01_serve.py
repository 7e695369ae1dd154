"""Point 1: `smockproxy serve` with its settings, its banner, its ready file, and its ends."""

import json
import re
import signal
import socket
import stat
import subprocess
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.harness.authority import copy_confdir
from tests.acceptance.harness.clients import curl
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import DIRECT, Smockproxy
from tests.acceptance.harness.upstream_http1 import HttpUpstream
from tests.acceptance.harness.waiting import wait_until

HELLO = "- {request: {host: hello.test, path: /hi}, response: {body: hi}}\n"
BAD = "- request: {path: /a}\n  respons: {body: hi}\n"
SECONDS = 60


class InFolder(Smockproxy):
    """A process that is started in its folder with no path on its command line."""

    def command(self) -> list[str]:
        return [PYTHON, "-m", "smockproxy", *self._arguments]


@pytest.fixture
def start_in(tmp_path: Path, confdir_template: Path) -> Iterator[Callable[..., Smockproxy]]:
    """Starts one process in `tmp_path`, whose settings are what the test writes there."""
    copy_confdir(confdir_template, tmp_path / "certs")
    started: list[Smockproxy] = []

    def start(*arguments: str, environment: Mapping[str, str] | None = None) -> Smockproxy:
        ready = {"SMOCKPROXY_READY_FILE": str(tmp_path / "ready.json")}
        free = {"SMOCKPROXY_PORT": "0", "SMOCKPROXY_ADMIN_PORT": "0"}
        process = InFolder(
            tmp_path, tmp_path / "certs", *arguments, environment=ready | free | dict(environment or {})
        )
        process.write("hello.yml", HELLO)
        started.append(process)
        return process.start()

    yield start
    for process in started:
        process.kill()


def run(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """`smockproxy …` in a folder, when it is expected to end by itself."""
    return subprocess.run(
        [PYTHON, "-m", "smockproxy", *arguments],
        cwd=folder,
        env=clean_environment() | {"PYTHONPATH": str(ROOT)} | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def can_connect(url: str) -> bool:
    host, port = url.removeprefix("http://").rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


# -- what it listens on ------------------------------------------------------------------------------------


def test_the_ready_file_says_where_everything_listens(start: Start) -> None:
    smockproxy = start(HELLO)
    ready = json.loads(smockproxy.ready_file.read_text())

    assert set(ready) == {"proxy", "admin", "ca", "pid", "token", "sessions", "web"}
    assert ready["pid"] == smockproxy.pid
    assert ready["ca"] == str(smockproxy.ca)
    assert stat.S_IMODE(smockproxy.ready_file.stat().st_mode) == 0o600
    assert [path.name for path in smockproxy.folder.iterdir() if "ready" in path.name] == ["ready.json"]
    assert curl(smockproxy, "http://hello.test/hi").body == b"hi"
    assert DIRECT.open(f"{ready['admin']}/healthz", timeout=10).status == 200


def test_an_earlier_runs_ready_file_is_not_mistaken_for_ours(
    start_in: Callable[..., Smockproxy], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        (tmp_path / "ready.json").write_text('{"proxy": "old"}')
        port = str(taken.getsockname()[1])
        done = run(tmp_path, "serve", "--port", port, "--ready-file", "ready.json")

    assert done.returncode == 3
    assert not (tmp_path / "ready.json").exists()


def test_it_listens_on_loopback_only_unless_told_otherwise(start: Start) -> None:
    assert start(HELLO).proxy.startswith("http://127.0.0.1:")
    assert start(HELLO, "--host", "127.0.0.2").proxy.startswith("http://127.0.0.2:")


@pytest.mark.parametrize("flag", ["--port", "--admin-port"])
def test_a_port_in_use_is_one_line_and_exit_3(flag: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ports = {"--port": "0", "--admin-port": "0"} | {flag: port}
        done = run(tmp_path, "serve", *(word for pair in ports.items() for word in pair))

    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert f"127.0.0.1:{port}" in done.stderr
    assert flag in done.stderr


# -- what it serves ----------------------------------------------------------------------------------------


def test_without_a_path_it_serves_the_folder_mocks_and_alone_it_serves(
    start_in: Callable[..., Smockproxy],
) -> None:
    smockproxy = start_in()
    assert curl(smockproxy, "http://hello.test/hi").body == b"hi"
    assert "1 from mocks" in smockproxy.log()


def test_files_and_folders_may_be_given_together(start: Start, tmp_path: Path) -> None:
    more = tmp_path / "more.yml"
    more.write_text("- {request: {host: more.test}, response: {body: more}}\n")
    smockproxy = start(HELLO, str(more))
    answers = [curl(smockproxy, url).body for url in ("http://hello.test/hi", "http://more.test/")]
    assert answers == [b"hi", b"more"]


def test_a_bad_file_keeps_it_from_starting_unless_it_is_told_to_ignore_it(
    start_in: Callable[..., Smockproxy], tmp_path: Path
) -> None:
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "bad.yml").write_text(BAD)
    done = run(tmp_path, "serve", "--port", "0", "--admin-port", "0")
    assert done.returncode == 3
    assert "bad.yml:2:3" in done.stderr
    assert 'did you mean "response"?' in done.stderr

    smockproxy = start_in("--ignore-problems")
    assert curl(smockproxy, "http://hello.test/hi").body == b"hi"
    assert "bad.yml:2:3" in smockproxy.log()


def test_unmatched_requests_are_forwarded_or_refused(start: Start, upstream: HttpUpstream) -> None:
    url = f"{upstream.url}/echo"
    assert curl(start(HELLO), url).status == 200
    assert curl(start(HELLO, "--unmatched", "refuse"), url).status == 666


def test_no_reload_leaves_saved_files_alone(start: Start) -> None:
    watching, still = start(HELLO), start(HELLO, "--no-reload")
    for smockproxy in (watching, still):
        smockproxy.write("mocks.yml", HELLO.replace("body: hi", "body: new"))
    wait_until(lambda: curl(watching, "http://hello.test/hi").body == b"new", "the reload", seconds=5)
    assert curl(still, "http://hello.test/hi").body == b"hi"


# -- mitmproxy's own ---------------------------------------------------------------------------------------


def test_scripts_and_options_go_to_mitmproxy(start: Start, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from mitmproxy import ctx\n"
        "def load(loader):\n"
        "    loader.add_option('greeting', str, '', 'A greeting.')\n"
        "def response(flow):\n"
        "    flow.response.headers['X-Script'] = ctx.options.greeting\n"
    )
    smockproxy = start(HELLO, "-s", str(script), "--set", "greeting=salut")
    assert curl(smockproxy, "http://hello.test/hi").headers["X-Script"] == "salut"


def test_an_option_that_mitmproxy_does_not_know_is_one_line_and_exit_3(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--port", "0", "--admin-port", "0", "--set", "listen_prt=1")
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert "listen_prt" in done.stderr


def test_the_authority_is_made_in_confdir(start_in: Callable[..., Smockproxy], tmp_path: Path) -> None:
    smockproxy = start_in("--confdir", str(tmp_path / "other"))
    made = tmp_path / "other" / "mitmproxy-ca-cert.pem"
    assert json.loads(smockproxy.ready_file.read_text())["ca"] == str(made)
    assert made.read_text().startswith("-----BEGIN CERTIFICATE-----")


# -- what it says ------------------------------------------------------------------------------------------


def test_the_banner_says_what_one_needs(start: Start) -> None:
    smockproxy = start(HELLO)
    shown = wait_until(lambda: "export " in smockproxy.log() and smockproxy.log(), "the banner")

    assert f"  proxy      {smockproxy.proxy}\n" in shown
    assert f"  admin API  {smockproxy.admin}\n" in shown
    assert "  mocks      1 from mocks (watching for changes)\n" in shown
    assert f"  CA         {smockproxy.ca}\n" in shown
    assert "  unmatched  proxied requests that no mock answers go on to the real server\n" in shown


def test_the_banners_commands_work_as_they_stand(start: Start) -> None:
    smockproxy = start("- {request: {scheme: https, host: pay.test, path: /v1}, response: {body: paid}}\n")
    shown = wait_until(lambda: "export " in smockproxy.log() and smockproxy.log(), "the banner")
    commands = [line.strip() for line in shown.split("Try it:\n")[1].splitlines()[:2]]
    ask = f"{commands[0]} --silent --show-error"
    export = f"{commands[1]}; curl --silent --show-error https://pay.test/v1"
    for command in (ask, export):
        done = subprocess.run(
            ["sh", "-c", command], env=clean_environment(), capture_output=True, timeout=SECONDS, check=False
        )
        assert (done.stdout, done.stderr) == (b"paid", b""), command


@pytest.mark.parametrize(("arguments", "is_said"), [((), True), (("--unmatched", "forward"), False)])
def test_in_ci_the_banner_says_which_policy_nobody_chose(
    start: Start,
    arguments: tuple[str, ...],
    is_said: bool,  # noqa: FBT001
) -> None:
    smockproxy = start(HELLO, *arguments, environment={"CI": "true"})
    shown = wait_until(lambda: "export " in smockproxy.log() and smockproxy.log(), "the banner")
    assert ("CI is set" in shown) is is_said


def test_quiet_says_nothing(start: Start) -> None:
    smockproxy = start(HELLO, "--quiet")
    curl(smockproxy, "http://hello.test/hi")
    assert smockproxy.stop() == 0
    assert smockproxy.log() == ""


def test_the_log_level_says_how_much(start: Start) -> None:
    said = {}
    for level in ("error", "debug"):
        smockproxy = start(HELLO, "--log-level", level)
        curl(smockproxy, "http://hello.test/hi")
        smockproxy.stop()
        said[level] = [
            line for line in smockproxy.log().splitlines() if " DEBUG " in line or " INFO " in line
        ]
    assert said["error"] == []
    assert said["debug"]


# -- how it ends -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_stops_it_cleanly(start: Start, number: signal.Signals, code: int) -> None:
    smockproxy = start(HELLO)
    curl(smockproxy, "http://hello.test/hi")
    with socket.create_connection(("127.0.0.1", smockproxy.port), timeout=10):
        assert smockproxy.stop(number) == code
    assert not smockproxy.ready_file.exists()
    assert not can_connect(smockproxy.proxy)
    assert not can_connect(smockproxy.admin)
    assert "Traceback" not in smockproxy.log()
    assert " ERROR " not in smockproxy.log()


def test_an_exchange_in_flight_is_finished_first(start: Start) -> None:
    smockproxy = start("- {request: {host: slow.test}, response: {body: done, delay: 1s}}\n")
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(curl, smockproxy, "http://slow.test/")
        wait_until(lambda: has_connections(smockproxy), "the request")
        time.sleep(0.3)  # connected is not yet read
        assert smockproxy.stop() == 0
        assert answer.result(timeout=10).body == b"done"


def has_connections(smockproxy: Smockproxy) -> bool:
    """Whether a client is connected to the proxy's port, as the kernel sees it."""
    port = f":{smockproxy.port:04X} "
    lines = Path("/proc/net/tcp").read_text().splitlines()
    return any(port in line and line.split()[3] == "01" for line in lines)


def test_a_signal_while_it_starts_is_quiet(tmp_path: Path) -> None:
    process = InFolder(tmp_path, tmp_path / "certs", "serve", "--port", "0", "--admin-port", "0")
    child = subprocess.Popen(
        process.command(),
        cwd=tmp_path,
        env=clean_environment() | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    wait_until(lambda: "click" in Path(f"/proc/{child.pid}/maps").read_text() or child.poll() is None, "it")
    wait_until(lambda: "pydantic_core" in Path(f"/proc/{child.pid}/maps").read_text(), "its imports")
    child.send_signal(signal.SIGINT)
    output, _ = child.communicate(timeout=SECONDS)
    assert child.returncode == 130
    assert b"Traceback" not in output


# -- its settings ------------------------------------------------------------------------------------------


def test_flags_win_over_variables_these_over_dotenv_this_over_the_file(
    start_in: Callable[..., Smockproxy], tmp_path: Path
) -> None:
    (tmp_path / "smockproxy.toml").write_text(
        'unmatched = "refuse"\nlog_level = "debug"\nhost = "127.0.0.9"\nhistory_entries = 1\n'
    )
    (tmp_path / ".env").write_text("SMOCKPROXY_HISTORY_ENTRIES=2\nSMOCKPROXY_HOST=127.0.0.8\n")
    smockproxy = start_in("--host", "127.0.0.2", environment={"SMOCKPROXY_HOST": "127.0.0.7"})
    assert smockproxy.proxy.startswith("http://127.0.0.2:")
    for _ in range(3):
        assert curl(smockproxy, "http://nowhere.test/").status == 666
    wait_until(lambda: len(smockproxy.history()) == 2, "two entries, as .env says")
    assert re.search(r"DEBUG client \('127.0.0.1', \d+\) has come", smockproxy.log()), "as at level debug"


def test_print_config_shows_each_value_and_where_it_came_from(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.smockproxy]\nunmatched = "refuse"\nport = 1\n')
    (tmp_path / ".env").write_text("SMOCKPROXY_PORT=2\nSMOCKPROXY_CONFDIR=ca\n")
    done = run(
        tmp_path, "serve", "--print-config", "--port", "4", "mocks", environment={"SMOCKPROXY_PORT": "3"}
    )

    assert (done.returncode, done.stderr) == (0, "")
    values = tomllib.loads(done.stdout)
    assert (values["port"], values["unmatched"], values["confdir"]) == (4, "refuse", "ca")
    origins = {line.split()[0]: line.split("# ")[1] for line in done.stdout.splitlines()}
    assert origins["port"] == "flag --port"
    assert origins["unmatched"] == "pyproject.toml: unmatched"
    assert origins["confdir"] == ".env:2: SMOCKPROXY_CONFDIR"
    assert origins["mocks"] == "argument PATH"
    assert origins["admin_port"] == "default"


def test_all_wrong_settings_are_said_at_once_and_nothing_starts(tmp_path: Path) -> None:
    (tmp_path / "smockproxy.toml").write_text("prot = 1\n")
    done = run(tmp_path, "serve", "--port", "http", environment={"SMOCKPROXY_RELOAD": "maybe"})
    assert (done.returncode, done.stdout) == (2, "")
    assert [line.split(": ")[0] for line in done.stderr.splitlines() if not line.startswith(" ")] == [
        "Usage",
        "flag --port",
        "variable SMOCKPROXY_RELOAD",
        "smockproxy.toml",
    ]
