"""What is a secret by its name, or by a pattern of the user's; and who looks for secrets."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from smockproxy.core.secretnames import is_secret_header, is_secret_parameter, plain

type Spans = Callable[[str], Iterable[tuple[int, int]]]
"""Where in a text a pattern is found: beginnings and ends, in order, none of which overlap."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is a secret beside what we know ourselves."""

    names: frozenset[str] = frozenset()
    """Further names of secrets, as `plain` gives them."""
    keep: frozenset[str] = frozenset()
    """Names, as `plain` gives them, the values of which stay as they are."""
    patterns: tuple[Spans, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str], keep: Iterable[str], patterns: Iterable[Spans] = ()) -> "Rules":
        """Rules for names as people write them."""
        return cls(frozenset(map(plain, names)), frozenset(map(plain, keep)), tuple(patterns))

    def is_secret(self, name: str) -> bool:
        """Whether what has that name is a secret: a parameter, a key of JSON, a field."""
        return (is_secret_parameter(name) or plain(name) in self.names) and not self.keeps(name)

    def is_secret_header(self, name: str) -> bool:
        """Whether a header of that name has a secret in it."""
        return (is_secret_header(name) or plain(name) in self.names) and not self.keeps(name)

    def keeps(self, name: str) -> bool:
        """Whether what has that name stays as it is."""
        return bool(self.keep) and plain(name) in self.keep


class Seeker(Protocol):
    """Who looks for secrets, in whatever stands within whatever; `depth` says how far within it is."""

    @property
    def key(self) -> bytes:
        """The key of pseudonyms."""

    @property
    def rules(self) -> Rules:
        """What is a secret by its name."""

    def secret(self, text: str, depth: int = 0) -> str:
        """The pseudonym of a secret."""

    def value(self, text: str, name: str, depth: int = 0) -> str:
        """The value of a name, with pseudonyms."""

    def may_have(self, text: str) -> bool:
        """Whether a secret that was found may stand in a text, or what a pattern of the user's finds."""

    def text(self, text: str, depth: int = 0, name: str = "") -> str:
        """A text with pseudonyms; the name that it stands under, if it has one."""


DEEPEST = 6
"""How far within each other things are looked into: base64 in JSON in a form in base64…"""
