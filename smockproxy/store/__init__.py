"""The history on disk: what outlives the process, in one SQLite database.

Rules of this package: the core and the standard library only; one thread writes, any thread reads, and nobody
who appends ever waits for the disk.
"""
