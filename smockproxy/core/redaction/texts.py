"""Running text: pages, XML, logs, messages. What is a secret is told by a name before it, or by its shape.

Every pattern is bounded or runs to a sign, so that all of it is linear in the text.
"""

import re  # noqa: TID251 - patterns of ours
from collections.abc import Iterable, Iterator
from re import Match  # noqa: TID251 - patterns of ours

from smockproxy.core.redaction.markup import redacted_markup
from smockproxy.core.redaction.pseudonyms import card_for, is_pseudonym
from smockproxy.core.redaction.randomness import LEAST_NAMED, PICTURES, looks_random
from smockproxy.core.redaction.rules import DEEPEST, Seeker
from smockproxy.core.redaction.shapes import DIGITS, PREFIXED, PRIVATE_KEY, is_card
from smockproxy.core.redaction.tokens import (
    JWT,
    redacted_base64,
    redacted_basic,
    redacted_jwt,
    text_in_base64,
)
from smockproxy.core.redaction.urls import redacted_url
from smockproxy.core.secretnames import is_harmless, is_suspicious

_URL = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{1,20}+://[^\s\"'<>\\^`{|}]++")
_RUNS = re.compile(r"(?:redacted-)?[A-Za-z0-9_+/.~-]{14,}+={0,2}", re.ASCII)
_NAMED = re.compile(
    r"(?<![\w.%-])([A-Za-z_@][\w.\[\]-]{1,60}+)([\"']?[ ]?(?:=|:)[ ]?(?:b(?=['\"]))?)"
    r"(?:\"([^\"\r\n]{1,4096}+)\"|'([^'\r\n]{1,4096}+)'|([^\s\"'<>&;,)}]++))",
    re.ASCII,
)
_CREDENTIALS = re.compile(
    r"(?<![\w-])(Bearer|Basic|Token)(\s{1,3})([A-Za-z0-9._~+/-]{6,}+={0,2})", re.IGNORECASE
)
NAMES = (
    *("key", "token", "auth", "cookie", "secret", "pass", "pwd", "otp", "jwt", "sig", "sid", "sess", "totp"),
    *("pw", "pin", "csrf", "xsrf", "hmac", "kennwort", "motdepasse", "mot_de_passe", "contrase", "senha"),
    *(
        "securityanswer",
        "security_answer",
        "security-answer",
        "credential",
        "assert",
        "saml",
        "verif",
        "cvv",
        "cvc",
        "cardnumber",
        "code",
        "bearer",
        "basic ",
    ),
)
"""One of these is in each name of a secret: most texts have none."""
_SCHEMES = ("bearer ", "basic ", "token ")
_LINE_END = re.compile(r"[ \t]{0,20}\r?(?:\n|\Z)")
LONGEST_INDENT = 100
_PAIR = "="
"""Between a name and its value, also in the value of another name."""
LEAST_OF_PROSE = 8


def redacted_text(text: str, seeker: Seeker, depth: int, name: str = "") -> str:
    """A text with pseudonyms."""
    if "PRIVATE KEY" in text:
        text = _without_keys(text, seeker)
    for spans in seeker.rules.patterns:
        text = _without_spans(text, spans(text), seeker)
    if "://" not in text:
        return _redacted(text, seeker, depth, name)
    parts: list[str] = []
    at = 0
    for found in _URL.finditer(text):
        parts.append(_redacted(text[at : found.start()], seeker, depth, name))
        parts.append(redacted_url(found[0], seeker, depth + 1) if depth < DEEPEST else found[0])
        at = found.end()
    return "".join((*parts, _redacted(text[at:], seeker, depth, name)))


def _without_spans(text: str, spans: Iterable[tuple[int, int]], seeker: Seeker) -> str:
    parts: list[str] = []
    at = 0
    for begin, end in spans:
        parts += (text[at:begin], seeker.secret(text[begin:end]))
        at = end
    return "".join((*parts, text[at:]))


def _without_keys(text: str, seeker: Seeker) -> str:
    """A text with a pseudonym for each private key in PEM: for all that is left, if its end is missing."""
    parts: list[str] = []
    at = 0
    while begun := PRIVATE_KEY.search(text, at):
        end_line = f"-----END {begun[1]}-----"
        end = text.find(end_line, begun.end())
        inside = text[begun.end() : end if end >= 0 else len(text)]
        line = "\n" if "\n" in inside else "\\n" if "\\n" in inside else " "
        secret = "".join(inside.replace("\\n", "").replace("\\r", "").split())
        parts += (text[at : begun.end()], line, seeker.secret(secret), line, end_line)
        at = len(text) if end < 0 else end + len(end_line)
    return "".join((*parts, text[at:]))


def _redacted(text: str, seeker: Seeker, depth: int, name: str) -> str:
    """The same of a text without URLs."""
    if len(text) < 4:
        return text
    if _may_name(text) or seeker.rules.names:
        text = _without_named(text, seeker, depth)
    if len(text) < LEAST_NAMED:
        return text
    if DIGITS.search(text):
        text = DIGITS.sub(lambda found: _card(found[0], seeker), text)

    def run(found: Match[str]) -> str:
        return _run(found[0], seeker, depth, name)

    return _RUNS.sub(run, text)


