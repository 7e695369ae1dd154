"""mitmweb's event log: the lines of our log while somebody looks, without credentials.

To nobody it would cost each exchange a line.
"""

import logging

from mitmproxy.addons.eventstore import EventStore

from smockproxy.app.redactedlog import RedactingFormatter

LINE = "[%(asctime)s] %(message)s"
TIME = "%H:%M:%S"


class EventLog(EventStore):
    """The newest lines."""

    name = "eventstore"

    def __init__(self, *, is_redacting: bool) -> None:
        super().__init__()
        formatter = RedactingFormatter if is_redacting else logging.Formatter
        self.logger.formatter = formatter(LINE, TIME)
        self.listen(is_looking=False)  # mitmproxy's listens from the beginning

    def listen(self, is_looking: bool) -> None:  # noqa: FBT001 - the watch tells it
        """Begin, or cease, to take lines."""
        if is_looking:
            self.logger.install()
        else:
            self.logger.uninstall()
