"""Brings addons of mitmproxy back that were left out, as soon as somebody wants them."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from mitmproxy import hooks
from mitmproxy.addonmanager import Loader, safecall
from mitmproxy.command import Command
from mitmproxy.master import Master

from smockproxy.proxy import spares
from smockproxy.proxy.spares import SPARES, Spare

if TYPE_CHECKING:
    from smockproxy.proxy.chain import Chain

FORWARD = ("regular", "upstream", "socks5")
"""Modes, as they begin, in which nothing but a forward proxy's requests comes in."""


class LateLoader(Loader):
    """Lets an addon declare options that are known already: what is set stays set."""

    def add_option(self, name: str, typespec: Any, default: Any, help: str, choices: Any = None) -> None:  # noqa: A002
        """Take over what the addon says about an option."""
        if name in self.master.options:
            known = self.master.options._options[name]  # noqa: SLF001 - mitmproxy has no other way
            known.help = " ".join(help.split())
        else:
            super().add_option(name, typespec, default, help, choices)


class Sleepers:
    """The addons that are left out now."""

    def __init__(self, chain: "Chain", master: Master, rows: Collection[Spare] = SPARES) -> None:
        self._chain, self._master = chain, master
        self._asleep = {row.name: row for row in rows}
        self._by_command = {command: row.name for row in rows for command in row.commands}
        self.is_running = False
        """Whether addons have been told that the proxy runs."""
        self.called: set[str] = set()
        """The names of those that a command, or somebody who asked for them, brought back."""

    def declare(self) -> None:
        """Make the options and commands of all of them known."""
        for row in self._asleep.values():
            for each in row.options:
                told = f"An option of mitmproxy's {row.kind}."
                self._master.options.add_option(each.name, each.typespec, each.default, told, each.choices)
        self._master.commands.commands = LateCommands(self._master.commands.commands, self)

    def names(self) -> frozenset[str]:
        """The addons that are left out."""
        return frozenset(self._asleep)

    def commands(self) -> Mapping[str, str]:
        """The commands of those that are left out, with their addons."""
        return {command: name for command, name in self._by_command.items() if name in self._asleep}

    def heed(self, updated: Collection[str]) -> list[Any]:
        """Bring back whom the options want by now; gives them."""
        options = self._master.options
        wanted = [
            row.name
            for row in self._asleep.values()
            if any(name in updated and options.has_changed(name) for name in row.waking)
            or (row.only_modes and "mode" in updated and not _is_forward(options.mode))
        ]
        return [self._wake(name) for name in wanted]

    def call(self, name: str) -> Any:
        """Bring one back that somebody asks for, with all that it has missed."""
        self.called.add(name)
        addon = self._wake(name)
        with safecall():
            self._chain.invoke_addon_sync(addon, hooks.ConfigureHook(self._master.options.keys()))
        self.begin(addon)
        return addon

    def give_way(self, name: str) -> None:
        """Forget one whose place another takes, which declares the options itself."""
        for option in self._asleep.pop(name).options:
            del self._master.options._options[option.name]  # noqa: SLF001 - mitmproxy has no other way

    def begin(self, addon: Any) -> None:
        """Tell one that came late that the proxy runs, if it does."""
        if self.is_running:
            with safecall():
                self._chain.invoke_addon_sync(addon, hooks.RunningHook())

    def _wake(self, name: str) -> Any:
        addon = self._asleep.pop(name).made()
        chain = self._chain
        if hasattr(addon, "load"):
            with safecall():
                addon.load(LateLoader(self._master))
        self._master.commands.collect_commands(addon)
        chain.lookup[name] = addon
        place = sum(spares.rank(each) <= spares.rank(addon) for each in chain.chain)
        chain.chain = [*chain.chain[:place], addon, *chain.chain[place:]]
        return addon


def _is_forward(modes: Collection[str]) -> bool:
    return all(mode.startswith(FORWARD) for mode in modes)


class LateCommands(dict[str, Command]):
    """mitmproxy's commands, and those of addons that are left out: using one brings its addon back."""

    def __init__(self, known: Mapping[str, Command], sleepers: Sleepers) -> None:
        super().__init__(known)
        self._sleepers = sleepers

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._sleepers.commands()

    def __missing__(self, name: str) -> Command:
        addon = self._sleepers.commands().get(name)
        if addon is None:
            raise KeyError(name)
        self._sleepers.call(addon)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The command of a name."""
        return self[name] if name in self else default  # noqa: SIM401 - this is what it would call

    def _all(self) -> dict[str, Command]:
        for addon in set(self._sleepers.commands().values()):
            self._sleepers.call(addon)
        return dict(super().items())

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def keys(self) -> Any:
        """The names of all."""
        return self._all().keys()

    def values(self) -> Any:
        """All."""
        return self._all().values()

    def _named(self) -> Any:
        return self._all().items()

    items = _named
