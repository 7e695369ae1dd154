"""Values that the garbage collector need not look at: it would do so again and again, and hold requests up.

A history of 100,000 exchanges is a million objects, through which a full collection goes in most of a second.
None of them is ever part of a cycle: they are frozen, and refer to older values only. Reference counts free
them in time, whether they are tracked or not.
Source: CPython (`PyObject_GC_UnTrack`, which may be called for what isn't tracked as well).
"""

import ctypes
import sys
from gc import is_tracked

_untrack = None
if sys.implementation.name == "cpython":
    _untrack = ctypes.PyDLL(None).PyObject_GC_UnTrack
    _untrack.argtypes, _untrack.restype = [ctypes.c_void_p], None


def leave_alone(value: object) -> None:
    """Let the garbage collector pass over it; it must be of no cycle, now and for ever."""
    if _untrack is not None and is_tracked(value):
        _untrack(id(value))  # its address: a number is handed over in half the time of an object
