"""Texts in which no rule finds anything, seen at a glance: most of what is sent has no secret in it."""

import re  # noqa: TID251 - patterns of ours

LONGEST_WORD = 13
"""Characters of a word: what is drawn at random, or is base64 with a text in it, has more."""
_SIGNS = r"\-A-Za-z0-9_+/.~"
_UUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
_WORDS = re.compile(rf"(?:[^{_SIGNS}=:<{{\[\\]++|[{_SIGNS}]{{1,{LONGEST_WORD}}}+(?![{_SIGNS}]))*+")
"""Words, and no sign that stands between a name and its value, or within which something else is written."""
_DIGITS = re.compile(r"[0-9](?:[ -]?[0-9]){13}")
"""As many as a card's number has at least."""
_SHAPES = re.compile(
    rf"{_UUID}"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
    r"|https?://[A-Za-z0-9.-]{1,250}(?::[0-9]{1,5})?"
    rf"(?:/(?:{_UUID}(?:\.[a-z]{{2,4}})?|[\w.~-]{{0,{LONGEST_WORD}}})(?![^/]))*",
    re.ASCII,
)
"""A UUID (RFC 9562), a moment (RFC 3339), a URL of words and UUIDs."""
_SHORTEST = 12
"""Characters of the shortest credentials with a scheme before them, such as `Token abc123`."""


def is_prose(text: str) -> bool:
    """Whether a text has nothing in it that may be a secret, unless a name says so."""
    if _WORDS.fullmatch(text) is None:
        return _SHAPES.fullmatch(text) is not None
    return len(text) < _SHORTEST or not (_may_have_credentials(text) or _DIGITS.search(text))


def _may_have_credentials(text: str) -> bool:
    folded = text.lower()
    return "bearer" in folded or "basic" in folded or "token" in folded or "PRIVATE KEY" in text
