"""mitmproxy's `add_log` hook, for as long as an addon has it.

mitmproxy formats every line of the log a second time, and goes through all addons with it on the event loop.
Source: mitmproxy 12.2, `log.LegacyLogEvents`; the hook is deprecated since mitmproxy 9.
"""

import logging

from mitmproxy.addonmanager import AddonManager, traverse
from mitmproxy.log import LegacyLogEvents


def keep(events: LegacyLogEvents, addons: AddonManager) -> None:
    """Tell addons of lines of the log only if one of them listens."""
    is_wanted = any(callable(getattr(addon, "add_log", None)) for addon in traverse(addons.chain))
    is_there = events in logging.getLogger().handlers
    if is_wanted and not is_there:
        events.install()
    elif is_there and not is_wanted:
        events.uninstall()
