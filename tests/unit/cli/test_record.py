import os
import sys
from types import ModuleType

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.core.recordmode import RecordMode


@pytest.fixture
def served(monkeypatch, tmp_path):
    """The settings of what the assembly was asked to serve."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("SMOCKPROXY_", "SMOCKER_"))]:
        monkeypatch.delenv(name)
    seen = []

    def serve(resolved):
        seen.append(resolved.settings)
        return 0

    assembly = ModuleType("smockproxy.assembly")
    monkeypatch.setattr(assembly, "serve", serve, raising=False)
    monkeypatch.setitem(sys.modules, "smockproxy.assembly", assembly)
    return seen


@pytest.mark.parametrize(
    ("arguments", "variables", "mode"),
    [
        ((), {}, RecordMode.NEW),
        (("--record", "all"), {}, RecordMode.ALL),
        ((), {"SMOCKPROXY_RECORD": "once"}, RecordMode.ONCE),
    ],
)
def test_what_no_mock_answers_is_recorded_unless_another_mode_is_chosen(served, arguments, variables, mode):
    done = CliRunner(env=variables).invoke(main, ["record", "a", *arguments])

    assert (done.exit_code, served[0].record, served[0].mocks) == (0, mode, ("a",))


def test_help_names_the_modes():
    done = CliRunner().invoke(main, ["record", "--help"], terminal_width=100)

    assert "--record [none|new|once|all]" in done.output
    assert "--offline" not in done.output
