"""When the lane must let everything go through mitmproxy: somebody wants the flows, or an option differs.

An option that is not known to be harmless closes the gate as soon as it is not what `serve` starts with: what
the lane has not been built for, mitmproxy does.
Source: mitmproxy 12.2 for the options and hooks.
"""

from collections.abc import Iterator
from typing import Any

from mitmproxy.addonmanager import traverse
from mitmproxy.addons.script import Script, ScriptLoader
from mitmproxy.hooks import all_hooks

from smockproxy.proxy import spares
from smockproxy.proxy.chain import Chain, is_settled
from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.preset import PRESET

SCRIPTS, ADDONS, OPTIONS, MODE = "scripts", "addons", "options", "mode"
"""The reasons."""

ESSENTIAL = frozenset(module for module, _ in spares.KEPT)
"""mitmproxy's addons that every run has."""
LIFE = frozenset({"load", "running", "configure", "done", "add_log"})
"""Hooks that say nothing of exchanges or connections."""

HARMLESS = frozenset(
    {
        "block_global",
        "block_private",
        "cert_passphrase",
        "certs",
        "client_replay",
        "client_replay_concurrency",
        "command_history",
        "confdir",
        "content_view_lines_cutoff",
        "export_preserve_original_ip",
        "key_size",
        "listen_host",
        "listen_port",
        "onboarding",
        "protobuf_definitions",
        "scripts",
        "server",
        "showhost",
        "ssl_insecure",
        "ssl_verify_upstream_trusted_ca",
        "ssl_verify_upstream_trusted_confdir",
        "tcp_timeout",
    }
)
"""Options that change nothing of what the lane does, or that it heeds itself; `mode` is looked at apart."""
OWN = ("smock_", "web_", "view_")
"""Options of ours, and of mitmweb's page, by their beginning."""


def wants_exchanges(addon: object) -> bool:
    """Whether an addon has a hook that tells of exchanges or connections."""
    return any(callable(getattr(addon, name, None)) for name in all_hooks if name not in LIFE)


def _reasons(chain: Chain) -> Iterator[str]:
    """Why addons want exchanges: those that the lane knows nothing of."""
    for addon in chain.chain:
        if _is_known(addon) or _is_at_rest(chain, addon):
            continue
        if any(wants_exchanges(each) or is_unloaded(each) for each in traverse([addon])):
            yield SCRIPTS if isinstance(addon, ScriptLoader) else ADDONS


def is_unloaded(addon: object) -> bool:
    """Whether it is a script of which nobody knows yet what it wants."""
    return isinstance(addon, Script) and addon.ns is None


def _is_known(addon: object) -> bool:
    """Whether the lane does what an addon does, or the addon closes the gate itself."""
    module = type(addon).__module__
    return module.startswith("smockproxy.") or module.removeprefix(spares.ADDONS) in ESSENTIAL


def _is_at_rest(chain: Chain, addon: object) -> bool:
    """Whether it is one of mitmproxy's that does nothing as long as its options are at their defaults."""
    was_called = chain.sleepers is not None and type(addon).__name__.lower() in chain.sleepers.called
    return is_settled(addon) and not was_called


def differing(options: Any) -> frozenset[str]:
    """The options that are not as `serve` starts with them, and that matter."""
    return frozenset(
        name
        for name, option in options.items()
        if name not in HARMLESS and name != "mode" and not name.startswith(OWN) and _differs(name, option)
    )


def _differs(name: str, option: Any) -> bool:
    return bool(option.has_changed() if name not in PRESET else option.current() != PRESET[name])


def keep(gate: Gate, chain: Chain, options: Any) -> None:
    """Close or open the gate as addons and options are now."""
    wanting = set(_reasons(chain))
    gate.keep(SCRIPTS, closed=SCRIPTS in wanting)
    gate.keep(ADDONS, closed=ADDONS in wanting)
    gate.keep(OPTIONS, closed=bool(differing(options)))
    gate.keep(MODE, closed=not all(mode.partition("@")[0] == "regular" for mode in options.mode))
