"""The table of operations says which commands there are: those that ask a running smockproxy."""

import click

from smockproxy.app.api.table import OPERATIONS
from smockproxy.cli import COMMANDS, main

WITHOUT_A_SERVER = {"serve", "record", "replay", "check", "init", "schema", "import", "export"}


def leaves(group: click.Group, words: tuple[str, ...] = ()) -> set[str]:
    """The commands below a group, as they are typed."""
    context = click.Context(group)
    found: set[str] = set()
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        path = (*words, name)
        found |= leaves(command, path) if isinstance(command, click.Group) else {" ".join(path)}
    return found


def test_commands_are_those_of_the_table():
    assert set(COMMANDS) >= WITHOUT_A_SERVER
    assert leaves(main) - WITHOUT_A_SERVER == {row.command for row in OPERATIONS if row.command}
