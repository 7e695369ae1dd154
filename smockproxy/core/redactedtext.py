"""Credentials in running text, such as a line of a log: header lines and parameters, as far as they look so.

Python's `re` is good enough here: the patterns are ours, and what they look for is bounded or runs to a sign.
"""

import re  # noqa: TID251 - patterns of ours
from collections.abc import Iterator

from smockproxy.core.redaction.seeking import Seeking
from smockproxy.core.secretnames import HEADERS, plain

_NAME = re.compile(r"""(?<![\w-])([A-Za-z][A-Za-z0-9-]{3,40})["']?[ ]?[:,][ ]?b?["']?""")
"""`Cookie: ` and `(b'Cookie', b'`."""
_VALUE = re.compile(r"""[^\r\n"']+""")
"""It goes on to the next quote, or to the end of the line."""
_PARAMETER = re.compile(r"""(?<![\w.%[\]-])([\w.%[\]-]{2,60}+)=([^\s&;,"'<>#)}]++)""")
_PASSWORD = re.compile(r"""(?<=://)[^\s/@:"']{1,100}:[^\s/@"']{1,1000}@""")


def redacted_line(text: str, seeking: Seeking) -> str:
    """A text with pseudonyms for what looks like a credential."""
    return seeking.text("".join(_without_headers(text, seeking)))


def _without_headers(text: str, seeking: Seeking) -> Iterator[str]:
    at = 0
    for found in _NAME.finditer(text):
        if found.start() < at or not _is_told_of(found[1], seeking):
            continue
        if value := _VALUE.match(text, found.end()):
            yield text[at : found.end()]
            yield (
                seeking.header(value[0], found[1]) if plain(found[1]) in HEADERS else seeking.secret(value[0])
            )
            at = value.end()
    yield text[at:]


def _is_told_of(name: str, seeking: Seeking) -> bool:
    """Whether a word before a colon is a header with a secret, and none of those that prose has as well."""
    return plain(name) in HEADERS or ("-" in name and seeking.rules.is_secret_header(name))
