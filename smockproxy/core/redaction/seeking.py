"""Looking for the secrets of one exchange: what is found in one place is known in all others."""

from dataclasses import dataclass, field

from smockproxy.core.redaction.bodies import redacted_document
from smockproxy.core.redaction.jsontext import is_json, redacted_json
from smockproxy.core.redaction.memory import LONGEST_LEFT, SHORTEST, Memory, is_strong, replaced
from smockproxy.core.redaction.prose import is_prose
from smockproxy.core.redaction.pseudonyms import is_pseudonym, pseudonym
from smockproxy.core.redaction.rules import DEEPEST, Rules
from smockproxy.core.redaction.spelling import spellings
from smockproxy.core.redaction.texts import redacted_text
from smockproxy.core.redaction.tokens import JWT, redacted_basic, redacted_jwt
from smockproxy.core.redaction.urls import redacted_url
from smockproxy.core.secretnames import AUTHORIZATIONS, COOKIES, HEADERS, plain

LONGEST_SCHEME = 20
NO_RULES = Rules()


@dataclass(slots=True)
class Seeking:
    """Replaces secrets, and remembers them."""

    key: bytes
    rules: Rules = NO_RULES
    memory: Memory = field(default_factory=Memory)
    found: dict[str, str] = field(default_factory=dict)
    """Pseudonyms by the spellings of secrets, as they are looked for in other places."""
    longest_first: list[str] = field(default_factory=list)
    """The same spellings, the longest first."""

    def secret(self, text: str, depth: int = 0) -> str:
        """The pseudonym of a secret; nothing stays nothing, and a pseudonym what it is."""
        if not text or is_pseudonym(text):
            return text
        made = self.found.get(text)
        if made is None:
            made = self._jwt(text, depth) or pseudonym(text.encode("utf-8", "surrogatepass"), self.key)
        if made != text:
            self._remember(text, made)
        return made

    def cookie(self, text: str) -> str:
        """The pseudonym of what may be a secret, or a word, which is not looked for in other places."""
        if is_strong(text) or not text:
            return self.secret(text)
        return text if is_pseudonym(text) else pseudonym(text.encode("utf-8", "surrogatepass"), self.key)

    def _jwt(self, text: str, depth: int) -> str | None:
        is_jwt = depth < DEEPEST and JWT.fullmatch(text) is not None
        return redacted_jwt(text, self, depth + 1) if is_jwt else None

    def _remember(self, secret: str, made: str) -> None:
        if len(secret) >= SHORTEST and secret not in self.found:
            for spelling in spellings(secret):
                self.found[spelling] = made
            self.longest_first = sorted(self.found, key=len, reverse=True)
            self.memory.learn(secret, made)

    def value(self, text: str, name: str, depth: int = 0) -> str:
        """The value of a name, with pseudonyms."""
        if depth > DEEPEST or self.rules.keeps(name):
            return text
        if plain(name) in HEADERS:
            return self.header(text, name)
        if name and self.rules.is_secret(name) and not text.startswith(("https://", "http://")):
            return redacted_json(text, self, depth) if is_json(text) else self.secret(text, depth)
        if text[:1] in {"{", "["}:
            return redacted_document(text, "", self, depth)
        return self.text(text, depth, name)

    def header(self, text: str, name: str) -> str:
        """The value of a header that has a secret in it beside other things."""
        known = plain(name)
        if known in AUTHORIZATIONS:
            return self._credentials(text)
        if known in COOKIES:
            return ";".join(map(self._cookie, text.split(";")))
        cookie, semicolon, attributes = text.partition(";")
        return self._cookie(cookie) + semicolon + attributes

    def _credentials(self, text: str) -> str:
        """A scheme stays; what has none is a secret as a whole."""
        scheme, _, rest = text.strip().partition(" ")
        rest = rest.strip()
        if not rest or len(scheme) > LONGEST_SCHEME or not scheme.replace("-", "").isalnum():
            return self.secret(text.strip())
        hidden = redacted_basic(rest, self) if scheme.lower() == "basic" else self.secret(rest)
        return f"{scheme} {hidden}"

    def _cookie(self, pair: str) -> str:
        """A name stays; what has none is a secret as a whole."""
        name, equals, value = pair.partition("=")
        if not equals:
            space = pair[: len(pair) - len(pair.lstrip())]
            return space + self.secret(pair.strip())
        if self.rules.keeps(name.strip()):
            return pair
        is_named = self.rules.is_secret(name.strip())
        return name + equals + (self.secret if is_named else self.cookie)(value.strip())

    def url(self, url: str) -> str:
        """A URL, or a path with a query."""
        return redacted_url(self.known(url), self)

    def text(self, text: str, depth: int = 0, name: str = "") -> str:
        """A text with pseudonyms; the name that it stands under, if it has one."""
        if len(text) < SHORTEST or depth > DEEPEST:
            return text
        text = self.known(text)
        if is_prose(text) and not self.rules.patterns:
            return text
        return redacted_text(text, self, depth, name)

    def may_have(self, text: str) -> bool:
        """Whether a secret that was found may stand in a text, or what a pattern of the user's finds."""
        if self.rules.patterns or self.memory.may_have(text):
            return True
        return any(secret[:LONGEST_LEFT] in text for secret in self.longest_first)

    def known(self, text: str) -> str:
        """A text with pseudonyms for the secrets that were found so far."""
        for secret in self.longest_first:
            if secret[:LONGEST_LEFT] in text:
                text = replaced(text, secret, self.found[secret])
        return self.memory.replaced(text)
