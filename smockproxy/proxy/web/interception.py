"""mitmproxy's interception, for which every exchange has to be one of its flows."""

from collections.abc import Collection

from mitmproxy import ctx
from mitmproxy.addons.intercept import Intercept

from smockproxy.proxy.web.watch import Watch


class Interception(Intercept):
    """Holds the exchanges that a filter names until somebody resumes them on the page."""

    name = "intercept"

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def configure(self, updated: Collection[str]) -> None:
        """Take the filter. Raises `OptionsError`."""
        super().configure(updated)
        self._watch.hold(holds=bool(self.filt and ctx.options.intercept_active))
