"""The fields of a form: urlencoded in any charset, or the text fields of a multipart body.

Bodies are hostile: every step here is linear in their size, and parts are counted.
Sources: WHATWG URL (urlencoded), RFC 7578 (multipart/form-data), RFC 2046 5.1 (boundaries).
"""

from collections.abc import Iterable, Mapping
from encodings import normalize_encoding
from encodings.aliases import aliases

from smockproxy.core.url import query_pairs

MOST_PARTS = 10_000
LARGEST_HEAD = 16 * 1024
"""Bytes of a part's own headers."""
LONGEST_BOUNDARY = 70
_CODECS = frozenset(
    ["utf_8", "ascii", "latin_1", "koi8_r", "koi8_u", "mac_roman", "cp866"]
    + ["shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "gbk", "gb2312", "gb18030", "big5"]
    + ["utf_16", "utf_16_le", "utf_16_be"]
    + [f"iso8859_{part}" for part in range(2, 17) if part != 12]
    + [f"cp125{page}" for page in range(9)]
)
"""The charsets of the web; some that Python knows besides are slow to decode."""
CHARSETS = {name: name for name in _CODECS} | {
    name: codec for name, codec in aliases.items() if codec in _CODECS
}
"""Each of their names, as `encodings` spells names, → Python's name: `cp1251` and `windows-1251` are one."""


def form_of(content_type: str, body: bytes) -> dict[str, list[str]] | None:
    """Values by name; None when the body is no form."""
    kind, parameters = header_parameters(content_type)
    if kind == "application/x-www-form-urlencoded":
        charset = charset_of(parameters)
        pairs = filter(None, query_pairs(body))
        return _multimap((_text(name, charset), _text(value, charset)) for name, value in pairs)
    if kind == "multipart/form-data":
        return _multipart(body, parameters.get("boundary", ""))
    return None


def charset_of(parameters: Mapping[str, str]) -> str:
    """The charset that a content type names, if it is one of the web's; else UTF-8."""
    return CHARSETS.get(normalize_encoding(parameters.get("charset", "").lower()), "utf-8")


def _text(raw: bytes, charset: str) -> str:
    return raw.decode(charset, "replace")


def _multimap(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def header_parameters(text: str) -> tuple[str, dict[str, str]]:
    """`form-data; name="a b"` → `form-data` and its parameters; names in lower case, the first one wins."""
    kind, _, rest = text.partition(";")
    parameters: dict[str, str] = {}
    at = 0
    while at < len(rest):
        equals = rest.find("=", at)
        if equals < 0:
            break
        name = rest[at:equals].rpartition(";")[2].strip().lower()
        value, at = _parameter(rest, equals + 1)
        parameters.setdefault(name, value)
    return kind.strip().lower(), parameters


def _parameter(text: str, start: int) -> tuple[str, int]:
    """The value that begins there, and where the next parameter begins."""
    if text[start : start + 1] != '"':
        end = text.find(";", start)
        end = len(text) if end < 0 else end
        return text[start:end].strip(), end + 1
    value, at = [], start + 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and text[at + 1 : at + 2] in {'"', "\\"}:
            at += 1
        value.append(text[at])
        at += 1
    return "".join(value), at + 1


def _multipart(body: bytes, boundary: str) -> dict[str, list[str]] | None:
    """The fields that are no files; None when the body is not parted by this boundary."""
    if not 0 < len(boundary) <= LONGEST_BOUNDARY or not boundary.isascii():
        return None
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode(), MOST_PARTS + 1)
    if len(pieces) < 2 or len(pieces) > MOST_PARTS + 1:
        return None
    fields = []
    for piece in pieces[1:]:
        if piece.startswith(b"--"):
            break
        field = _field(piece)
        if field:
            fields.append(field)
    return _multimap(fields)


def _field(piece: bytes) -> tuple[str, str] | None:
    """Name and text of a part; None for a file, and for what is no field."""
    end = piece.find(b"\r\n\r\n", 0, LARGEST_HEAD)
    if end < 0:
        return None
    headers = _part_headers(piece[:end])
    disposition, parameters = header_parameters(headers.get("content-disposition", ""))
    if (
        disposition != "form-data"
        or "name" not in parameters
        or parameters.keys() & {"filename", "filename*"}
    ):
        return None
    charset = charset_of(header_parameters(headers.get("content-type", ""))[1])
    name = parameters["name"].replace("%22", '"').replace("%0D%0A", "\r\n")
    return name, _text(piece[end + 4 :], charset)


def _part_headers(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in head.split(b"\r\n"):
        name, _, value = line.decode("utf-8", "replace").partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return headers
