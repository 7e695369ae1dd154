"""What other addons ask of us."""

from mitmproxy.addonmanager import traverse
from mitmproxy.master import Master

BODY_HOOKS = ("request", "response")
"""The hooks whose users expect whole bodies, and may change them."""


def want_whole_bodies(master: Master) -> bool:
    """Whether bodies must be held until they are whole, because a script or an option may change them.

    Streamed bodies can't be changed, and their hooks come too late for the headers.
    """
    if getattr(master.options, "modify_body", None):
        return True
    loader = master.addons.get("scriptloader")
    scripts = traverse(loader.addons) if loader else ()
    return any(callable(getattr(script, hook, None)) for script in scripts for hook in BODY_HOOKS)
