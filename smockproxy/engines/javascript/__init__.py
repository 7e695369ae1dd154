"""JavaScript (ES2020, quickjs) in the shape that users of SmartMock know: `req`, `res`, `console`, `state`.

A script is the body of a function. It sets `res`, or returns `{status, headers, body, delay}` or a promise of
that; what it returns is laid over what it set. Beside stand the names of all engines: `request`, `now()`, ….
"""

from smockproxy.engines.javascript.program import compile_program

__all__ = ["compile_program"]
