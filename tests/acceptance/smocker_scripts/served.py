"""A running smockproxy, asked for the mocks of the cases that came one way."""

from dataclasses import dataclass
from typing import Any

from tests.acceptance.harness.raw import RawAnswer
from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.smocker.ports import AdminPort, Ask, MockPort
from tests.acceptance.smocker_scripts.cases import Case


@dataclass(frozen=True)
class Served:
    """Both ports, and the way: yaml, json, file."""

    admin: AdminPort
    port: MockPort
    way: str

    def path(self, case: Case) -> str:
        return f"/{self.way}/{case.name}"

    def ask(self, case: Case) -> RawAnswer:
        """The answer to the request of a case."""
        target = self.path(case) + (f"?{case.query}" if case.query else "")
        method = "POST" if case.sent else "GET"
        return self.port.send(Ask(method, target, tuple(case.lines), case.upload))

    def entries(self, case: Case) -> list[dict[str, Any]]:
        """What Smocker's history has of a case."""
        found = self.admin.json("GET", f"/history?filter=%5E{self.path(case)}%24")
        return list(found)

    def exchanges(self, case: Case) -> list[dict[str, Any]]:
        """What our own history has of a case, once it has something."""
        page = wait_until(lambda: self._page(case) or None, f"an exchange of {case.name}")
        return list(page)

    def _page(self, case: Case) -> list[dict[str, Any]]:
        listed = self.admin.json("GET", "/api/v1/history?limit=1000")
        entries = listed["entries"] if isinstance(listed, dict) else listed
        return [entry for entry in entries if entry["request"]["path"] == self.path(case)]

    def uses(self, case: Case) -> int:
        """How often a mock has answered."""
        mocks = self.admin.json("GET", "/mocks")
        counts = [
            mock["state"]["times_count"]
            for mock in mocks
            if mock["request"]["path"]["value"] == self.path(case)
        ]
        return int(counts[0])
