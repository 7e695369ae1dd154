"""mitmproxy's onboarding app (`http://mitm.it/`), imported when a client first asks for it.

Its libraries take long to import, and an addon with a coroutine for each request makes every hook wait.
"""

from collections.abc import Awaitable, Collection

from mitmproxy import ctx
from mitmproxy.addonmanager import Loader
from mitmproxy.http import HTTPFlow

HOST = "mitm.it"


class Onboarding:
    """mitmproxy's addon of that name, as far as others see it."""

    name = "onboarding"

    def __init__(self) -> None:
        self.host = HOST
        self._raw = HOST.encode()
        self._is_on = True

    def load(self, loader: Loader) -> None:
        """Declare mitmproxy's options."""
        loader.add_option("onboarding", bool, default=True, help="Whether mitmproxy's app answers.")
        loader.add_option(
            "onboarding_host", str, HOST, "The host at which mitmproxy's onboarding app answers."
        )

    def configure(self, updated: Collection[str]) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Take the options over."""
        self._is_on, self.host = ctx.options.onboarding, ctx.options.onboarding_host
        self._raw = self.host.encode("idna") if self.host.isascii() or _has_name(self.host) else b""

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts whose requests are for the app."""
        return frozenset({self.host} if self._is_on else ())

    def request(self, flow: HTTPFlow) -> Awaitable[None] | None:
        """Let the app answer what is for it."""
        return self._answer(flow) if self._is_on and self._may_be_meant(flow) else None

    def _may_be_meant(self, flow: HTTPFlow) -> bool:
        """Whether the app has to look at a request: told from bytes, since it is asked of each."""
        data, raw = flow.request.data, self._raw
        return (
            data.host == self.host
            or raw in data.authority
            or any(raw in value for name, value in data.headers.fields if name.lower() == b"host")
        )

    async def _answer(self, flow: HTTPFlow) -> None:
        from mitmproxy.addons.onboarding import Onboarding as App  # noqa: PLC0415  slow to import

        app = App()
        app.configure(ctx.options.keys())
        await app.request(flow)


def _has_name(host: str) -> bool:
    """Whether a host has a form for DNS."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True
