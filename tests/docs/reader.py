"""Somebody who types what a page says, in a copy of the checkout."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.acceptance.harness.authority import make_confdir
from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy
from tests.docs.blocks import Block, Step, steps_of

MARK = "=====next====="
SECONDS = 100


class Reader:
    """Somebody who types what the README says, in one shell; ports are those of this run."""

    def __init__(self, checkout: Path, smockproxy: Smockproxy) -> None:
        self.checkout = checkout
        with socket.create_server(("127.0.0.1", 0)) as probe:
            upstream = probe.getsockname()[1]
        admin = smockproxy.admin.rpartition(":")[2]
        self.ports = {":8080": f":{smockproxy.port}", ":8081": f":{admin}", "9000": str(upstream)}
        if web := smockproxy.ready["web"]:
            self.ports[":8082"] = f":{urlsplit(web).port}"
        self.environment = clean_environment() | {"SMOCKPROXY_ADMIN_URL": smockproxy.admin}

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


@contextmanager
def reading_in(checkout: Path, *arguments: str) -> Iterator[Reader]:
    """A reader in a checkout, beside a running smockproxy with these flags."""
    shutil.copytree(ROOT / "mocks", checkout / "mocks")
    (checkout / "certs").mkdir()
    make_confdir(checkout / "certs")
    command = checkout / ".venv" / "bin" / "smockproxy"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {PYTHON} -m smockproxy "$@"\n')
    command.chmod(0o755)
    smockproxy = Smockproxy(checkout, checkout / "certs", *arguments).start()
    try:
        yield Reader(checkout, smockproxy)
    finally:
        smockproxy.kill()
