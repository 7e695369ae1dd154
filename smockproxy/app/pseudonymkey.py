"""The key of pseudonyms: a file of this machine, so that recording the same again gives the same pseudonyms.

It is never among mocks: with it, one could try out what is behind a pseudonym.
Source: XDG Base Directory Specification (`XDG_STATE_HOME`).
"""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes, token_hex

LENGTH = 32
"""Bytes of a key that we make."""
SHORTEST, LONGEST = 16, 4096


class KeyFileError(Exception):
    """The file can't be used: where, why, and what happens instead."""


def usual_place() -> Path:
    """Where the key is unless the settings say otherwise."""
    state = os.environ.get("XDG_STATE_HOME", "")
    base = Path(state) if Path(state).is_absolute() else Path.home() / ".local" / "state"
    return base / "smockproxy" / "pseudonyms.key"


def key_of(named: str) -> bytes:
    """The key in a file, which is made if it is not there; empty: in the usual one. Raises `KeyFileError`."""
    try:
        path = Path(named).expanduser() if named else usual_place()
    except RuntimeError as error:  # no home
        raise KeyFileError(_told("the key of pseudonyms", str(error))) from error
    try:
        key = path.read_bytes() if path.exists() else _made(path)
    except OSError as error:
        raise KeyFileError(_told(str(path), error.strerror or str(error))) from error
    if not SHORTEST <= len(key) <= LONGEST:
        raise KeyFileError(_told(str(path), f"it has {len(key)} bytes; expected {LENGTH}"))
    return key if len(key) <= 64 else _shortened(key)


def _shortened(key: bytes) -> bytes:
    from hashlib import blake2b  # noqa: PLC0415 - only for keys that somebody else made

    return blake2b(key).digest()


def _made(path: Path) -> bytes:
    """A new key in a file of its owner's only; that of another process, if it was quicker."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{token_hex(8)}")
    with suppress(FileExistsError):
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(token_bytes(LENGTH))
            os.link(unfinished, path)
        finally:
            unfinished.unlink()
    return path.read_bytes()


def _told(place: str, reason: str) -> str:
    return (
        f"{place}: {reason}; pseudonyms have a key of this run only, so that recording again gives others "
        "(--redact-key-file names another file)"
    )
