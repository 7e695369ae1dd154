"""What is wrong with a database of ours: told to the person who named its folder."""


class StoreError(Exception):
    """The history on disk can't be opened or read; the text says why, and what to do."""
