"""mitmproxy's commands as the page lists them: those of addons that are left out, too, which stay so."""

from collections.abc import Iterator

from mitmproxy.command import Command, CommandManager

from smockproxy.proxy.spares import SPARES, Spare


def described(commands: CommandManager) -> dict[str, Command]:
    """All commands by name. One that is called brings its addon back; to be told of it does not."""
    there = {name: dict.__getitem__(commands.commands, name) for name in dict.keys(commands.commands)}
    for row in SPARES:
        if not there.keys() >= set(row.commands):
            there = {command.name: command for command in _of(row, commands)} | there
    return there


def _of(row: Spare, commands: CommandManager) -> Iterator[Command]:
    """The commands of an addon, looked up on one that is in nobody's chain."""
    addon = row.made()
    for name in filter(lambda name: not name.startswith("__"), dir(addon)):
        attribute = getattr(addon, name)
        if isinstance(path := getattr(attribute, "command_name", None), str):
            yield Command(commands, path, attribute)
