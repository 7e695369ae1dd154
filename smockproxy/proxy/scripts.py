"""What other addons ask of us."""

from mitmproxy.addonmanager import traverse
from mitmproxy.master import Master

BODY_HOOKS = ("request", "response")
"""The hooks whose users expect whole bodies, and may change them."""
BODY_OPTIONS = (
    "anticache",
    "anticomp",
    "block_list",
    "intercept",
    "map_local",
    "map_remote",
    "modify_body",
    "server_replay",
    "stickyauth",
    "stickycookie",
)
"""The options of mitmproxy 12.2 whose addons change messages in those hooks."""


def want_whole_bodies(master: Master) -> bool:
    """Whether bodies must be held until they are whole, because a script or an option may change them.

    Streamed bodies can't be changed, and their hooks come too late for the headers.
    """
    if any(getattr(master.options, option, None) for option in BODY_OPTIONS):
        return True
    loader = master.addons.get("scriptloader")
    scripts = traverse(loader.addons) if loader else ()
    return any(callable(getattr(script, hook, None)) for script in scripts for hook in BODY_HOOKS)
