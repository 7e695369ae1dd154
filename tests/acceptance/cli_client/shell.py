"""Commands as somebody types them, and requests through the proxy."""

import subprocess
import urllib.error
import urllib.request
from collections.abc import Mapping

from tests.acceptance.harness.paths import PYTHON, ROOT, clean_environment
from tests.acceptance.harness.process import Smockproxy

SECONDS = 60
MOCKS = """
- id: hi
  request: {host: hello.test, path: /hi}
  response: {body: hi}
- id: pay
  request: {method: POST, host: shop.test, path: /pay}
  response: {status: 201}
  context: {verify: {at_least: 1}}
"""


class Shell:
    """A shell in which the admin API is known by its variable."""

    def __init__(self, smockproxy: Smockproxy, variables: Mapping[str, str] | None = None) -> None:
        self.smockproxy = smockproxy
        self._environment = {
            **clean_environment(),
            "PYTHONPATH": str(ROOT),
            "SMOCKPROXY_ADMIN_URL": smockproxy.admin,
            **(variables or {}),
        }

    def types(self, *words: str, code: int = 0, sent: str = "") -> str:
        """What a command prints to standard output; to standard error, if it is to fail."""
        done = subprocess.run(
            [PYTHON, "-m", "smockproxy", *words],
            env=self._environment,
            cwd=self.smockproxy.folder,
            input=sent,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stderr if code and not done.stdout else done.stdout


def ask(smockproxy: Smockproxy, url: str, *, session: str = "", method: str = "GET") -> tuple[int, bytes]:
    """A request through the proxy; urllib leaves a user without a password out."""
    proxy = smockproxy.proxy.replace("http://", f"http://{session}:any@") if session else smockproxy.proxy
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    try:
        with opener.open(urllib.request.Request(url, method=method), timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
