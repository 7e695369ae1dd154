"""mitmproxy's default addons, in their order, and which of them a run can do without.

An addon is left out while its options are at their defaults, since it does nothing then; its options and
commands are known all the same. Setting one of the options, calling a command, or asking for the addon by
name brings it back, to its place (`waking`).
Source: mitmproxy 12.2; a test holds the table against its own loaders.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Optional

from mitmproxy.version import VERSION

from smockproxy.proxy.onboarding import Onboarding

MADE_FOR = "12.2."
"""The versions of mitmproxy that the table is of; for any other, no addon is left out."""
TEXTS: Any = Sequence[str]
TEXT: Any = Optional[str]  # noqa: UP045 - as mitmproxy writes it
ADDONS = "mitmproxy.addons."
SCRIPTS = "scriptloader"
"""The one that loads scripts: it is there as soon as there are any."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option as mitmproxy declares it."""

    name: str
    typespec: Any
    default: Any
    choices: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Spare:
    """An addon that is left out until it is wanted."""

    module: str
    kind: str
    """The name of its class."""
    options: tuple[Option, ...] = ()
    commands: tuple[str, ...] = ()
    only_modes: bool = False
    """Whether modes that take more than a forward proxy's requests bring it back."""

    @property
    def name(self) -> str:
        """What mitmproxy calls it."""
        return self.kind.lower()

    @property
    def waking(self) -> frozenset[str]:
        """The options that bring it back."""
        return frozenset(option.name for option in self.options)

    def made(self) -> Any:
        """The addon itself."""
        return getattr(import_module(ADDONS + self.module), self.kind)()


KEPT: tuple[tuple[str, str], ...] = (
    ("core", "Core"),
    ("block", "Block"),
    ("disable_h2c", "DisableH2C"),
    ("proxyserver", "Proxyserver"),
    ("next_layer", "NextLayer"),
    ("tlsconfig", "TlsConfig"),
)
"""The addons that every run has: modules and classes."""

SPARES: tuple[Spare, ...] = (
    Spare("browser", "Browser", (), ("browser.start",)),
    Spare(
        "strip_dns_https_records",
        "StripDnsHttpsRecords",
        (Option("strip_ech", bool, default=True),),
        only_modes=True,
    ),
    Spare("blocklist", "BlockList", (Option("block_list", TEXTS, []),)),
    Spare("anticache", "AntiCache", (Option("anticache", bool, default=False),)),
    Spare("anticomp", "AntiComp", (Option("anticomp", bool, default=False),)),
    Spare(
        "clientplayback",
        "ClientPlayback",
        (Option("client_replay", TEXTS, []), Option("client_replay_concurrency", int, 1)),
        ("replay.client", "replay.client.count", "replay.client.file", "replay.client.stop"),
    ),
    Spare(
        "command_history",
        "CommandHistory",
        (Option("command_history", bool, default=True),),
        (
            "commands.history.add",
            "commands.history.clear",
            "commands.history.filter",
            "commands.history.get",
            "commands.history.next",
            "commands.history.prev",
        ),
    ),
    Spare("comment", "Comment", (), ("flow.comment",)),
    Spare("cut", "Cut", (), ("cut", "cut.clip", "cut.save")),
    Spare(
        "export",
        "Export",
        (Option("export_preserve_original_ip", bool, default=False),),
        ("export", "export.clip", "export.file", "export.formats"),
    ),
    Spare("proxyauth", "ProxyAuth", (Option("proxyauth", TEXT, None),)),
    Spare("script", "ScriptLoader", (Option("scripts", TEXTS, []),), ("script.run",)),
    Spare(
        "dns_resolver",
        "DnsResolver",
        (Option("dns_use_hosts_file", bool, default=True), Option("dns_name_servers", TEXTS, [])),
        only_modes=True,
    ),
    Spare(
        "serverplayback",
        "ServerPlayback",
        (
            Option("server_replay_kill_extra", bool, default=False),
            Option("server_replay_extra", str, "forward", ["forward", "kill", "204", "400", "404", "500"]),
            Option("server_replay_reuse", bool, default=False),
            Option("server_replay_nopop", bool, default=False),
            Option("server_replay_refresh", bool, default=True),
            Option("server_replay_use_headers", TEXTS, []),
            Option("server_replay", TEXTS, []),
            Option("server_replay_ignore_content", bool, default=False),
            Option("server_replay_ignore_params", TEXTS, []),
            Option("server_replay_ignore_payload_params", TEXTS, []),
            Option("server_replay_ignore_host", bool, default=False),
            Option("server_replay_ignore_port", bool, default=False),
        ),
        (
            "replay.server",
            "replay.server.add",
            "replay.server.count",
            "replay.server.file",
            "replay.server.stop",
        ),
    ),
    Spare("mapremote", "MapRemote", (Option("map_remote", TEXTS, []),)),
    Spare("maplocal", "MapLocal", (Option("map_local", TEXTS, []),)),
    Spare("modifybody", "ModifyBody", (Option("modify_body", TEXTS, []),)),
    Spare("modifyheaders", "ModifyHeaders", (Option("modify_headers", TEXTS, []),)),
    Spare("stickyauth", "StickyAuth", (Option("stickyauth", TEXT, None),)),
    Spare("stickycookie", "StickyCookie", (Option("stickycookie", TEXT, None),)),
    Spare(
        "save",
        "Save",
        (Option("save_stream_file", TEXT, None), Option("save_stream_filter", TEXT, None)),
        ("save.file",),
    ),
    Spare("savehar", "SaveHar", (Option("hardump", str, ""),), ("save.har",)),
    Spare("upstream_auth", "UpstreamAuth", (Option("upstream_auth", TEXT, None),)),
    Spare(
        "update_alt_svc",
        "UpdateAltSvc",
        (Option("keep_alt_svc_header", bool, default=False),),
        only_modes=True,
    ),
)

ORDER = (
    "core",
    "browser",
    "block",
    "strip_dns_https_records",
    "blocklist",
    "anticache",
    "anticomp",
    "clientplayback",
    "command_history",
    "comment",
    "cut",
    "disable_h2c",
    "export",
    "onboarding",
    "proxyauth",
    "proxyserver",
    "script",
    "dns_resolver",
    "next_layer",
    "serverplayback",
    "mapremote",
    "maplocal",
    "modifybody",
    "modifyheaders",
    "stickyauth",
    "stickycookie",
    "save",
    "savehar",
    "tlsconfig",
    "upstream_auth",
    "update_alt_svc",
)
"""The modules of all, as mitmproxy's chain has them."""


def is_known() -> bool:
    """Whether the table is of the mitmproxy that is installed."""
    return VERSION.startswith(MADE_FOR)


def kept() -> list[Any]:
    """The addons that every run has, made anew, in mitmproxy's order."""
    addons = [getattr(import_module(ADDONS + module), kind)() for module, kind in KEPT]
    return sorted([*addons, Onboarding()], key=rank)


def rank(addon: object) -> int:
    """The place of an addon in the chain; those that are not mitmproxy's come after all of them."""
    module = "onboarding" if isinstance(addon, Onboarding) else type(addon).__module__.removeprefix(ADDONS)
    return ORDER.index(module) if module in ORDER else len(ORDER)
