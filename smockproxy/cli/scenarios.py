"""`smockproxy scenarios`: the states of the scenarios of a running smockproxy."""

from typing import TYPE_CHECKING

import click

from smockproxy.app.visible import visible
from smockproxy.cli.asking import HELP, admin_option, asking, json_option, session_option
from smockproxy.cli.written import as_json_text

if TYPE_CHECKING:
    from smockproxy.app.api.scenarios import ScenarioList, ScenarioRow


@click.group(
    context_settings=HELP,
    epilog='Examples: `smockproxy scenarios list`, `smockproxy scenarios set Banking "Account created"`, '
    "`smockproxy scenarios reset Banking`.",
)
def scenarios() -> None:
    """List the scenarios of a session, set them, put them back."""


@scenarios.command("list")
@session_option
@admin_option
@json_option
def list_all(admin: str, session: str | None, *, as_json: bool) -> None:
    """List each scenario with its state and with those that mocks name."""
    with asking(admin, session) as client:
        _tell(client.list_scenarios(), as_json=as_json)


@scenarios.command("set", epilog='Example: `smockproxy scenarios set Banking "Account created"`')
@click.argument("name", metavar="NAME")
@click.argument("state", metavar="STATE")
@click.option("--force", is_flag=True, help="Take a scenario or a state that no mock names, too.")
@session_option
@admin_option
@json_option
def set_to(name: str, state: str, admin: str, session: str | None, *, force: bool, as_json: bool) -> None:
    """Put the scenario NAME into STATE."""
    with asking(admin, session) as client:
        _tell(client.set_scenarios({name: state}, force=force), as_json=as_json)


@scenarios.command("reset")
@click.argument("name", metavar="[NAME]", required=False)
@session_option
@admin_option
@json_option
def reset(name: str | None, admin: str, session: str | None, *, as_json: bool) -> None:
    """Put NAME back into its first state, or all scenarios."""
    with asking(admin, session) as client:
        _tell(client.reset_scenarios(name), as_json=as_json)


def _tell(found: "ScenarioList", *, as_json: bool) -> None:
    if as_json:
        click.echo(as_json_text(found))
    elif not found["scenarios"]:
        click.echo("There are no scenarios: no mock has one.")
    else:
        for row in found["scenarios"]:
            click.echo(scenario_line(row))


def scenario_line(row: "ScenarioRow") -> str:
    """A scenario in one line: `Banking: Started (Started, Account created; 3 mocks)`."""
    mocks = len(row["mocks"])
    states = ", ".join(row["states"])
    return visible(f"{row['name']}: {row['state']} ({states}; {mocks} mock{'' if mocks == 1 else 's'})")
