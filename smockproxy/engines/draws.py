"""Draws of scripts beside plain numbers: samples of lists, ids in the shapes that real services give."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random  # noqa: TID251 - the type of an argument
from string import ascii_letters, digits
from typing import Any

from smockproxy.engines.contract import ScriptError

LETTERS = digits + ascii_letters
MOST_LETTERS = 10_000
OBJECT_ID_BYTES = 8
"""Of an object id, beside the seconds."""


def drawing(now: float, random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions by name, at a moment (seconds since the epoch)."""
    return {
        "random_sample": partial(_random_sample, random),
        "random_id": partial(_random_id, random),
        "object_id": partial(_object_id, now, random),
    }


def _random_sample(random: Random, values: Sequence[Any], number: float) -> list[Any]:
    """So many different entries of a list, in an order of their own; all of them if there are no more."""
    if isinstance(values, str | bytes) or not isinstance(values, Sequence):
        raise ScriptError(f"random_sample: expected a list, found {type(values).__name__}")
    return random.sample(list(values), min(_whole(number, "random_sample", len(values)), len(values)))


def _random_id(random: Random, prefix: str = "", length: float = 16, letters: str = LETTERS) -> str:
    """An id like `usr_2nK8fH3mP9qL7xR4`: a prefix, and so many letters of an alphabet."""
    if not letters:
        raise ScriptError("random_id: there are no letters to choose from")
    return str(prefix) + "".join(random.choices(letters, k=_whole(length, "random_id", MOST_LETTERS)))


def _object_id(now: float, random: Random) -> str:
    """An object id of MongoDB's: 24 hexadecimal digits, of which the first 8 are the seconds.

    Source: MongoDB's BSON types, ObjectId.
    """
    return f"{int(now) & 0xFFFFFFFF:08x}{random.getrandbits(8 * OBJECT_ID_BYTES):016x}"


def _whole(number: object, function: str, most: int) -> int:
    if isinstance(number, int | float) and number == number // 1 and number >= 0:
        return min(int(number), most)
    raise ScriptError(f"{function}: expected a whole number that is not negative, found {number!r:.60}")
