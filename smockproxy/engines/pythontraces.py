"""Which scripts in Python may leave traces in the process that runs them, and so get one of their own.

Python is trusted, so this is not about attacks: it is about what a script changes for others without meaning
to, such as a module's attribute, the environment, a seed. A copy of the worker costs milliseconds; a script
that only computes does without, with the same outcome.
"""

import ast
from functools import lru_cache

STATELESS = frozenset(
    {
        *(
            "base64",
            "bisect",
            "collections",
            "copy",
            "dataclasses",
            "datetime",
            "enum",
            "functools",
            "hashlib",
        ),
        *("heapq", "html", "itertools", "json", "math", "operator", "re", "statistics", "string", "textwrap"),
        *("time", "typing", "urllib.parse", "uuid"),
    }
)
"""Modules that have nothing to change but their own attributes."""
REACHING = frozenset(
    {"__import__", "compile", "delattr", "eval", "exec", "globals", "input", "open", "setattr", "vars"}
)
"""Functions by which a script reaches what its text does not show."""


@lru_cache(maxsize=256)
def may_leave_traces(source: str) -> bool:
    """Whether a script may change anything that outlives its run."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return True
    return any(map(_is_suspect, ast.walk(tree)))


def _is_suspect(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(name.name not in STATELESS for name in names)
        case ast.ImportFrom(module=module):
            return module not in STATELESS
        case ast.Attribute(attr=attr, ctx=ctx):
            return attr.startswith("_") or not isinstance(ctx, ast.Load)
        case ast.Name(id=name):
            return name in REACHING or name.startswith("__")
        case ast.Global() | ast.Subscript(value=ast.Attribute(), ctx=ast.Store() | ast.Del()):
            return True
        case _:
            return False
