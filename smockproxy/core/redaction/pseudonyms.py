"""What stands in the place of a secret: made of it and a key, so that equal secrets stay equal.

Each can be told from a secret, so that what was redacted once stays as it is: texts by their beginning,
digits and bytes because their second part follows from the first and the key. A pseudonym has the same
characters in a URL, in JSON, in XML and in a header, so that a client sends back exactly what it was given.
Sources: BLAKE2 (RFC 7693); ISO/IEC 7812-1, annex B (the last digit of a card's number).
"""

import re  # noqa: TID251 - patterns of ours
from functools import lru_cache
from hashlib import blake2b

MARK = "redacted-"
DIGITS = 10
"""Hexadecimal digits of a pseudonym."""
_PSEUDONYM = re.compile(rf"{MARK}[0-9a-f]{{{DIGITS}}}")
_BRAND = 4
"""Digits of a card's number that stay: who issued it."""
_OWN = 5
"""Digits of a number that follow from the secret; the others follow from them."""
_LENGTH = 15
"""Digits of a number in the place of another: a float64 still has each of them."""
_TAG = 8
"""Bytes of a signature that follow from the secret."""


@lru_cache(maxsize=4096)
def pseudonym(secret: bytes, key: bytes) -> str:
    """`redacted-0123456789`; the key has at most 64 bytes."""
    return MARK + blake2b(secret, digest_size=DIGITS // 2, key=key).hexdigest()


def is_pseudonym(text: str) -> bool:
    """Whether a text is a pseudonym, and nothing else."""
    return _PSEUDONYM.fullmatch(text) is not None


def _digits(secret: str, count: int, key: bytes) -> str:
    number = int.from_bytes(blake2b(secret.encode(), digest_size=16, key=key).digest())
    return str(number)[-count:].rjust(count, "0")


def number_for(digits: str, key: bytes) -> str:
    """The number, of 15 digits, that stands in the place of a secret one."""
    if is_number_of_ours(digits, key):
        return digits
    begun = "9" + _digits(f"number {digits}", _OWN, key)
    return begun + _digits(f"rest {begun}", _LENGTH - len(begun), key)


def is_number_of_ours(digits: str, key: bytes) -> bool:
    """Whether it stands in the place of a secret."""
    begun = digits[: 1 + _OWN]
    return len(digits) == _LENGTH and digits == begun + _digits(f"rest {begun}", _LENGTH - len(begun), key)


def card_for(digits: str, key: bytes) -> str:
    """The number of a card that stands in the place of a real one: as long, of the same brand, and valid."""
    begun = digits[:_BRAND] + _digits(f"card {digits}", _OWN, key)
    made = _card(begun, len(digits), key)
    return digits if digits == _card(digits[: _BRAND + _OWN], len(digits), key) else made


def _card(begun: str, length: int, key: bytes) -> str:
    number = begun + _digits(f"rest {begun}", length - len(begun) - 1, key)
    return number + str(-luhn(number + "0") % 10)


def luhn(digits: str) -> int:
    """The sum that a card's number is valid by if it ends in 0."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return doubled + sum(map(int, digits[-1::-2]))


def signature_for(signature: bytes, key: bytes) -> bytes:
    """Bytes that stand in the place of others, and are as many."""
    tag = blake2b(signature, digest_size=_TAG, key=key).digest()
    length = len(signature)
    is_ours = length > _TAG and signature == _stretched(signature[:_TAG], length, key)
    return signature if is_ours else _stretched(tag, length, key)


def _stretched(tag: bytes, length: int, key: bytes) -> bytes:
    numbers = range(0, max(length - len(tag), 0), 64)
    blocks = [blake2b(tag + number.to_bytes(8), key=key).digest() for number in numbers]
    return b"".join((tag, *blocks))[:length]
