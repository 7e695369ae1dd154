"""What is asked of the servers: a scheme, a number of connections, and who answers in the end."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SCHEMES = ("http", "https")
CONNECTIONS = (1, 16, 64)
MOCKED_HOST = "bench.test"
PATH = "/payments/4711"

BODY = json.dumps(
    {
        "id": "pay_0000004711",
        "amount": 1250,
        "currency": "EUR",
        "status": "completed",
        "customer": {"name": "Ada Lovelace", "mail": "ada@example.test"},
        "tags": ["benchmark", "static"],
        "created_at": "2026-01-01T12:00:00Z",
    }
)
"""About 200 bytes, from the mock and from the real server alike."""

MOCKS = f"""\
- request:
    method: GET
    host: {MOCKED_HOST}
    path: {PATH}
  response:
    headers: {{Content-Type: application/json}}
    body: '{BODY}'
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table."""

    scheme: str
    connections: int
    is_forwarded: bool = False
    """Whether a real server answers in the end, in place of a mock."""

    def __str__(self) -> str:
        return f"{self.scheme} {self.connections}"


def cases(schemes: Sequence[str], connections: Sequence[int], *, with_forward: bool) -> tuple[Case, ...]:
    """All cases of a run, in the order of the table."""
    return tuple(
        Case(scheme, many, is_forwarded)
        for is_forwarded in ((False, True) if with_forward else (False,))
        for scheme in schemes
        for many in connections
    )


def interleaved[C, S](measured: Sequence[C], subjects: Sequence[S], rounds: int) -> Iterator[tuple[C, S]]:
    """Every case on every subject, round by round; every other round turns the order of the subjects.

    So what the machine does meanwhile meets all of them alike.
    """
    for number in range(rounds):
        ordered = subjects if number % 2 == 0 else subjects[::-1]
        for case in measured:
            for subject in ordered:
                yield case, subject
