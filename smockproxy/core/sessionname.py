"""The name by which a client chooses its session: as proxy user, by port, or in a header."""

import string

HEADER = "X-Smockproxy-Session"
"""In a request it names the session, of the proxy as of the admin API."""
LONGEST = 64
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
