"""Lua 5.1 as Smocker presents it, with the names of all engines beside.

Smocker runs gopher-lua; this is C's Lua 5.1 (lupa), given gopher-lua's words and quirks where scripts or
answers show them. What stays different: no `goto`; a number that `..` joins has at most 14 digits; a syntax
error is told in C's words; `for … in request.headers()` goes by name, where Go's order is random.
"""

from smockproxy.engines.lua.program import compile_program

__all__ = ["compile_program"]
