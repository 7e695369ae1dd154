"""Which flows came through our own streams: told by a mark on each, which no copy of it has."""

from mitmproxy.flow import Flow

_MARK = "smockproxy_own"


class OwnFlows:
    """The flows that were added; it keeps none of them alive."""

    def add(self, flow: Flow) -> None:
        """Mark a flow."""
        vars(flow)[_MARK] = self, id(flow)

    def __contains__(self, flow: Flow) -> bool:
        return vars(flow).get(_MARK) == (self, id(flow))
