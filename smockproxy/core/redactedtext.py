"""Credentials in running text, such as a line of a log: header lines and parameters, as far as they look so.

Python's `re` is good enough here: the patterns are ours, and what they look for is bounded or runs to a sign.
"""

import re  # noqa: TID251 - patterns of ours
from collections.abc import Iterator
from re import Match  # noqa: TID251 - patterns of ours

from smockproxy.core.http import Headers
from smockproxy.core.redact import Redactor
from smockproxy.core.secretnames import HEADERS, is_secret_header, is_secret_parameter, plain

_NAME = re.compile(r"""(?<![\w-])([A-Za-z][A-Za-z0-9-]{3,40})["']?[ ]?[:,][ ]?b?["']?""")
"""`Cookie: ` and `(b'Cookie', b'`."""
_VALUE = re.compile(r"""[^\r\n"']+""")
"""It goes on to the next quote, or to the end of the line."""
_PARAMETER = re.compile(r"""(?<![\w.%[\]-])([\w.%[\]-]{2,60})=([^\s&;,"'<>#)}]+)""")
_PASSWORD = re.compile(r"""(?<=://)[^\s/@:"']{1,100}:[^\s/@"']{1,1000}@""")

SUSPICIOUS = (
    *("key", "token", "auth", "cookie", "secret", "pass", "pwd", "otp", "jwt", "sig", "sid", "sess"),
    *("credential", "assert", "saml", "verif", "@"),
)
"""One of these is in each name of a secret, and in a URL with a password: most lines have none."""


def redacted_text(text: str, key: bytes) -> str:
    """A text with pseudonyms for what looks like a credential; `key` as in `redact.pseudonym`."""
    folded = text.lower()
    if not any(word in folded for word in SUSPICIOUS):
        return text
    redactor = Redactor(key)

    def parameter(match: Match[str]) -> str:
        name, value = match.groups()
        return redactor.query(f"{name}={value}") if is_secret_parameter(name) else match.group()

    def password(match: Match[str]) -> str:
        return redactor.url(f"http://{match.group()}").removeprefix("http://")

    without = _PASSWORD.sub(password, "".join(_without_headers(text, redactor)))
    return _PARAMETER.sub(parameter, without)


def _without_headers(text: str, redactor: Redactor) -> Iterator[str]:
    at = 0
    for found in _NAME.finditer(text):
        if found.start() < at or not _is_told_of(found[1]):
            continue
        if value := _VALUE.match(text, found.end()):
            ((_, hidden),) = redactor.headers(Headers.of([(found[1], value[0])]))
            yield text[at : found.end()] + hidden
            at = value.end()
    yield text[at:]


def _is_told_of(name: str) -> bool:
    """Whether a word before a colon is a header with a secret, and none of those that prose has as well."""
    return plain(name) in HEADERS or ("-" in name and is_secret_header(name))
