"""The code of data classes, kept from one start to the next.

`dataclasses` writes the methods of each class as text, and compiles that whenever the class's module is
imported: of hundreds of classes that is a quarter of a start. Python keeps the code of modules in
`__pycache__`; what is compiled here is kept beside it, by its text, so that a text that changed is
compiled anew. As with modules, `PYTHONDONTWRITEBYTECODE` keeps it from being written, and a folder that
can't be written to does no harm.
Source: dataclasses.py of Python 3.12, whose `_create_fn` calls `exec` with the text.
"""

import contextlib
import dataclasses
import marshal
import os
import sys
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType
from typing import Any

MOST = 8_000
"""Texts that are kept; of more, those that this process had no use for are forgotten."""


class KeptCode:
    """Runs texts, and keeps what they were compiled to in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: Mapping[str, CodeType] | None = None
        self._used: dict[str, CodeType] = {}
        self._is_new = False

    def run(
        self, source: str, names: dict[str, Any] | None = None, local: dict[str, Any] | None = None
    ) -> None:
        """What Python's `exec` does with a text."""
        code = self._used.get(source) or self._used.setdefault(source, self._code_of(source))
        exec(code, names, local)  # noqa: S102 - as dataclasses does

    def _code_of(self, source: str) -> CodeType:
        if self._read is None:
            self._read = self._kept()
        code = self._read.get(source)
        if code is None:
            code = compile(source, "<string>", "exec", dont_inherit=True)
            self._is_new = True
        return code

    def _kept(self) -> Mapping[str, CodeType]:
        """What is in the file; nothing, if it is of another Python or broken."""
        try:
            kept = self._path.read_bytes()
            if not kept.startswith(MAGIC_NUMBER):
                return {}
            read = marshal.loads(memoryview(kept)[len(MAGIC_NUMBER) :])  # noqa: S302 - trusted as .pyc files are
        except (OSError, EOFError, ValueError, TypeError):
            return {}
        return read if isinstance(read, dict) else {}

    def save(self) -> None:
        """Write down what was compiled, if any of it is new."""
        if not self._is_new or sys.dont_write_bytecode:
            return
        self._is_new = False
        both = {**(self._read or {}), **self._used}
        text = MAGIC_NUMBER + marshal.dumps(both if len(both) <= MOST else dict(self._used))
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_bytes(text)
                beside.replace(self._path)
            finally:
                beside.unlink(missing_ok=True)


def kept_beside(module: str) -> KeptCode:
    """The code that is kept with the .pyc file of a module, which is named by its file."""
    return KeptCode(Path(cache_from_source(module)).with_suffix(".dataclasses"))


KEPT = kept_beside(__file__)
"""What this program keeps."""


def keep() -> None:
    """Let data classes be made of what is kept, from now on."""
    vars(dataclasses).setdefault("exec", KEPT.run)
