"""Elements and fields of XML and HTML whose name, or that of one beside them, says that they hold a secret.

Sources: XML 1.0, 2.7 (CDATA); HTML, "Attributes"; Apple's property lists (a key, and its value after it).
"""

import re  # noqa: TID251 - patterns of ours
from html import escape, unescape
from re import Match  # noqa: TID251 - patterns of ours

from smockproxy.core.redaction.rules import Seeker

_ELEMENT = re.compile(
    r"<(?:[\w.-]{1,60}:)?([\w.-]{2,60}+)(?:\s[^<>]{0,500}+)?>(<!\[CDATA\[)?([^<>]{1,65536}+)(?=>?</)",
    re.ASCII,
)
_LABELLED = re.compile(
    r"<(?:key|name)>([\w.-]{2,60}+)</(?:key|name)>\s{0,100}+<(?:string|value)>()([^<>]{1,65536}+)(?=</)",
    re.ASCII,
)
"""A name and its value, in elements of their own."""
_FIELD = re.compile(r"<(?:input|meta|param|add)\s[^<>]{1,2000}+>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(name|key|id|value|content)="
    r"(?:\"([^\"]{0,1000}+)\"|'([^']{0,1000}+)'|([^\s\"'<>]{1,1000}+))",
    re.IGNORECASE,
)


def redacted_markup(text: str, seeker: Seeker) -> str:
    """A text with pseudonyms in its elements and fields."""

    def element(found: Match[str]) -> str:
        return _element(found, seeker)

    text = _ELEMENT.sub(element, text)
    if "<key>" in text or "<name>" in text:
        text = _LABELLED.sub(element, text)
    return _FIELD.sub(lambda found: _field(found[0], seeker), text)


def _element(found: Match[str], seeker: Seeker) -> str:
    name, data, content = found.groups()
    end = "]]" if data and content.endswith("]]") else ""
    value = content.removesuffix(end).strip()
    if not seeker.rules.is_secret(name) or not value:
        return found[0]
    shown = seeker.secret(value) if data else escape(seeker.secret(unescape(value)), quote=False)
    return found[0].removesuffix(content) + shown + end


def _field(element: str, seeker: Seeker) -> str:
    """A field of a page, with a pseudonym for its value if its name says so."""
    found = {each[1].lower(): each for each in _ATTRIBUTE.finditer(element)}
    names = [_written_in(found[name])[1] for name in ("name", "key", "id") if name in found]
    value = found.get("value") or found.get("content")
    if value is None or not any(map(seeker.rules.is_secret, names)):
        return element
    which, written = _written_in(value)
    begin, end = value.span(which)
    return element[:begin] + escape(seeker.secret(unescape(written))) + element[end:] if written else element


def _written_in(attribute: Match[str]) -> tuple[int, str]:
    """Which group of it holds the value of an attribute, and the value."""
    return next(((which, attribute[which]) for which in (2, 3, 4) if attribute[which]), (2, ""))
