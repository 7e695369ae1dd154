"""What a real `serve` holds in memory: many mocks, and a history of exchanges that are hardly alike.

`python -m benchmarks.memory` prints the resident memory of the process at rest, with its mocks, and with its
history, and what each mock and each exchange takes. It needs `/proc`.
"""

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

LINES = "".join(f"X-Line-{number}: the value of the line {number}\r\n" for number in range(9))
"""With the Host line there are ten."""
OWN_BODY = 10
"""One exchange of so many has a request body of its own."""
KIBIBYTE = 1_024


def main() -> None:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__)
    parser.add_argument("--mocks", type=int, default=10_000)
    parser.add_argument("--exchanges", type=int, default=100_000)
    parser.add_argument("--limit", type=int, default=400, help="MiB that are not to be exceeded")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        empty = measured(Path(folder) / "none", 2, 0)[0]
        loaded, filled = measured(Path(folder) / "all", asked.mocks, asked.exchanges)
    mock, exchange = (loaded - empty) / asked.mocks, (filled - loaded) / max(asked.exchanges, 1)
    print(f"at rest                      {empty / KIBIBYTE:6.0f} MiB")
    print(f"with {asked.mocks:>7,} mocks          {loaded / KIBIBYTE:6.0f} MiB, {mock:.2f} KiB each")
    print(f"with {asked.exchanges:>7,} exchanges too  {filled / KIBIBYTE:6.0f} MiB, {exchange:.2f} KiB each")
    if filled > asked.limit * KIBIBYTE:
        sys.exit(f"more than {asked.limit} MiB")


def measured(folder: Path, mocks: int, exchanges: int) -> tuple[int, int]:
    """KiB that a process takes before and after so many exchanges."""
    (folder / "mocks").mkdir(parents=True)
    (folder / "mocks" / "all.yml").write_text("".join(map(mock_text, range(mocks))))
    ready = folder / "ready.json"
    kept = ("--history-entries", str(max(exchanges, 1)), "--quiet", "--no-reload")
    ports = ("--port", "0", "--admin-port", "0", "--confdir", str(folder / "certs"))
    started = (sys.executable, "-m", "smockproxy", "serve", "mocks", "--ready-file", str(ready))
    process = subprocess.Popen([*started, *ports, *kept], cwd=folder)
    try:
        proxy = urlsplit(wait_for(ready, process)["proxy"])
        before = resident(process.pid)
        send(proxy.hostname or "", proxy.port or 0, mocks, exchanges)
        return before, resident(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def mock_text(number: int) -> str:
    """A mock of one path, with an answer of about 200 bytes; the first one has many paths."""
    body = json.dumps({"number": number, "text": "x" * 170})
    asked = f"path: /items/{number}" if number else "path_template: '/many/0/{own}'"
    answer = f"{{headers: {{Content-Type: application/json}}, body: '{body}'}}"
    return f"- request: {{{asked}}}\n  response: {answer}\n"


def wait_for(ready: Path, process: subprocess.Popen[bytes]) -> dict[str, str]:
    """What the process says when it is ready."""
    for _ in range(1_200):
        if ready.exists() and ready.stat().st_size:
            return dict(json.loads(ready.read_text()))
        if process.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit("serve did not get ready")


def requests(mocks: int, exchanges: int) -> Iterator[bytes]:
    """Requests of which no two have the same URL; a share has a body."""
    for number in range(exchanges):
        if number % OWN_BODY:
            line, rest = f"GET http://api.test/items/{1 + number % (mocks - 1)}?own={number}", "\r\n"
        else:
            body = json.dumps({"own": number, "text": "y" * 80})
            line, rest = f"POST http://api.test/many/0/{number}", f"Content-Length: {len(body)}\r\n\r\n{body}"
        yield f"{line} HTTP/1.1\r\nHost: api.test\r\n{LINES}{rest}".encode()


def send(host: str, port: int, mocks: int, exchanges: int) -> None:
    """One request after the other on one connection; each must be answered with a 200."""
    with socket.create_connection((host, port)) as connection:
        reader = connection.makefile("rb")
        for request in requests(mocks, exchanges):
            connection.sendall(request)
            status = reader.readline()
            if b" 200" not in status:
                sys.exit(f"{request!r} was answered with {status!r}")
            length = 0
            while (line := reader.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            reader.read(length)


def resident(pid: int) -> int:
    """KiB of a process that are in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


if __name__ == "__main__":
    main()
