"""The pure core: what a mock is, when it matches, what is then to be done, and what is remembered of it.

Rules of this package: the standard library and itself only; no clock, no randomness of its own, no files, no
sockets, no event loop. Values are frozen; only `session` and `history` hold state.
"""
