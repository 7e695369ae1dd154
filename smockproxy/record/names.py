"""Names of files and folders for what was recorded. Hosts and paths are a peer's: none is taken as it is."""

from hashlib import sha256
from string import ascii_lowercase, digits
from unicodedata import combining, normalize
from urllib.parse import unquote

from smockproxy.core.http import DEFAULT_PORTS

LONGEST = 60
"""Characters of a name; of a longer one the beginning is kept, and a hash of all."""
HASH_DIGITS = 12
"""Of the hash in the name of a body's file."""
INDEX = "index"
"""The file of what has no segment to be named by."""
PASSED_OVER = frozenset({"api", "apis", "rest", "rpc", "public", "services"})
"""First segments that say nothing about what is asked for."""
RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{device}{digit}" for device in ("com", "lpt") for digit in digits}
)
"""Names that no file can have on Windows, whatever follows after a dot."""
OWN = frozenset({"defaults", "_defaults", "smockproxy"})
"""Names that files of mocks have a meaning for."""

_KEPT = frozenset(ascii_lowercase + digits + "._-")
_HEXADECIMAL = frozenset("0123456789abcdef-")
TYPES = {
    "application/json": ".json.txt",
    "application/pdf": ".pdf",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/javascript": ".js",
    "image/gif": ".gif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "text/css": ".css",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/javascript": ".js",
    "text/plain": ".txt",
    "text/xml": ".xml",
}
"""Suffixes of bodies' files. None is one of those that mocks may stand in: a server must not write mocks."""


def folder_of(scheme: str, host: str, port: int) -> str:
    """The folder of a server: `api.shop.test`, or `api.shop.test_8443`."""
    name = safe(host)
    return name if DEFAULT_PORTS.get(scheme) == port else f"{name}_{port}"


def stem_of(path: str) -> str:
    """The name of the file that the mocks of a path stand in, without its suffix.

    It is the first segment that says what is asked for: `orders` of `/api/v1/orders/17`.
    """
    segments = [segment for segment in path.split("/") if segment]
    meant = next((each for each in segments if not _says_nothing(each.lower())), "")
    if not meant or is_id(unquote(meant).lower()):
        return INDEX
    return safe(unquote(meant))


def _says_nothing(segment: str) -> bool:
    return segment in PASSED_OVER or (segment[:1] == "v" and segment[1:].replace(".", "").isdigit())


def is_id(segment: str) -> bool:
    """Whether a segment, in lower case, looks like the id of one thing: a number, a UUID, a hash."""
    bare = segment.replace("-", "")
    return segment.isdigit() or (len(bare) >= 16 and _HEXADECIMAL.issuperset(segment))


def safe(text: str) -> str:
    """A name that every file system takes, in lower case; never empty, never hidden."""
    bare = "".join(char for char in normalize("NFKD", text.lower()) if not combining(char))
    name = "".join(char if char in _KEPT else "-" for char in bare.replace("ß", "ss"))
    while "--" in name:
        name = name.replace("--", "-")
    while ".." in name:
        name = name.replace("..", ".")
    name = name.strip(".-") or INDEX
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - 9].strip('.-')}-{sha256(text.encode(errors='replace')).hexdigest()[:8]}"
    return f"{name}_" if name.partition(".")[0] in RESERVED or name in OWN else name


def beside_name(stem: str, content: bytes, content_type: str, *, is_text: bool) -> str:
    """The name of a body's file: it follows from what is in it."""
    kind = content_type.partition(";")[0].strip().lower()
    other = ".json.txt" if kind.endswith("+json") else ".txt" if is_text else ".bin"
    return f"{stem}-{sha256(content).hexdigest()[:HASH_DIGITS]}{TYPES.get(kind, other)}"
