"""mitmweb's event log: lines of our log, without credentials; while nobody looks, only warnings."""

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
        self.listen(is_looking=False)

    def listen(self, is_looking: bool) -> None:  # noqa: FBT001 - the watch tells it
        """Take every line, or only what somebody should see who looks later."""
        self.logger.setLevel(logging.NOTSET if is_looking else logging.WARNING)
