"""Somebody who types what a page says, in a copy of the checkout."""

import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from tests.acceptance.harness.authority import make_confdir
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.docs.blocks import Block, Step, steps_of

MARK = "=====next====="
SECONDS = 100


def free_port() -> str:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


class Reader:
    """Somebody who types what a page says, in one shell; ports are those of this run."""

    def __init__(self, checkout: Path, ports: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self.checkout = checkout
        self.ports = ports
        self.environment = clean_environment() | environment

    @classmethod
    def beside(cls, smockproxy: Smockproxy, checkout: Path) -> Self:
        """One whose commands ask that server."""
        ports = {
            ":8080": f":{smockproxy.port}",
            ":8081": f":{smockproxy.admin.rpartition(':')[2]}",
            "9000": free_port(),
        }
        if web := smockproxy.ready["web"]:
            ports[":8082"] = f":{urlsplit(web).port}"
        return cls(checkout, ports, {"SMOCKPROXY_ADMIN_URL": smockproxy.admin})

    def writes(self, name: str, text: str) -> None:
        """A file that the page shows."""
        (self.checkout / name).write_text(self._here(text), encoding="utf-8")

    def _here(self, text: str) -> str:
        for written, real in self.ports.items():
            text = text.replace(written, real)
        return text

    def types(self, steps: list[Step]) -> list[str]:
        """What each command prints."""
        lines = ["trap 'kill $(jobs -p) 2>/dev/null' EXIT"]
        for step in steps:
            lines += [self._here(step.command), f"echo; echo {MARK}"]
        done = subprocess.run(
            ["bash", "-c", "\n".join(lines)],
            cwd=self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        printed = done.stdout.split(MARK)[: len(steps)]
        assert len(printed) == len(steps), done.stdout + done.stderr
        return printed

    def expects(self, step: Step) -> Step:
        return Step(step.command, self._here(step.output))

    def finds_true(self, blocks: list[Block]) -> int:
        """Every command of the console blocks, in order, prints what the page says; how many there are."""
        steps = [step for block in blocks if block.language == "console" for step in steps_of(block)]
        for step, printed in zip(steps, self.types(steps), strict=True):
            wanted = self.expects(step)
            assert wanted.is_fulfilled_by(printed), (
                f"$ {step.command}\nprinted\n{printed}\nwanted\n{wanted.output}"
            )
        return len(steps)


def install_in(checkout: Path) -> Path:
    """The folder of the command, as `make install` leaves it."""
    command = checkout / ".venv" / "bin" / "smockproxy"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {PYTHON} -m smockproxy "$@"\n')
    command.chmod(0o755)
    return command.parent


@contextmanager
def reading_in(checkout: Path, *arguments: str) -> Iterator[Reader]:
    """A reader in a checkout, beside a running smockproxy with these flags."""
    shutil.copytree(ROOT / "mocks", checkout / "mocks")
    (checkout / "certs").mkdir()
    make_confdir(checkout / "certs")
    install_in(checkout)
    smockproxy = Smockproxy(checkout, checkout / "certs", *arguments).start()
    try:
        yield Reader.beside(smockproxy, checkout)
    finally:
        smockproxy.kill()
