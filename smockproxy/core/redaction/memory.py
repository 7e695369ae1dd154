"""Secrets that were found, so that they are known wherever they come again.

Of a run a bounded number is remembered. One is looked for by its longest run of letters and digits, so that
to look for thousands takes one pass over the text. Only what is hardly a word by chance is remembered.
"""

import re  # noqa: TID251 - patterns of ours
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock

MOST = 4_096
SHORTEST = 6
"""Characters of a secret that is looked for in other texts: shorter ones are part of many words."""
SHORTEST_WITHIN = 12
"""Characters from which on it is looked for within words, too."""
_STRONG = 8
_VERY_LONG = 20
LONGEST_LEFT = 32
"""Characters that a secret's beginning may have, to stand in a text."""
_RUNS = re.compile(r"%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\[nrtbf]|[A-Za-z0-9]{4,}+", re.ASCII)
_RUN = re.compile(r"[A-Za-z0-9]{4,}+", re.ASCII)
_NOTHING: Mapping[str, str] = {}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d.*", re.DOTALL)


def is_strong(secret: str) -> bool:
    """Whether it hardly stands anywhere by chance."""
    has_digit = any(char.isdigit() for char in secret)
    has_other = any(not char.isdigit() for char in secret)
    is_mixed = len(secret) >= _STRONG and has_digit and has_other
    return (is_mixed or len(secret) >= _VERY_LONG) and not _MOMENT.match(secret)


@dataclass(slots=True)
class Memory:
    """What was found in a run: pseudonyms by secret. For any thread."""

    revision: int = 0
    """Grows with every secret."""
    _anchors: dict[str, str] = field(default_factory=dict)
    """The run of letters and digits that each secret is looked for by."""
    _known: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """By that run: secrets and their pseudonyms."""
    _lock: Lock = field(default_factory=Lock)

    def learn(self, secret: str, made: str) -> None:
        """Remember a secret, if it can be known again."""
        anchor = max(_RUN.findall(secret), key=len, default="")
        if secret in self._anchors or not anchor or not is_strong(secret):
            return
        with self._lock:
            if len(self._anchors) >= MOST:
                self._forget(next(iter(self._anchors)))
            self._anchors[secret] = anchor
            self._known[anchor] = {**self._known.get(anchor, {}), secret: made}
            self.revision += 1

    def _forget(self, secret: str) -> None:
        anchor = self._anchors.pop(secret)
        left = {each: made for each, made in self._known[anchor].items() if each != secret}
        if left:
            self._known[anchor] = left
        else:
            del self._known[anchor]

    def may_have(self, text: str) -> bool:
        """Whether a secret may stand in a text."""
        return bool(self._known) and not self._known.keys().isdisjoint(_RUNS.findall(text))

    def replaced(self, text: str) -> str:
        """A text with pseudonyms for the secrets in it."""
        if not self.may_have(text):
            return text
        parts: list[str] = []
        at = 0
        for begin, secret, made in self._found(text):
            if begin >= at:
                parts += (text[at:begin], made)
                at = begin + len(secret)
        return "".join((*parts, text[at:])) if parts else text

    def _found(self, text: str) -> Iterator[tuple[int, str, str]]:
        known = self._known
        for run in _RUNS.finditer(text):
            there = known.get(run[0], _NOTHING)
            for secret in sorted(there, key=len, reverse=True):
                begin = run.start() - secret.index(run[0])
                if begin >= 0 and text.startswith(secret, begin):
                    yield begin, secret, there[secret]


def replaced(text: str, secret: str, made: str) -> str:
    """A text with a pseudonym for a secret; a short one must stand by itself."""
    if len(secret) >= SHORTEST_WITHIN:
        return _without_beginnings(text.replace(secret, made), secret, made)
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(secret)}(?![A-Za-z0-9])", made, text)


def _without_beginnings(text: str, secret: str, made: str) -> str:
    """A text with a pseudonym also for each beginning of a long secret: somebody may have cut it."""
    head = secret[:LONGEST_LEFT]
    found = text.find(head) if len(secret) > LONGEST_LEFT else -1
    parts: list[str] = []
    at = 0
    while found >= 0:
        parts += (text[at:found], made)
        end = found + LONGEST_LEFT
        rest = text[end : found + len(secret)]
        pairs = zip(secret[LONGEST_LEFT:], rest, strict=False)
        at = end + next((place for place, (one, other) in enumerate(pairs) if one != other), len(rest))
        found = text.find(head, at)
    return "".join((*parts, text[at:]))
