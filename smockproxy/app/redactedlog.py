"""Lines of the log with pseudonyms for credentials, whoever writes them: we, mitmproxy, a user's script."""

import logging

from smockproxy.app.redaction import RUN

LONGEST = 100_000
"""Characters of a line that are shown: looking through more would hold up everybody else."""


class RedactingFormatter(logging.Formatter):
    """A formatter whose lines, tracebacks included, show no credentials."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or the lines, of a record."""
        written = super().format(record)
        cut = "" if len(written) <= LONGEST else f"… ({len(written)} characters)"
        return RUN.current.text(written[:LONGEST]) + cut
