"""sprig's functions that draw, from a source of randomness that is given: the same source draws the same."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from random import Random  # noqa: TID251 - the type of an argument
from string import ascii_letters, digits
from typing import Any
from uuid import UUID

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.limits import check_length, check_letters

_PRINTABLE = "".join(map(chr, range(32, 127)))


def functions(_now: float, random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions on a source of randomness."""

    def drawing(alphabet: str) -> Callable[[int], str]:
        def draw(count: int) -> str:
            check_length(count * _COST)
            return "".join(random.choices(alphabet, k=max(count, 0)))

        return draw

    def rand_bytes(count: int) -> str:
        if count < 0:
            raise FunctionError("runtime error: makeslice: len out of range")
        check_length(count * _COST)
        return b64encode(random.randbytes(count)).decode()

    def rand_int(least: int, end: int) -> int:
        if end <= least:
            raise FunctionError("invalid argument to Intn")
        return random.randrange(least, end)

    def shuffle(text: str) -> str:
        check_letters(text)
        characters = list(text)
        random.shuffle(characters)
        return "".join(characters)

    return {
        "randAlpha": drawing(ascii_letters),
        "randAlphaNum": drawing(ascii_letters + digits),
        "randNumeric": drawing(digits),
        "randAscii": drawing(_PRINTABLE),
        "randBytes": rand_bytes,
        "randInt": rand_int,
        "shuffle": shuffle,
        "uuidv4": lambda: str(UUID(int=random.getrandbits(128), version=4)),
    }


_COST = 10
"""A character that is drawn costs as much as so many that are copied."""
