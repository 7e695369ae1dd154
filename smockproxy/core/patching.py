"""`proxy.patch`: what a mock changes in the answer of a real server. Bytes in, bytes out; headers likewise.

Nothing is guessed: an answer that can't be changed as the mock says is an error, not the answer unchanged.
Source: RFC 7396 (merge patch), RFC 6902 (JSON patch), RFC 9110 (8.3 charset, 8.4 codings, 8.8 validators).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn, Protocol

from smockproxy.core.framing import framed, has_no_body
from smockproxy.core.http import NO_HEADERS, Headers, Response
from smockproxy.core.mergepatch import merged
from smockproxy.core.replacing import Replacement, TooMuchWorkError

UTF_8 = "utf-8"
LATIN_1 = "iso-8859-1"
"""Where bytes are no UTF-8 and no charset is named: each byte is a character, and comes back as it was."""
FRAMING = ("content-length", "transfer-encoding", "content-encoding", "trailer", "connection")
"""Headers that follow from the body: they are worked out, and no patch sets them."""
OF_THE_OLD_BODY = ("etag", "content-md5", "digest", "content-digest", "repr-digest", "accept-ranges")
"""Headers that say something of the body as the real server sent it."""
PARTIAL = 206
BODILESS = frozenset({204, 304})
_WITH_CHARSET = ";"


class PatchError(ValueError):
    """An answer that can't be changed as the mock says; the text says where and why."""


class JsonPatch(Protocol):
    """A list of operations on a JSON document."""

    @property
    def operations(self) -> Sequence[Mapping[str, Any]]:
        """As their author wrote them."""
        ...

    def applied(self, document: Any) -> Any:
        """The document after them. Raises `PatchError`; the document given is spent either way."""
        ...


@dataclass(frozen=True, slots=True)
class Patch:
    """What changes, in this order: merge, operations, replacements, template; status and headers beside."""

    status: int = 0
    """0 leaves it."""
    headers: Headers = NO_HEADERS
    """They take the place of those of the same names."""
    removed: tuple[str, ...] = ()
    """Names of headers to take away."""
    merge: tuple[Any, ...] = ()
    """A merge patch, if there is one: null is one, too."""
    operations: JsonPatch | None = field(default=None, compare=False)
    replacements: tuple[Replacement, ...] = ()
    template: str = ""
    """A template of the new body, which sees the answer."""

    @property
    def changes_body(self) -> bool:
        """Whether it is about the body at all."""
        return bool(self.merge or self.operations or self.replacements or self.template)

    @property
    def needs_whole(self) -> bool:
        """Whether the answer has to be all there before any of it goes out."""
        return self.changes_body or self.status in BODILESS


def text_of_body(body: bytes, content_type: str) -> tuple[str, str]:
    """A body as text, and the charset to write it in again. Raises `PatchError`."""
    named = charset_in(content_type)
    if not named:
        try:
            return body.decode(UTF_8), UTF_8
        except UnicodeDecodeError:
            return body.decode(LATIN_1), LATIN_1
    try:
        return body.decode(named), named  # `hex` and its like, which are no charsets, are a LookupError
    except (LookupError, ValueError):
        raise PatchError(
            f"the answer's body is not in the charset {named[:40]}, which its type names"
        ) from None


def charset_in(content_type: str) -> str:
    """The charset that a content type names; empty if it names none."""
    for parameter in content_type.split(_WITH_CHARSET)[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').strip()
    return ""


def patched_body(patch: Patch, body: bytes, content_type: str) -> bytes:
    """The body after all but the template. Raises `PatchError`."""
    if not (patch.merge or patch.operations or patch.replacements):
        return body
    text, charset = text_of_body(body, content_type)
    if patch.merge or patch.operations:
        text = _patched_json(patch, text)
    for place, replacement in enumerate(patch.replacements):
        try:
            text = replacement.replaced(text)
        except TooMuchWorkError as error:
            raise PatchError(f"replace[{place}]: {error}") from error
    return in_charset(text, charset)


def in_charset(text: str, charset: str) -> bytes:
    """A text in a charset. Raises `PatchError`."""
    try:
        return text.encode(charset)
    except UnicodeEncodeError as error:
        told = f"the changed body has {text[error.start]!r} in it, which {charset} has not"
        raise PatchError(told) from None


def _patched_json(patch: Patch, text: str) -> str:
    key = "json_merge" if patch.merge else "json_patch"
    document = json_in(text, key)
    if patch.merge:
        document = merged(document, patch.merge[0])
    if patch.operations is not None:
        document = patch.operations.applied(document)
    try:
        return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError) as error:
        raise PatchError(f"{key}: the answer can't be written as JSON again: {error}") from error


def json_in(text: str, key: str) -> Any:
    """The document that a text is; `key` is who wants to know. Raises `PatchError`."""
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
    except RecursionError:
        raise PatchError(f"{key}: the answer's JSON is nested too deeply") from None
    except ValueError as error:
        raise PatchError(f"{key}: the answer's body is no JSON: {error}") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is none of its values")


def patched_head(patch: Patch, response: Response) -> Response:
    """The response with another status and other headers; its body and its framing stay."""
    headers = response.headers.without(*patch.removed).joined(patch.headers)
    reason = "" if patch.status and patch.status != response.status else response.reason
    return replace(response, status=patch.status or response.status, headers=headers, reason=reason)


def reframed(response: Response, method: str, *, was_changed: bool) -> Response:
    """A patched response that is all there, as it goes out; `was_changed`: its body is not the server's."""
    headers = response.headers.without("trailer", *(OF_THE_OLD_BODY if was_changed else ()))
    whole = framed(replace(response, headers=headers), method)
    if method == "HEAD":  # how long the body would be nobody knows, if it would be changed
        lengths = () if was_changed else response.headers.get_all("content-length")
        fields = [("Content-Length", length) for length in lengths]
        without = whole.headers.without("content-length")
        whole = replace(whole, headers=Headers((*without.fields, *Headers.of(fields).fields)))
    return whole


def is_patchable(method: str, status: int) -> bool:
    """Whether an answer has a body that can be changed. Raises `PatchError` for a part of one."""
    if status == PARTIAL:
        raise PatchError("the answer is only a part of its body (206), which can't be changed by itself")
    return not has_no_body(method, status)