def _may_name(text: str) -> bool:
    """Whether a name of a secret may be in a text, with its value: in most texts there is none."""
    folded = text.lower()
    if "=" in text or ":" in text or "<" in text:
        return any(word in folded for word in NAMES)
    return " " in text and any(word in folded for word in _SCHEMES)


def _card(written: str, seeker: Seeker) -> str:
    """The number of a card, with the same signs between its digits."""
    digits = "".join(filter(str.isdigit, written))
    if not is_card(digits):
        return written
    made = iter(card_for(digits, seeker.key))
    return "".join(next(made) if char.isdigit() else char for char in written)


def _without_named(text: str, seeker: Seeker, depth: int) -> str:
    """A text without the secrets that have a name beside them."""

    def credentials(found: Match[str]) -> str:
        return found[1] + found[2] + _credentials(found[1], found[3], seeker)

    text = _CREDENTIALS.sub(credentials, text)
    if "<" in text:
        text = redacted_markup(text, seeker)
    return _without_pairs(text, seeker, depth)


def _without_pairs(text: str, seeker: Seeker, depth: int) -> str:
    """A text without the secrets that stand after their names, also within the value of another name."""

    def pair(found: Match[str]) -> str:
        name, sign, *values = found.groups()
        value = next(filter(None, values))
        if values[-1]:
            value = value.rstrip(".,:!?") or value
        begin = found[0].index(value, len(name) + len(sign))
        if not seeker.rules.is_secret(name):
            shown = _without_pairs(value, seeker, depth + 1) if depth < DEEPEST and _PAIR in value else value
        elif _is_meant(sign, value, is_quoted=not values[-1]) or _is_line(found):
            shown = seeker.value(value, name, depth + 1)
        else:
            return found[0]
        return found[0][:begin] + shown + found[0][begin + len(value) :]

    return _NAMED.sub(pair, text)


def _is_line(found: Match[str]) -> bool:
    """Whether a name and its value are a line of several, as in YAML."""
    begin = max(found.start() - LONGEST_INDENT, 0)
    before = found.string[begin : found.start()]
    end = _LINE_END.match(found.string, found.end())
    _, newline, indent = before.rpartition("\n")
    is_several = bool(newline or (end and end[0].endswith("\n")))
    return is_several and end is not None and not indent.strip(" \t-") and bool(newline or not begin)


def _credentials(scheme: str, value: str, seeker: Seeker) -> str:
    """What stands after the name of a scheme, unless it is a word."""
    if scheme.lower() == "basic":
        is_meant = ":" in (text_in_base64(value) or "")
        return redacted_basic(value, seeker) if is_meant else value
    is_meant = len(value) >= LEAST_OF_PROSE and any(char.isdigit() for char in value)
    return seeker.secret(value) if is_meant else value


def _is_meant(sign: str, value: str, *, is_quoted: bool) -> bool:
    """Whether it is a value, and no word of a sentence."""
    if is_quoted or "=" in sign:
        return True
    return len(value) >= LEAST_OF_PROSE and any(char.isdigit() for char in value)


def _run(run: str, seeker: Seeker, depth: int, name: str) -> str:
    """A run of letters, digits and the signs of tokens."""
    if is_pseudonym(run) or run.startswith(PICTURES):
        return run
    if "eyJ" in run and "." in run:
        made = JWT.sub(lambda found: _jwt(found[0], seeker, depth), run)
        if made != run or _is_only_jwt(run):
            return made
    if PREFIXED.search(run):
        return PREFIXED.sub(lambda found: seeker.secret(found[0]), run)
    if text_in_base64(run) is not None:
        return redacted_base64(run, seeker, depth)
    return "/".join(_part(part, seeker, depth, name) for part in _segments(run))


def _segments(run: str) -> Iterator[str]:
    """The segments of a path; base64 with slashes in it is one."""
    if (run[0] != "/" or "+" in run or run[-1] == "=") and _is_random(run.replace("/", ""), ""):
        yield run
    else:
        yield from run.split("/")


def _part(part: str, seeker: Seeker, depth: int, name: str) -> str:
    if len(part) >= LEAST_NAMED and text_in_base64(part) is not None:
        return redacted_base64(part, seeker, depth)
    return seeker.secret(part) if _is_random(part, name) and "redacted-" not in part else part


def _is_random(text: str, name: str) -> bool:
    return not is_harmless(name) and looks_random(text, is_named=is_suspicious(name))


def _is_only_jwt(run: str) -> bool:
    return JWT.fullmatch(run) is not None


def _jwt(token: str, seeker: Seeker, depth: int) -> str:
    if depth >= DEEPEST:
        return token
    made = redacted_jwt(token, seeker, depth)
    return token if made is None else made
