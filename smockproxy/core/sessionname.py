"""The name by which a client chooses its session: as proxy user, by port, or in a header."""

import string

HEADER = "X-Smockproxy-Session"
"""In a request it names the session, of the proxy as of the admin API."""
LONGEST = 64
LARGEST_PORT = 65535
_ALLOWED = frozenset(string.ascii_letters + string.digits + "._-")


def flaw_of_name(name: str) -> str:
    """What is wrong with a session's name, as the end of a sentence that begins with where it stood."""
    if not name:
        return "is empty"
    if len(name) > LONGEST:
        return f"has {len(name)} characters; a session's name has {LONGEST} at the most"
    if strange := next((char for char in name if char not in _ALLOWED), ""):
        return f"has {strange!r} in it; a session's name is made of letters, digits, '.', '_' and '-'"
    return ""


def flaw_of_port(written: str) -> str:
    """What is wrong with `NAME=PORT`, in the same way."""
    name, sign, port = written.partition("=")
    if not sign:
        return "is not NAME=PORT"
    if flaw := flaw_of_name(name):
        return f"has a name that {flaw}"
    if not (port.isascii() and port.isdigit() and int(port[:6]) <= LARGEST_PORT):
        return f"has no port from 0 to {LARGEST_PORT}"
    return ""


def port_of(written: str) -> tuple[str, int]:
    """Name and port of `NAME=PORT`, in which `flaw_of_port` finds nothing."""
    name, _, port = written.partition("=")
    return name, int(port)
