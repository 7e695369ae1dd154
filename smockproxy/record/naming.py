"""Names of what is remembered and of parameters, after what recorded messages call it."""

import re  # noqa: TID251 - the patterns are ours

from smockproxy.core.references import LONGEST_NAME, PLACEHOLDERS

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHERS = re.compile(r"[^a-z0-9]+")
_VAGUE = frozenset(
    {"id", "uuid", "key", "value", "name", "href", "url", "next", "self", "location", "number"}
)
"""Names that say nothing without what has them."""


def identifier(text: str) -> str:
    """A text as a name: `accessToken` → `access_token`."""
    name = _plain(text)
    if not name or name[0].isdigit() or name in PLACEHOLDERS:
        name = f"value_{name}".rstrip("_")
    return name


def _plain(text: str) -> str:
    return _OTHERS.sub("_", _HUMP.sub("_", text).lower()).strip("_")[: LONGEST_NAME // 2]


def singular(word: str) -> str:
    """One of several, as far as a rule can say: `orders` → `order`, `categories` → `category`."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ses", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def name_for(own: str, around: str) -> str:
    """A name for a value that is called so, in something that is called so: `id` of `orders` → `order_id`."""
    name = _plain(own)
    if name not in _VAGUE or not around:
        return identifier(own)
    owner = identifier(singular(around))
    return owner if name in {"href", "url", "location", "next", "self"} else f"{owner}_{name}"
