"""Hooks of a stream that are over at once need no turn of their own through mitmproxy's layers.

mitmproxy hands a hook up to the connection's handler, and its end down again through every layer. Here the
handlers of addons run as soon as the stream asks for them; a hook that has to wait goes mitmproxy's way, with
what is left of it. It holds for clients whose handler says so: others want to see each hook.
"""

from collections.abc import Awaitable
from typing import Any, Protocol

from mitmproxy.connection import Client
from mitmproxy.flow import Flow
from mitmproxy.hooks import Hook
from mitmproxy.http import HTTPFlow
from mitmproxy.proxy import commands, layer

FLOWS = (HTTPFlow, Flow)
"""What may be held; flows of HTTP, which are nearly all, stand first since they are told at once."""
_CHAIN = "smockproxy_chain"
_REST = "smockproxy_rest"
_LEFT = "smockproxy_left"
MOST = 40
"""Hooks at once in one event, those of some ten exchanges: of requests that come together, each begins inside
the end of the one before (mitmproxy's `Http1Server`), so that the stack would end before they do, and others
would have to wait for all of them."""


class Beginning(Protocol):
    """Begins hooks."""

    def begin(self, event: Hook) -> Awaitable[None] | None:
        """Run a hook; what is left of it if a handler waits."""
        ...


def allow(client: Client, chain: Beginning) -> None:
    """Let the hooks of a client's streams run at once."""
    setattr(client, _CHAIN, chain)


def with_hooks_at_once(steps: layer.CommandGenerator[None], client: Client) -> layer.CommandGenerator[None]:
    """The steps of a stream without the hooks that are over at once, if its client's handler allows that."""
    chain: Beginning | None = getattr(client, _CHAIN, None)
    return steps if chain is None else _run(steps, chain, client)


def turn(client: Client) -> None:
    """A new event for a client's layers begins: none of what was before is on the stack any more."""
    setattr(client, _LEFT, MOST)


def _run(
    steps: layer.CommandGenerator[None], chain: Beginning, client: Client
) -> layer.CommandGenerator[None]:
    reply: Any = None
    while True:
        try:
            command = steps.send(reply)
        except StopIteration:
            return
        if isinstance(command, commands.StartHook) and _may(client) and _is_over(command, chain):
            reply = None
        else:
            reply = yield command


def _may(client: Client) -> bool:
    left: int = getattr(client, _LEFT, MOST)
    setattr(client, _LEFT, left - 1)
    return left > 0


def _is_over(hook: commands.StartHook, chain: Beginning) -> bool:
    rest = chain.begin(hook)
    (subject,) = hook.args()
    if rest is None and not (isinstance(subject, FLOWS) and subject.intercepted):
        return True
    setattr(hook, _REST, rest)
    return False


def begun(hook: commands.StartHook, chain: Beginning) -> Awaitable[None] | None:
    """What is left of a hook, which is begun now if it has not been."""
    found = vars(hook)
    return found.pop(_REST) if _REST in found else chain.begin(hook)
