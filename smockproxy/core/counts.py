"""Use counts of one counting period: since the start of a session, or since its counts were put back."""

from collections.abc import Iterable, Mapping, Sequence, Set
from heapq import heappop, heappush
from typing import Any

from smockproxy.core.mock import Mock


class Counts:
    """How often each mock was used; all by the mock's id."""

    def __init__(self, since: float) -> None:
        """`since` is in seconds since the epoch."""
        self.since = since
        self._uses: dict[str, int] = {}  # no Counter: to get and set an entry of one takes five times as long
        self._answers: dict[str, int] = {}
        """Those of the uses that count against a mock's limit."""
        self._served: set[str] = set()
        self._calls: dict[str, int] = {}
        """Matching calls of mocks that do not answer all of them."""
        self._returned: dict[str, list[int]] = {}
        """The numbers of uses that came to nothing, for the next ones to take."""

    def copy(self) -> "Counts":
        """The same counts; from here on the two go apart."""
        twin = Counts(self.since)
        twin._uses, twin._calls = self._uses.copy(), self._calls.copy()
        twin._answers = self._answers.copy()
        twin._served = set(self._served)
        twin._returned = {key: list(numbers) for key, numbers in self._returned.items()}
        return twin

    def values(self) -> dict[str, Any]:
        """All of it as JSON."""
        counters = {"uses": self._uses, "answers": self._answers, "calls": self._calls}
        kept = {
            name: {key: number for key, number in each.items() if number} for name, each in counters.items()
        }
        returned = {key: sorted(numbers) for key, numbers in self._returned.items() if numbers}
        return {"since": self.since, **kept, "served": sorted(self._served), "returned": returned}

    @classmethod
    def of_values(cls, values: Mapping[str, Any]) -> "Counts":
        """The counts that `values` gave."""
        counts = cls(values["since"])
        counts._uses, counts._answers = dict(values["uses"]), dict(values["answers"])
        counts._calls, counts._served = dict(values["calls"]), set(values["served"])
        counts._returned = {key: list(numbers) for key, numbers in values.get("returned", {}).items()}
        return counts

    def uses(self, mock_id: str) -> int:
        """How often a mock answered, or was asked after it was used up."""
        return self._uses.get(mock_id, 0)

    def answers(self, mock_id: str) -> int:
        """How often a mock answered, or is about to."""
        return self._answers.get(mock_id, 0)

    def was_served(self, mock_id: str) -> bool:
        """Whether the mock has ever been chosen."""
        return mock_id in self._served

    def calls(self, mock_id: str) -> int:
        """How many matching calls were counted of a mock that does not answer all of them."""
        return self._calls.get(mock_id, 0)

    def count_calls(self, mocks: Iterable[Mock]) -> None:
        """Count a matching call of each of these mocks, whether it answered or not."""
        for mock in mocks:
            if mock.counts_calls:
                self._calls[mock.id] = self._calls.get(mock.id, 0) + 1

    def next_number(self, mock_id: str) -> int:
        """The number that the next answer will have, from 0: the lowest that no answer has."""
        returned = self._returned.get(mock_id)
        return returned[0] if returned else self._answers.get(mock_id, 0)

    def count_use(self, mock_id: str) -> int:
        """Count an answer; gives its number, from 0: the lowest that no answer has."""
        returned = self._returned.get(mock_id)
        answers = self._answers.get(mock_id, 0)
        self._uses[mock_id] = self._uses.get(mock_id, 0) + 1
        self._answers[mock_id] = answers + 1
        self._served.add(mock_id)
        return heappop(returned) if returned else answers

    def give_back(self, mock_id: str, number: int) -> None:
        """Undo the counting of an answer that came to nothing."""
        if self.answers(mock_id) > 0:
            self._uses[mock_id] -= 1
            self._answers[mock_id] -= 1
            heappush(self._returned.setdefault(mock_id, []), number)

    def count_exceeded(self, mocks: Iterable[Mock]) -> None:
        """Count a request that only used-up mocks matched, on each of them (Smocker)."""
        for mock in mocks:
            self._uses[mock.id] = self._uses.get(mock.id, 0) + 1

    def restore(self, uses: Mapping[str, int]) -> None:
        """Take the counts of an earlier run."""
        for mock_id, number in uses.items():
            self._uses[mock_id] = self._answers[mock_id] = number
            if number:
                self._served.add(mock_id)

    def forget(self, mock_id: str) -> None:
        """Drop the counts of a mock, so that it starts anew if it comes back."""
        for counts in (self._uses, self._answers, self._calls):
            counts.pop(mock_id, None)
        self._served.discard(mock_id)
        self._returned.pop(mock_id, None)

    def forget_others(self, in_force: Sequence[Set[str]]) -> None:
        """Drop the counts of mocks that are in none of these sets.

        Quick even for many mocks: after a reload it is done for every named session at once.
        """
        for counted in (self._uses.keys(), self._answers.keys(), self._calls.keys(), self._served):
            if not any(counted <= ids for ids in in_force):
                for gone in set(counted).difference(*in_force):
                    self.forget(gone)
