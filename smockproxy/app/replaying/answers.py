"""Answers of recorded mocks as they go out today: dates and tokens are as old as they were when recorded."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace

from smockproxy.app.replaying.signing import Signing
from smockproxy.core.agedtokens import with_aged_tokens
from smockproxy.core.ageing import Ageing
from smockproxy.core.clock import SessionClock
from smockproxy.core.http import Headers, Response
from smockproxy.core.replayed import Replayed
from smockproxy.interop.content import coding_of, unwrapped, wrapped

MOST_KEPT = 1_000
"""Answers that are remembered."""
LARGEST = 4 * 1024 * 1024
"""Bytes of a body in which dates are looked for."""
BINARY = ("image/", "audio/", "video/", "font/", "application/octet-stream", "application/zip")
OF_THE_OLD_BODY = ("content-length", "content-md5", "digest", "content-digest", "repr-digest")
"""Headers that are not true of a body that was changed."""


@dataclass(slots=True)
class Answers:
    """Makes answers of a replay."""

    signing: Signing = field(default_factory=Signing)
    _kept: OrderedDict[tuple[int, Replayed, Response], Response] = field(default_factory=OrderedDict)

    def aged(self, response: Response, replayed: Replayed, clock: SessionClock) -> Response:
        """An answer with its dates and tokens moved; those that come again are made once."""
        offset = replayed.offset(clock)
        if not replayed.ages:
            return response
        key = offset, replayed, response
        made = self._kept.get(key)
        if made is None:
            made = self._kept[key] = self._made(response, Ageing(offset, replayed.recorded_at))
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return made

    def _made(self, response: Response, ageing: Ageing) -> Response:
        headers = Headers(
            tuple((name, self._value(name, value, ageing)) for name, value in response.headers.fields)
        )
        body = self._body(response, ageing)
        if body != response.body:
            headers = headers.without(*OF_THE_OLD_BODY)
        return replace(response, headers=headers, body=body)

    def _body(self, response: Response, ageing: Ageing) -> bytes:
        """The body; one that is large, binary or oddly packed stays as it is."""
        kind, body = response.headers.get("content-type").lower(), response.body
        if not body or len(body) > LARGEST or kind.startswith(BINARY):
            return body
        coding = coding_of(response.headers)
        plain = unwrapped(coding, body)
        if plain is None or len(plain) > LARGEST:
            return body
        made = self.signing.with_own_keys(plain) if b'"keys"' in plain else None
        made = self._bytes(plain, ageing) if made is None else made
        return body if made == plain else wrapped(coding, made)

    def _value(self, name: bytes, value: bytes, ageing: Ageing) -> bytes:
        return self._signed(ageing.header(_text(name), _text(value)), ageing)

    def _bytes(self, raw: bytes, ageing: Ageing) -> bytes:
        return self._signed(ageing.text(_text(raw)), ageing)

    def _signed(self, text: str, ageing: Ageing) -> bytes:
        return with_aged_tokens(text, ageing.offset, self.signing.sign).encode("utf-8", "surrogateescape")


def _text(raw: bytes) -> str:
    """Text in any encoding that has ASCII in it."""
    return raw.decode("utf-8", "surrogateescape")
