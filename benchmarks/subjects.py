"""What is measured: a bare mitmdump and smockproxy, each a real process on a core of its own."""

import json
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import mockfiles
from benchmarks.works import BODY

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120.0
STOP_SECONDS = 10.0
MITMDUMP = ("-c", "from mitmproxy.tools.main import mitmdump; mitmdump()")
SMOCKPROXY = ("-m", "smockproxy")
SAMPLED = "benchmarks.sampled"


class NotStartedError(Exception):
    """A process ended, or said nothing, before it could be used."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A server under load."""

    name: str
    proxy: tuple[str, int]
    pid: int
    started_in: float = 0.0
    """Seconds from its start until it could be used."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a server is started as."""

    name: str
    mocks: int = 10
    """How many, of `mockfiles`; 0 is none but those that the flags name."""
    flags: str = ""
    is_bare: bool = False
    """mitmdump in place of smockproxy."""
    forwards: bool = False
    """Of mitmdump: without the script that answers."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """The folder and the core that the servers of a run share."""

    folder: Path
    core: int | None
    """None: wherever the system puts them."""

    def prepare(self) -> None:
        """Write what the servers read."""
        self.body_file.write_text(BODY)

    @property
    def body_file(self) -> Path:
        """The body of every answer."""
        return self.folder / "body.json"

    @property
    def confdir(self) -> Path:
        """The authority of both: whoever starts first makes it."""
        return self.folder / "authority"

    @property
    def ca(self) -> Path:
        """The certificate that clients must trust."""
        return self.confdir / "mitmproxy-ca-cert.pem"

    @property
    def upstream_ca(self) -> Path:
        """The authority that the proxies must trust."""
        return self.folder / "upstream-ca.pem"

    def environment(self) -> dict[str, str]:
        """Ours, less what would change a server's settings or its way out."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("SMOCKPROXY_", "PYTHONDONTWRITE")) and not name.lower().endswith("_proxy")
        }
        return kept | {"PYTHONPATH": str(ROOT)}

    @contextmanager
    def process(self, name: str, command: Sequence[str], core: int | None) -> Iterator[subprocess.Popen[str]]:
        """A Python process in the folder, on that core, until the block ends."""
        log = self.folder / f"{name.replace(' ', '_')}.log"
        with log.open("w") as errors:
            started = subprocess.Popen(
                [sys.executable, *command],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            if core is not None:
                os.sched_setaffinity(started.pid, {core})
            yield started
        finally:
            started.terminate()
            try:
                started.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()
            if started.stdout is not None:
                started.stdout.close()

    def log_of(self, name: str) -> str:
        """What a process wrote to its standard error."""
        return (self.folder / f"{name.replace(' ', '_')}.log").read_text()


def free_port() -> int:
    """A port of the loopback interface that was free just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(workshop: Workshop, name: str, process: subprocess.Popen[str], port: int, ready: Path) -> int:
    """Wait until the ready file is there, or without a name for one, until something listens on the port."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        time.sleep(0.05)
        if ready.name and ready.exists():
            return urlsplit(json.loads(ready.read_text())["proxy"]).port or 0
        if not ready.name:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except ConnectionRefusedError:
                continue
            return port
    raise NotStartedError(f"{name} did not start:\n{workshop.log_of(name)}")


@contextmanager
def started(workshop: Workshop, setup: Setup, samples: str = "") -> Iterator[Subject]:
    """A server, until the block ends; with a file for samples it can be told to sample itself."""
    name, begun = setup.name.replace("/", "_"), time.monotonic()
    if setup.is_bare:
        port, ready = free_port(), Path()
        command = [*_launched("mitmdump", samples), *_of_mitmdump(workshop, setup, port)]
    else:
        port, ready = 0, workshop.folder / f"{name.replace(' ', '_')}.ready.json"
        command = [*_launched("smockproxy", samples), *_of_smockproxy(workshop, setup, ready)]
    with workshop.process(name, command, workshop.core) as process:
        port = _await(workshop, name, process, port, ready)
        yield Subject(setup.name, ("127.0.0.1", port), process.pid, time.monotonic() - begun)


def _launched(program: str, samples: str) -> tuple[str, ...]:
    if samples:
        return ("-m", SAMPLED, samples, program)
    return MITMDUMP if program == "mitmdump" else SMOCKPROXY


def _of_mitmdump(workshop: Workshop, setup: Setup, port: int) -> Iterator[str]:
    """As quiet as it gets, with what an https mock needs; without a script when it forwards."""
    yield from ("-q", "--set", "flow_detail=0", "--listen-host", "127.0.0.1", "--listen-port", str(port))
    yield from ("--set", "connection_strategy=lazy", "--set", "upstream_cert=false")
    yield from ("--set", f"confdir={workshop.confdir}", *_trusting(workshop))
    yield from () if setup.forwards else ("-s", str(ROOT / "benchmarks" / "bare_mock.py"))


def _of_smockproxy(workshop: Workshop, setup: Setup, ready: Path) -> Iterator[str]:
    """`smockproxy serve`, as quiet as the other unless its flags say otherwise."""
    mocks = workshop.folder / f"mocks-{setup.mocks}"
    if setup.mocks and not mocks.exists():
        mockfiles.write(mocks, setup.mocks)
    yield from ("serve", "--port", "0", "--admin-port", "0", "--ready-file", str(ready), "--quiet")
    yield from ("--confdir", str(workshop.confdir), *_trusting(workshop))
    yield from shlex.split(setup.flags)
    yield from (str(mocks),) if setup.mocks else ()


def _trusting(workshop: Workshop) -> tuple[str, ...]:
    trusted = workshop.upstream_ca
    return ("--set", f"ssl_verify_upstream_trusted_ca={trusted}") if trusted.exists() else ()


@contextmanager
def upstream(workshop: Workshop, scheme: str, core: int | None) -> Iterator[int]:
    """A small real server; gives its port."""
    certificate = (str(workshop.folder / "upstream.pem"),) if scheme == "https" else ()
    name = f"upstream {scheme}"
    command = ("-m", "benchmarks.upstream", str(workshop.body_file), *certificate)
    with workshop.process(name, command, core) as process:
        line = process.stdout.readline() if process.stdout is not None else ""
        if not line:
            raise NotStartedError(f"{name} did not start:\n{workshop.log_of(name)}")
        yield int(line)


def make_upstream_certificate(workshop: Workshop) -> None:
    """A certificate for the real server, and the authority that the proxies must trust for it."""
    import trustme  # noqa: PLC0415  needed for forwarded requests only

    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(workshop.upstream_ca))
    leaf = authority.issue_cert("127.0.0.1")
    leaf.private_key_and_cert_chain_pem.write_to_path(str(workshop.folder / "upstream.pem"))
