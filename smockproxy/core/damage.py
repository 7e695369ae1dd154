"""Damage to a body that its length does not show: a part of it gone, bytes flipped, fields left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from json import dumps
from typing import Any

from smockproxy.core.chance import Chance
from smockproxy.core.http import NO_JSON, parse_json, text_of

MOST_FLIPPED = 1_000
"""Bytes of one body; more would take long."""
MOST_DROPPED = 1_000
"""Fields of one body that chance leaves out; each is a draw."""


@dataclass(frozen=True, slots=True)
class Damage:
    """What becomes of a body: fields are left out first, then bytes flipped, then it is cut."""

    truncate: float = 1.0
    """The share of the body that stays, from its beginning."""
    corrupt: float = 0.0
    """The share of its bytes of which one bit is turned; at least one byte, if it is more than 0."""
    drop_share: float = 0.0
    """The share of all fields of a JSON body that are left out, wherever they stand; at least one."""
    drop_names: frozenset[str] = frozenset()
    """The names of fields that are left out wherever they stand."""

    @property
    def remark(self) -> str:
        """What it does, in a few words."""
        names = ", ".join(sorted(self.drop_names))
        parts = (
            (bool(names), f"without {names}"),
            (self.drop_share > 0, "with fields left out"),
            (self.corrupt > 0, "with bytes flipped"),
            (self.truncate < 1, f"cut to {self.truncate:.0%}"),
        )
        return ", ".join(words for is_so, words in parts if is_so)

    def of(self, body: bytes, chance: Chance) -> bytes:
        """The body as it goes out; the same for the same chance."""
        if self.drop_share or self.drop_names:
            body = self._without_fields(body, chance)
        if self.corrupt and body:
            body = _flipped(body, self.corrupt, chance)
        return body[: int(len(body) * self.truncate)]

    def _without_fields(self, body: bytes, chance: Chance) -> bytes:
        document = parse_json(text_of(body))
        if document is NO_JSON:
            return body
        fields = list(_fields_of(document))
        dropped = [field for field in fields if field[1] in self.drop_names]
        if self.drop_share and fields:
            count = min(len(fields), MOST_DROPPED, max(1, round(len(fields) * self.drop_share)))
            dropped += (fields[place] for place in _sample(len(fields), count, chance))
        for mapping, name in dropped:
            mapping.pop(name, None)
        if not dropped:
            return body
        return dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _fields_of(document: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Every field of every object, each with the object that it is in."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from ((value, name) for name in value)
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _flipped(body: bytes, share: float, chance: Chance) -> bytes:
    count = min(len(body), MOST_FLIPPED, max(1, round(len(body) * share)))
    damaged = bytearray(body)
    for place in _sample(len(body), count, chance):
        damaged[place] ^= 1 << int(chance.draw(f"bit/{place}") * 8)
    return bytes(damaged)


def _sample(size: int, count: int, chance: Chance) -> Iterator[int]:
    """So many different places below a size, each as likely as the others (Fisher and Yates)."""
    moved: dict[int, int] = {}
    for place in range(count):
        chosen = place + int(chance.draw(f"damage/{place}") * (size - place))
        yield moved.get(chosen, chosen)
        moved[chosen] = moved.get(place, place)
